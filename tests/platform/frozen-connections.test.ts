import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { closeHttp, listen } from '../../dev/ports.ts';
import { exchange } from '../../src/platform/exchange.ts';

afterEach(() => void vi.useRealTimers());

/** A host that counts its connections and can close them all. */
async function startHost() {
  const connections: Socket[] = [];
  const server = createServer((_request, response) => response.end('answered'));
  server.on('connection', (socket) => connections.push(socket));
  const port = await listen(server, { part: 'A host', host: '127.0.0.1', port: 0 });
  return { connections, url: `http://127.0.0.1:${port}/`, close: () => closeHttp(server) };
}

const ask = (url: string) => exchange(url, { method: 'POST', headers: {}, body: 'asked', timeoutMs: 5000 });

test('a connection is kept from one call to the next', async () => {
  const host = await startHost();
  await ask(host.url);
  await ask(host.url);
  expect(host.connections).toHaveLength(1);
  await host.close();
});

test('a process that was frozen while its host closed the connection asks over a new one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const host = await startHost();
  await ask(host.url);
  // Frozen: the host's closing is not seen, and no timer has run, before the next call.
  for (const connection of host.connections) connection.destroy();
  vi.setSystemTime(Date.now() + 3_600_000);
  expect((await ask(host.url)).text).toBe('answered');
  expect(host.connections).toHaveLength(2);
  await host.close();
});
