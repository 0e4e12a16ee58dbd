import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeHttp, listen } from '../../dev/ports.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { type HttpRequest, httpRequest } from '../../src/platform/http-client.ts';
import { createRuntime, type Runtime } from '../../src/platform/runtime.ts';
import { createTestClock } from '../support/harness/clock.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { patienceMs } from '../support/harness/patience.ts';

/** What the host does with each request in turn; the last of them with all that follow. */
type Deed = (incoming: IncomingMessage, outgoing: ServerResponse) => void;
const status =
  (code: number, headers: Record<string, string> = {}): Deed =>
  (_incoming, outgoing) => {
    outgoing.writeHead(code, headers).end(`answer ${code}`);
  };
const silence: Deed = () => {};
const cut: Deed = (incoming) => {
  incoming.socket.destroy();
};

let deeds: Deed[] = [];
let asked: IncomingMessage[] = [];
const server = createServer((incoming, outgoing) => {
  asked.push(incoming);
  const deed = deeds.length > 1 ? deeds.shift() : deeds[0];
  deed?.(incoming, outgoing);
});
let url: string;
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, { part: 'A host', host: '127.0.0.1', port: 0 })}/thing`;
});
afterAll(() => closeHttp(server));

let runtime: Runtime;
const clock = createTestClock();
beforeEach(() => {
  asked = [];
  const unused = {
    DATABASE_URL: 'postgres://nobody@127.0.0.1/nothing',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
  };
  // A circuit is a runtime's own: each test has whole ones.
  runtime = createRuntime(parseConfig({ ...testEnvironment, ...unused }, 'dev'), { clock });
});

const ask = (more: Partial<HttpRequest> = {}) =>
  httpRequest(runtime, url, { timeoutMs: patienceMs, attempts: 3, ...more });
const unavailable = { code: 'unavailable' };

test('what fails in passing is tried again, as often as it may be, and the answer is read to its end', async () => {
  deeds = [status(503), cut, status(200)];
  expect(await ask()).toMatchObject({ status: 200, text: 'answer 200' });
  expect(asked).toHaveLength(3);
  asked = [];
  deeds = [status(500)];
  expect((await ask()).status).toBe(500);
  expect(asked).toHaveLength(3);
});

test('what may not be repeated is tried once', async () => {
  deeds = [cut, status(200)];
  await expect(ask({ attempts: 1 })).rejects.toMatchObject(unavailable);
  expect(asked).toHaveLength(1);
});

test('a refusal is an answer: it is not tried again', async () => {
  deeds = [status(422)];
  expect((await ask()).status).toBe(422);
  expect(asked).toHaveLength(1);
});

test('who says "too many" is asked again a little later, and their word is passed on in the end', async () => {
  deeds = [status(429)];
  expect((await ask()).status).toBe(429);
  expect(asked).toHaveLength(3);
});

test('who stays silent is given up after the time limit of each attempt', async () => {
  deeds = [silence];
  const began = performance.now();
  await expect(ask({ attempts: 2, timeoutMs: 150 })).rejects.toMatchObject(unavailable);
  expect(performance.now() - began).toBeGreaterThanOrEqual(300);
});

test('a redirect is not followed: nobody is led to another host with our credentials', async () => {
  deeds = [status(307, { Location: url })];
  await expect(ask({ attempts: 1 })).rejects.toMatchObject(unavailable);
  expect(asked).toHaveLength(1);
});

test('after five failures in a row nobody waits for the host; twenty seconds later one asks again', async () => {
  deeds = [status(500)];
  for (let time = 0; time < 5; time += 1) await ask({ attempts: 1 });
  asked = [];
  await expect(ask()).rejects.toMatchObject(unavailable);
  expect(asked).toHaveLength(0);
  clock.advance({ seconds: 19 });
  await expect(ask()).rejects.toMatchObject(unavailable);
  clock.advance({ seconds: 2 });
  deeds = [status(200)];
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(200);
});

test('a host that has failed now and then is not given up: only failures in a row count', async () => {
  for (let time = 0; time < 6; time += 1) {
    deeds = [status(500)];
    await ask({ attempts: 1 });
    deeds = [status(200)];
    expect((await ask({ attempts: 1 })).status).toBe(200);
  }
});

test('what was sent is the same at each attempt', async () => {
  deeds = [status(500), status(200)];
  await ask({ method: 'POST', headers: { 'PayPal-Request-Id': 'one' }, body: '{}' });
  expect(asked.map(({ method, headers }) => [method, headers['paypal-request-id']])).toEqual([
    ['POST', 'one'],
    ['POST', 'one'],
  ]);
});

test('a host that was given up is asked again when the clock is set back: else it would be shut out for as long as that', async () => {
  deeds = [status(500)];
  for (let time = 0; time < 10; time += 1) await ask({ attempts: 1 }).catch(() => undefined);
  await expect(ask()).rejects.toMatchObject(unavailable);
  const before = clock.now();
  clock.set(new Date(before.getTime() - 24 * 3_600_000).toISOString());
  deeds = [status(200)];
  expect((await ask()).status).toBe(200);
  clock.set(before.toISOString());
});
