import { join } from 'node:path';
import { Hono } from 'hono';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { access, accessOf } from '../../src/http/access/access.ts';
import { limit, limitOf } from '../../src/http/access/limit.ts';
import { createApp } from '../../src/http/app.ts';
import type { App, Env } from '../../src/http/env.ts';
import { functionApps, functionFiles, functionFolder } from '../support/harness/function-apps.ts';
import { functionModules } from '../support/harness/functions.ts';

const signed = v.object({ doors: v.tuple([v.literal('provider-signature')]) });

/** What a route lacks: exactly one declaration of who may call it, and a limit unless its caller signs or it is the health check. */
function complaints(app: App): string[] {
  return routesOf(app).flatMap(({ route, handlers }) => {
    const declared = handlers.flatMap((handler) => markOf(handler, accessOf));
    const limits = handlers.flatMap((handler) => markOf(handler, limitOf));
    const isFree = declared.some((one) => v.is(signed, one)) || route === 'GET /api/v1/health';
    return [
      ...(declared.length === 1 ? [] : [`${route} declares ${declared.length} accesses`]),
      ...(limits.length === 1 || (isFree && limits.length === 0)
        ? []
        : [`${route} has ${limits.length} limits`]),
    ];
  });
}

function markOf(handler: object, mark: symbol): unknown[] {
  return mark in handler ? [Reflect.get(handler, mark)] : [];
}

/** The routes of an application with all that runs for each; what runs for every path is no route. */
function routesOf(app: App): { route: string; method: string; path: string; handlers: object[] }[] {
  const found = new Map<string, { route: string; method: string; path: string; handlers: object[] }>();
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue;
    const route = `${method} ${path}`;
    const known = found.get(route) ?? { route, method, path, handlers: [] };
    known.handlers.push(handler);
    found.set(route, known);
  }
  return [...found.values()];
}

const apps = await functionApps();

describe('every route of', () => {
  test.each(
    apps.filter(({ app }) => app !== undefined).map(({ name, app }) => ({ name, app: app ?? createApp() })),
  )('$name says who may call it, once, and how often', ({ app }) => {
    expect(routesOf(app).length).toBeGreaterThan(0);
    expect(complaints(app)).toEqual([]);
  });

  test.each(apps.filter(({ app }) => app !== undefined))(
    '$name lies under a path that Netlify hands to it',
    ({ app, paths }) => {
      const patterns = paths.map((path) => new URLPattern({ pathname: path }));
      for (const { path, route } of routesOf(app ?? createApp())) {
        const address = `https://site.example${path.replace(/:\w+/g, 'something')}`;
        expect(
          patterns.some((pattern) => pattern.test(address)),
          route,
        ).toBe(true);
      }
    },
  );
});

test('no handler stands for all methods or all paths, where nothing would be declared of it', () => {
  const everywhere = apps.flatMap(({ name, app }) =>
    (app?.routes ?? [])
      .filter(({ method, path }) => method === 'ALL' && !path.endsWith('/*'))
      .map(({ path }) => `${name} ${path}`),
  );
  expect(everywhere).toEqual([]);
});

describe('this test fails for a route that', () => {
  const rule = { name: 'own', requests: 1, windowSeconds: 60, withoutRedis: 'allow' } as const;
  const app = (): App => new Hono<Env>().basePath('/api/v1') as App; // the narrowed path is all that differs
  const answer = () => new Response();

  test('says nothing of who may call it', () => {
    const own = app();
    own.get('/open', limit(rule), answer);
    expect(complaints(own)).toEqual(['GET /api/v1/open declares 0 accesses']);
  });

  test('says it twice', () => {
    const own = app();
    own.post('/both', access('public'), access('manage-link'), limit(rule), answer);
    expect(complaints(own)).toEqual(['POST /api/v1/both declares 2 accesses']);
  });

  test('has no limit, though anyone or any guest may call it', () => {
    const own = app();
    own.get('/anyone', access('public'), answer);
    own.get('/guest/:id', access('manage-link'), answer);
    expect(complaints(own)).toEqual([
      'GET /api/v1/anyone has 0 limits',
      'GET /api/v1/guest/:id has 0 limits',
    ]);
  });

  test('shares its path with one that is well declared, by another method', () => {
    const own = app();
    own.get('/thing', access('public'), limit(rule), answer);
    own.delete('/thing', answer);
    expect(complaints(own)).toEqual([
      'DELETE /api/v1/thing declares 0 accesses',
      'DELETE /api/v1/thing has 0 limits',
    ]);
  });

  test('but not for a signed one, nor for the health check', () => {
    const own = app();
    own.post('/webhooks/provider', access('provider-signature'), answer);
    own.get('/health', access('public'), answer);
    expect(complaints(own)).toEqual([]);
  });
});

test('the tests serve every function that has a path, and only those', async () => {
  const files = (await functionFiles()).filter((file) => !file.endsWith('.ts'));
  expect(files, join(functionFolder, 'holds functions alone')).toEqual([]);
  const served = functionModules.map(({ config }) => [config.path ?? []].flat().join());
  expect(served.toSorted()).toEqual(
    apps
      .filter(({ paths }) => paths.length > 0)
      .map(({ paths }) => paths.join())
      .toSorted(),
  );
  expect(
    apps
      .filter(({ paths, schedule }) => paths.length > 0 === (schedule !== undefined))
      .map(({ name }) => name),
  ).toEqual([]);
});
