import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { closeHttp, freePort, isPortTaken, listen, PortTakenError } from '../../dev/ports.ts';
import { startFront } from '../../dev/stack/front.ts';
import { functionEntry, statusHeader } from '../../dev/stack/function-entry.ts';
import { startNetlifyDev } from '../../dev/stack/netlify.ts';
import { onUsualPorts } from '../../dev/stack/usual-ports.ts';

async function front() {
  const started = await startFront(0);
  onTestFinished(() => started.stop());
  return { ...started, url: `http://127.0.0.1:${started.port}` };
}

async function echo(): Promise<number> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    response.writeHead(201, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']);
    response.end(
      JSON.stringify({ method: request.method, path: request.url, host: request.headers.host, body }),
    );
  });
  onTestFinished(() => closeHttp(server));
  return listen(server, { part: 'An echo', host: '127.0.0.1', port: 0 });
}

test('the site’s port is held before anything is behind it, and passes on what is asked as it is', async () => {
  const { port, url, passTo } = await front();
  await expect(startFront(port)).rejects.toThrow(PortTakenError);
  const early = await fetch(url);
  expect([early.status, early.headers.get('Retry-After')]).toEqual([503, '5']);

  passTo(await echo());
  const answer = await fetch(`${url}/api/v1/items?a=b`, { method: 'POST', body: 'é'.repeat(100_000) });
  expect(answer.status).toBe(201);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await answer.json()).toEqual({
    method: 'POST',
    path: '/api/v1/items?a=b',
    host: `127.0.0.1:${port}`,
    body: 'é'.repeat(100_000),
  });

  passTo(await freePort());
  expect((await fetch(url)).status).toBe(503);
});

/** Stands in for `netlify dev`: says where it listens, ends when asked to, and the first time at once when told so. */
const program = `#!${process.execPath}
const { existsSync, writeFileSync } = require('node:fs');
const port = process.argv[process.argv.indexOf('-p') + 1];
if (process.env.FIRST_ENDS && !existsSync(process.env.FIRST_ENDS)) {
  writeFileSync(process.env.FIRST_ENDS, '');
  console.error('Could not acquire required port');
  process.exit(1);
}
require('node:http').createServer((request, response) => {
  response.end(String(process.pid));
  if (request.url === '/end') console.log('out of memory'), setImmediate(() => process.exit(7));
}).listen(port);
`;

async function startStandIn(environment: (folder: string) => Record<string, string>) {
  const stateFolder = await mkdtemp(join(tmpdir(), 'midas-netlify-'));
  const file = join(stateFolder, 'netlify');
  await writeFile(file, program);
  await chmod(file, 0o755);
  const { url, passTo } = await front();
  const said: string[] = [];
  const ports: number[] = [];
  const netlify = await startNetlifyDev({
    environment: environment(stateFolder),
    stateFolder,
    say: (line) => said.push(line),
    passTo(port) {
      ports.push(port);
      passTo(port);
    },
    program: file,
  });
  onTestFinished(async () => {
    await netlify.stop();
    await rm(stateFolder, { recursive: true });
  });
  return { url, netlify, said, ports };
}

test('netlify dev that ends by itself is started again once behind the same address, and why is told; the second time it is over', async () => {
  const { url, netlify, said, ports } = await startStandIn(() => ({}));
  await fetch(`${url}/end`);
  await expect.poll(() => ports).toHaveLength(2);
  expect(said).toEqual([
    'netlify dev has ended by itself (code 7), last saying: out of memory. It is started again, once.',
  ]);
  expect((await fetch(url)).status).toBe(200);
  await fetch(`${url}/end`);
  expect(await netlify.ended).toContain(
    'netlify dev has ended by itself (code 7), last saying: out of memory.',
  );
  expect(said).toHaveLength(1);
});

test('netlify dev that loses its port before it is up is started again elsewhere', async () => {
  const { url, said, ports } = await startStandIn((folder) => ({ FIRST_ENDS: join(folder, 'ended') }));
  expect(ports).toHaveLength(1);
  expect(said).toEqual([
    expect.stringContaining('Could not acquire required port. It is started again, once.'),
  ]);
  expect((await fetch(url)).status).toBe(200);
});

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
  const { url, passTo } = await front();
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

test('a stop ends it for good', async () => {
  const { netlify, said, ports } = await startStandIn(() => ({}));
  await netlify.stop();
  expect(await isPortTaken(ports[0] ?? 0)).toBe(false);
  expect(said).toEqual([]);
});

test('of parts that start at once on one usual port each gets a port, and who does not get the usual one says so', async () => {
  const usual = await freePort();
  const said: string[] = [];
  const started = await Promise.all(
    [1, 2, 3].map(() =>
      onUsualPorts(
        { port: usual },
        (line) => said.push(line),
        ({ port }) => startFront(port),
      ),
    ),
  );
  onTestFinished(async () => {
    for (const one of started) await one.stop();
  });
  expect(new Set(started.map(({ port }) => port)).size).toBe(3);
  expect(started.map(({ port }) => port)).toContain(usual);
  expect(said).toEqual(Array(2).fill(`Port ${usual} is taken, so The site gets a free one.`));
});
