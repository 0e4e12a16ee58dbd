import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startFront } from '../../dev/stack/front.ts';
import { functionEntry, statusHeader } from '../../dev/stack/function-entry.ts';
import { startNetlifyDev } from '../../dev/stack/netlify.ts';

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

test('through netlify dev every status of a function arrives as the function gave it, on every method', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'midas-site-'));
  for (const name of ['public', 'functions', 'bundles']) await mkdir(join(folder, name));
  const config = { path: ['/api/v1/health', '/api/v1/answers/*'] };
  await writeFile(
    join(folder, 'netlify.toml'),
    '[dev]\nframework = "#static"\npublish = "public"\nfunctions = "functions"\n',
  );
  await writeFile(join(folder, 'public/404.html'), 'a page of the site');
  await writeFile(join(folder, 'bundles/answers.mjs'), statuses);
  await writeFile(join(folder, 'functions/answers.mjs'), functionEntry('answers', config, 'BUNDLES'));
  const { port, passTo, stop } = await startFront(0);
  onTestFinished(stop);
  const url = `http://127.0.0.1:${port}`;
  const netlify = await startNetlifyDev({
    environment: { BUNDLES: pathToFileURL(join(folder, 'bundles/')).href },
    stateFolder: folder,
    say: () => undefined,
    passTo,
    folder,
  });
  onTestFinished(async () => {
    await netlify.stop();
    await rm(folder, { recursive: true });
  });
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
