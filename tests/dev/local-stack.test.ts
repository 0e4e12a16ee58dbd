import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeHttp, freePort, isPortTaken, listen, PortTakenError } from '../../dev/ports.ts';
import { startFront } from '../../dev/stack/front.ts';
import { startNetlifyDev } from '../../dev/stack/netlify.ts';
import { keepPorts, onUsualPorts } from '../../dev/stack/usual-ports.ts';

const none = { of: (port: number) => port, keep() {} };

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

test('no part of the stack closes a connection under a client that is slow to ask again: each keeps it for two minutes', async () => {
  const { url } = await front();
  const part = `http://127.0.0.1:${await echo()}`;
  for (const address of [url, part]) {
    const answer = await fetch(address, { method: 'POST', body: '' });
    expect(answer.headers.get('Keep-Alive')).toBe('timeout=120');
  }
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
      onUsualPorts({ port: usual }, { say: (line) => said.push(line), kept: none }, ({ port }) =>
        startFront(port),
      ),
    ),
  );
  onTestFinished(async () => {
    for (const one of started) await one.stop();
  });
  expect(new Set(started.map(({ port }) => port)).size).toBe(3);
  expect(started.map(({ port }) => port)).toContain(usual);
  const others = started.map(({ port }) => port).filter((port) => port !== usual);
  expect(said.toSorted()).toEqual(
    others
      .map((port) => `Port ${usual} is taken, so The site gets ${port}, and keeps it from now on.`)
      .toSorted(),
  );
});

test('a stack that had to take other ports has them again at its next start, though its usual ones are free by then', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'midas-ports-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const usual = await freePort();
  const start = (file: string) =>
    onUsualPorts({ port: usual }, { say: () => {}, kept: keepPorts(file) }, ({ port }) => startFront(port));
  const [mine, others] = [join(folder, 'not/there/yet/ports.json'), join(folder, 'ports.json')];
  const first = await start(others);
  const second = await start(mine);
  expect(second.port).not.toBe(usual);
  await Promise.all([first.stop(), second.stop()]);
  const again = await start(mine);
  expect(again.port).toBe(second.port);
  await again.stop();
  // Half a file is no reason not to start.
  await writeFile(mine, '{"88');
  const afresh = await start(mine);
  expect(afresh.port).toBe(usual);
  await afresh.stop();
});
