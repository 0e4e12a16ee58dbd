import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMidas } from '../../kit/client/create-midas.ts';
import type { Midas } from '../../kit/client/midas.ts';
import {
  hang,
  json,
  type MisbehavingApi,
  problem,
  reset,
  startMisbehavingApi,
} from './support/misbehaving-api.ts';
import { refused } from './support/refused.ts';
import { createTestSurroundings, type TestSurroundings } from './support/test-surroundings.ts';

let api: MisbehavingApi;
let surroundings: TestSurroundings;
let midas: Midas;
beforeEach(async () => {
  api = await startMisbehavingApi();
  surroundings = await createTestSurroundings();
  midas = createMidas({ baseUrl: api.url }, surroundings);
  // The port may be that of a test before, whose API is broken: a line that comes back closes its circuit.
  surroundings.goOnline();
});
afterEach(() => api.close());

const link = { id: 'res_1', token: 'of-the-link' };

/** Five failures in a row: three tries of one call, two of the next. */
async function breakDown(): Promise<void> {
  api.always(problem(500, 'internal-error'));
  await refused(midas.reservations.get(link));
  await refused(midas.reservations.get(link));
  expect(api.received).toHaveLength(5);
}

test('after five failures in a row nobody asks any more for 15 seconds, with any client of that API', async () => {
  await breakDown();
  surroundings.advance(14_000);
  for (const client of [midas, createMidas({ baseUrl: api.url }, surroundings)])
    expect(await refused(client.reservations.get(link))).toMatchObject({
      code: 'internal-error',
      retryAfterSeconds: 1,
    });
  expect(api.received).toHaveLength(5);
});

test('a line that breaks five times opens it, too', async () => {
  api.always(reset);
  await refused(midas.reservations.get(link));
  await refused(midas.reservations.get(link));
  expect(await refused(midas.reservations.get(link))).toMatchObject({
    code: 'offline',
    retryAfterSeconds: 15,
  });
  expect(api.received).toHaveLength(5);
});

test('then one request tries; when it is answered all may ask again', async () => {
  await breakDown();
  surroundings.advance(15_000);
  api.always(hang);
  const given = new AbortController();
  const probe = midas.reservations.get(link, { signal: given.signal });
  await api.hasReceived(6);
  await refused(midas.reservations.get(link));
  expect(api.received).toHaveLength(6);
  given.abort(new Error('given up'));
  await expect(probe).rejects.toThrow('given up');

  api.always(json({}));
  await midas.reservations.get(link);
  await Promise.all([midas.reservations.get(link), midas.reservations.get(link)]);
  expect(api.received).toHaveLength(9);
});

test('a try that fails opens it for another 15 seconds', async () => {
  await breakDown();
  surroundings.advance(15_000);
  await refused(midas.reservations.get(link));
  surroundings.advance(14_000);
  await refused(midas.reservations.get(link));
  expect(api.received).toHaveLength(6);
});

test('refusals are answers: they open nothing, and they end a row of failures', async () => {
  api.always(problem(404, 'not-found'));
  for (let count = 0; count < 6; count += 1) await refused(midas.reservations.get(link));
  expect(api.received).toHaveLength(6);

  api.next(reset, reset, reset, problem(404, 'not-found'), reset, reset, reset);
  await refused(midas.reservations.get(link));
  await refused(midas.reservations.get(link));
  await refused(midas.reservations.get(link));
  api.always(json({}));
  await midas.reservations.get(link);
  expect(api.received).toHaveLength(14);
});

test('a line that comes back closes it at once', async () => {
  await breakDown();
  api.always(json({}));
  surroundings.goOnline();
  await midas.reservations.get(link);
  expect(api.received).toHaveLength(6);
});
