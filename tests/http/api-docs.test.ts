import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as v from 'valibot';
import { beforeAll, expect, test } from 'vitest';
import { permissions, permissionsOfUsers } from '../../src/account/permissions.ts';
import { accessOf } from '../../src/http/access/access.ts';
import { problems } from '../../src/platform/problems.ts';
import { signedInUser } from '../support/account/accounts.ts';
import { newClient } from '../support/booking/booking.ts';
import { type Answer, call } from '../support/harness/client.ts';
import { functionApps } from '../support/harness/function-apps.ts';
import { useStack } from '../support/harness/stack.ts';
import { type Operation, operationsOf, readApiDocument } from '../support/http/api-document.ts';
import { violations } from '../support/http/json-schema.ts';

const stack = useStack();
let operations: Map<string, Operation>;
let page: Answer;
beforeAll(async () => {
  operations = operationsOf(await readApiDocument(stack));
  page = await call(`${stack.url}/api/docs`, { from: newClient() });
});

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** What a reader sees of markup. */
function shown(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '');
}

function idsOf(html: string): string[] {
  return [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id);
}

/** What the page tells of one route, from its heading to the end of its section. */
function sectionOf({ operationId }: Operation): string {
  const [, section = ''] = page.text.split(`id="${operationId}"`);
  const [own = ''] = section.split('<h3 ');
  return own;
}

/** The calls for a shell, each with its address on the stack and its body. */
function curlOf(operation: Operation): { url: string; body: string | undefined } {
  const [, block = ''] =
    /<pre class="copyable"><code>(curl.*?)<\/code><\/pre>/s.exec(sectionOf(operation)) ?? [];
  const text = shown(block);
  const [, address = ''] = /"(http[^"]+)"/.exec(text) ?? [];
  const [, body] = /-d '(.*)'$/s.exec(text) ?? [];
  const site = stack.runtime.config.site.url;
  expect(address.startsWith(`${site}/api/`), address).toBe(true);
  return { url: address.replace(site, stack.url), body: body?.replaceAll("'\\''", "'") };
}

test('every route has its place under its tag, with a heading that leads to itself, and stands in the contents', () => {
  expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=UTF-8']);
  const [, contents = ''] = /<nav[^>]*>(.*?)<\/nav>/s.exec(page.text) ?? [];
  for (const [route, operation] of operations) {
    expect(shown(sectionOf(operation)), route).toContain(route);
    expect(contents, route).toContain(`href="#${operation.operationId}"`);
    expect(operation.tags, route).toHaveLength(1);
  }
});

test('every code of a problem has the place to which its type points, with its status and what to do', async () => {
  for (const [code, { status, title }] of Object.entries(problems)) {
    const [before = '', after = ''] = page.text.split(`<div id="${code}">`);
    const [own = ''] = after.split('</div>');
    expect(shown(own), code).toContain(title);
    expect(shown(own.split('<dd>')[1] ?? '').length, code).toBeGreaterThan(10);
    expect(before.split('id="status-').at(-1), code).toMatch(new RegExp(`^${status}"`));
  }
  const refusal = v.parse(
    v.looseObject({ type: v.string(), code: v.string() }),
    (await stack.call('/items/no-such-thing', { from: newClient() })).json(),
  );
  expect(refusal.type).toBe(`${stack.runtime.config.site.url}/api/docs#${refusal.code}`);
  expect(idsOf(page.text)).toContain(refusal.code);
});

test('the page is drawn once a day, not once for each reader, whatever query stands behind its address', async () => {
  // The least of several: what else the process does meanwhile only ever adds to it.
  const leastCost = async (beforeEach: () => void) => {
    const costs: number[] = [];
    for (let reader = 0; reader < 5; reader += 1) {
      beforeEach();
      const start = process.cpuUsage();
      await call(`${stack.url}/api/docs?reader=${reader}`, { from: newClient() });
      const { user, system } = process.cpuUsage(start);
      costs.push(user + system);
    }
    return Math.min(...costs);
  };
  const drawing = await leastCost(() => stack.clock.advance({ days: 1 }));
  expect(await leastCost(() => undefined)).toBeLessThan(drawing / 2);
  const { text } = await call(`${stack.url}/api/docs`, { from: newClient() });
  expect(text).toContain(stack.clock.now().toISOString().slice(0, 10));
});

test('no anchor is there twice, and every link within the page leads to one', () => {
  const ids = idsOf(page.text);
  expect(ids).toEqual([...new Set(ids)]);
  const targets = [...page.text.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target);
  expect(targets.length).toBeGreaterThan(operations.size);
  expect(ids).toEqual(expect.arrayContaining(targets));
});

test('the page loads nothing from elsewhere, and runs nothing but its own script, by its digest', () => {
  const addresses = [...page.text.matchAll(/\s(?:href|src|action|srcset|poster|data)="([^"]*)"/gi)];
  expect(addresses.length).toBeGreaterThan(0);
  for (const [, address] of addresses) expect(address).toMatch(/^(#|\/(?!\/))/);
  const markup = page.text.replace(/<(script|style)>.*?<\/\1>/gs, '');
  const foreign =
    /<(?:script|iframe|object|embed|base|form[^>]*\saction)|<[^>]*\s(?:on\w+|style)\s*=|javascript:/i;
  expect(foreign.exec(markup)?.[0]).toBeUndefined();
  expect(/@import|[\s:]url\(/.exec(page.text)?.[0]).toBeUndefined();
  const digests = (element: string) =>
    [...page.text.matchAll(new RegExp(`<${element}[^>]*>(.*?)</${element}>`, 'gs'))].map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
  const policy = page.headers.get('Content-Security-Policy') ?? '';
  const directives = new Map(
    policy.split('; ').map((one) => {
      const [name = '', ...sources] = one.split(' ');
      return [name, sources] as const;
    }),
  );
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('script-src')).toEqual(digests('script'));
  expect(directives.get('style-src')).toEqual(digests('style'));
  expect(directives.get('connect-src')).toEqual(["'self'"]);
  expect(directives.get('base-uri')).toEqual(["'none'"]);
});

test('every GET that is open to anyone answers the call that stands there with a success of its own', async () => {
  // The link of a calendar entry is signed, and no document can hold one that opens something.
  const open = [...operations].filter(
    ([route, { security = [], responses }]) =>
      route.startsWith('GET ') &&
      route !== 'GET /api/v1/stays/{link}' &&
      security.length === 0 &&
      '200' in responses,
  );
  expect(open.length).toBeGreaterThan(5);
  for (const [route, operation] of open) {
    const { status, text } = await call(curlOf(operation).url, { from: newClient() });
    const successes = Object.keys(operation.responses).filter((one) => Number(one) < 400);
    expect(successes, `${route}: ${text.slice(0, 300)}`).toContain(`${status}`);
  }
});

test('every body that stands there is one that its route takes, and a price comes back for that of a quote', async () => {
  for (const [route, operation] of operations) {
    const schema = operation.requestBody?.content['application/json']?.schema;
    const { body } = curlOf(operation);
    expect(body !== undefined, route).toBe(schema !== undefined);
    if (schema && body) expect(violations(schema, JSON.parse(body)), route).toEqual([]);
  }
  const quotes = operations.get('POST /api/v1/quotes');
  if (!quotes) throw new Error('there are no quotes');
  const { url, body } = curlOf(quotes);
  const answer = await call(url, {
    body,
    headers: { 'Content-Type': 'application/json' },
    from: newClient(),
  });
  expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('"isAvailable":true')]);
});

test('the scope that a machine needs stands beside each route that takes one, and beside no other', async () => {
  const ofUsers: readonly string[] = permissionsOfUsers;
  let withScope = 0;
  for (const { app } of await functionApps())
    for (const { method, path, handler } of app?.routes ?? []) {
      const operation = operations.get(`${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
      if (!operation || !(accessOf in handler)) continue;
      const { doors } = v.parse(v.looseObject({ doors: v.array(v.string()) }), handler[accessOf]);
      const scope = permissions.find((one) => doors.includes(one) && !ofUsers.includes(one));
      const [, told] = /API key with the scope ([\w:-]+)/.exec(shown(sectionOf(operation))) ?? [];
      expect(told, `${method} ${path}`).toBe(scope);
      withScope += scope ? 1 : 0;
    }
  expect(withScope).toBeGreaterThan(10);
});

test('an access token holds by what the page says of it, and by nothing else', async () => {
  const text = shown(page.text);
  const optionOf = (name: string) => new RegExp(`${name}: '([^']+)'`).exec(text)?.[1] ?? '';
  const { pathname } = new URL(/new URL\('([^']+)'\)/.exec(text)?.[1] ?? '');
  const keys = createRemoteJWKSet(new URL(pathname, stack.url));
  const options = {
    algorithms: [/algorithms: \['(\w+)'\]/.exec(text)?.[1] ?? ''],
    typ: optionOf('typ'),
    issuer: optionOf('issuer'),
    audience: optionOf('audience'),
    currentDate: stack.clock.now(),
  };
  const { id, accessToken, sessionId } = await signedInUser(stack);
  const { payload } = await jwtVerify(accessToken, keys, options);
  expect([payload.sub, payload.sid]).toEqual([id, sessionId]);
  await expect(jwtVerify(accessToken, keys, { ...options, audience: options.issuer })).rejects.toThrow();
});
