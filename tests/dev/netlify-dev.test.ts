import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { builds } from '../../dev/build.ts';
import type { FunctionModule } from '../../dev/functions-server.ts';
import { startFront } from '../../dev/stack/front.ts';
import { functionEntry, statusHeader } from '../../dev/stack/function-entry.ts';
import { startNetlifyDev } from '../../dev/stack/netlify.ts';
import { config as unknownAddress } from '../../netlify/functions/api/unknown-address.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { functionModules } from '../support/harness/functions.ts';

/** Answers with the status that its path names, in the way of ours, and says what it was asked. */
const statuses = `export default async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/api/v1/health') return new Response('well');
  const status = Number(pathname.split('/')[4]);
  if (!status) return new Response('another route', { status: 405 });
  const said = { status, method: request.method, path: pathname, body: await request.text() };
  return Response.json(said, { status, headers: { 'Content-Type': 'application/problem+json', 'X-Request-Id': 'r1' } });
};
`;

/** Starts `netlify dev` for a folder with functions, which are bundles beside their entries, and answers its address. */
async function startSite(
  functions: readonly { name: string; config: FunctionModule['config']; source: string }[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'midas-site-'));
  for (const name of ['public', 'functions', 'bundles']) await mkdir(join(folder, name));
  await writeFile(
    join(folder, 'netlify.toml'),
    '[dev]\nframework = "#static"\npublish = "public"\nfunctions = "functions"\n',
  );
  await writeFile(join(folder, 'public/404.html'), 'a page of the site');
  for (const { name, config, source } of functions) {
    await writeFile(join(folder, `bundles/${name}.mjs`), source);
    await writeFile(join(folder, `functions/${name}.mjs`), functionEntry(name, config, 'BUNDLES'));
  }
  const { port, passTo, stop } = await startFront(0);
  onTestFinished(stop);
  const netlify = await startNetlifyDev({
    environment: { ...environment, BUNDLES: pathToFileURL(join(folder, 'bundles/')).href },
    stateFolder: folder,
    say: () => undefined,
    passTo,
    folder,
  });
  onTestFinished(async () => {
    await netlify.stop();
    await rm(folder, { recursive: true });
  });
  return `http://127.0.0.1:${port}`;
}

test('through netlify dev every status of a function arrives as the function gave it, on every method', async () => {
  const config = { path: ['/api/v1/health', '/api/v1/answers/*'] } as const;
  const url = await startSite([{ name: 'answers', config, source: statuses }]);
  // What the development server would answer something else for, by every method; the others by one.
  const retried = new Set([403, 404, 405]);
  for (const status of [200, 401, 403, 404, 405, 409, 410, 422, 500]) {
    for (const method of retried.has(status) ? ['GET', 'POST', 'PATCH', 'DELETE'] : ['POST']) {
      const path = `/api/v1/answers/${status}${method === 'DELETE' ? '/' : ''}`;
      const answer = await fetch(`${url}${path}`, { method, ...(method === 'POST' && { body: 'é=1' }) });
      expect([answer.status, answer.headers.get('X-Request-Id')], `${method} ${path}`).toEqual([
        status,
        'r1',
      ]);
      expect(await answer.json()).toEqual({ status, method, path, body: method === 'POST' ? 'é=1' : '' });
      expect([...answer.headers.keys()]).not.toContain(statusHeader);
    }
  }
  expect((await fetch(`${url}/nothing-here`)).status).toBe(404);
});

/** Answers with the place in the list of the function that was asked, and by which method. */
const echo = (at: number) =>
  `export default async (request) => Response.json({ at: ${at}, method: request.method });\n`;

test('through netlify dev each address of a function is its own, and what belongs to none is refused as the API refuses, by every method', async () => {
  const bundle = await build({
    ...builds[0],
    entryPoints: [join(import.meta.dirname, '../../netlify/functions/api/unknown-address.ts')],
    splitting: false,
    write: false,
  });
  // It stands last in the list.
  const unknown = functionModules.length - 1;
  const url = await startSite(
    functionModules.map(({ config }, at) => ({
      name: `function-${at}`,
      config: at === unknown ? unknownAddress : config,
      source: at === unknown ? (bundle.outputFiles[0]?.text ?? '') : echo(at),
    })),
    {
      ...testEnvironment,
      CONTEXT: 'dev',
      DATABASE_URL: 'postgresql://nobody:nothing@127.0.0.1:1/none',
      UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
      SMTP_URL: 'smtp://127.0.0.1:1',
    },
  );
  const methods = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'];
  for (const [at, { config }] of functionModules.entries()) {
    if (at === unknown) continue;
    for (const pattern of [config.path ?? []].flat()) {
      const path = pattern.replace(/\*$/, 'one/two').replace(/:\w+/g, 'one');
      // Routes are not told apart by methods, so one address is asked by all of them.
      for (const method of pattern === '/api/v1/account' ? methods : ['POST']) {
        const answer = await fetch(`${url}${path}`, { method });
        expect([answer.status, await answer.json()], `${method} ${path}`).toEqual([200, { at, method }]);
      }
    }
  }
  for (const path of [
    '/api',
    '/api/',
    '/api/v1',
    '/api/v1/',
    '/api/v1/nothing',
    '/api/v1/itemsx',
    '/api/v2/items',
    '/api/docs/x',
    '/api/v1/webhooks/other',
    '/api/v1/auth/nothing/here',
  ]) {
    for (const method of path === '/api/v1/nothing' ? methods : ['GET']) {
      const answer = await fetch(`${url}${path}`, { method });
      expect([answer.status, answer.headers.get('Content-Type')], `${method} ${path}`).toEqual([
        404,
        'application/problem+json',
      ]);
      expect(await answer.json()).toMatchObject({ code: 'not-found', status: 404 });
    }
  }
  // What is not under /api is the site's.
  expect(await (await fetch(`${url}/apis/v1/nothing`)).text()).toContain('a page of the site');
});
