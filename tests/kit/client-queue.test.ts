import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMidas } from '../../kit/client/create-midas.ts';
import type { Midas, QueuedOutcome } from '../../kit/client/midas.ts';
import { firstStoreThatWorks, memoryStore, type Store } from '../../kit/client/store.ts';
import { json, type MisbehavingApi, problem, reset, startMisbehavingApi } from './support/misbehaving-api.ts';
import { refused } from './support/refused.ts';
import { createTestSurroundings, type TestSurroundings } from './support/test-surroundings.ts';

let api: MisbehavingApi;
let store: Store;
beforeEach(async () => {
  api = await startMisbehavingApi();
  store = await memoryStore();
});
afterEach(() => api.close());

const message = { name: 'Grace Hopper', email: 'grace@guests.example', message: 'Is the piano tuned?' };

interface Tab {
  readonly midas: Midas;
  readonly surroundings: TestSurroundings;
  /** What became of the queued messages, as the tab was told. */
  readonly outcomes: QueuedOutcome[];
  readonly firstOutcome: Promise<QueuedOutcome>;
}

/** Tabs of one browser share what it keeps. */
async function openTab(): Promise<Tab> {
  const surroundings = await createTestSurroundings({ store });
  const midas = createMidas({ baseUrl: api.url, language: 'fr' }, surroundings);
  const outcomes: QueuedOutcome[] = [];
  const { promise, resolve } = Promise.withResolvers<QueuedOutcome>();
  midas.contact.onQueued((outcome) => {
    outcomes.push(outcome);
    resolve(outcome);
  });
  return { midas, surroundings, outcomes, firstOutcome: promise };
}

/** Every tab has done what it had to do with the queue. */
const settled = () => navigator.locks.request(`midas contact ${api.url} `, () => {});

async function writeOffline(tab: Tab): Promise<void> {
  api.always(reset);
  tab.surroundings.goOffline();
  expect(await tab.midas.contact.send(message)).toEqual({ state: 'queued' });
}

test('with a line a message is sent', async () => {
  const { midas } = await openTab();
  api.always(json({ id: 'enq_1' }, {}, 201));
  expect(await midas.contact.send(message)).toEqual({ state: 'sent' });
  expect(JSON.parse(api.received[0]?.body ?? '')).toEqual({ ...message, language: 'fr' });
});

test('a message written offline goes out once when the line is back, though two tabs hear of it', async () => {
  const [first, second] = [await openTab(), await openTab()];
  await writeOffline(first);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  api.always((response, request) => {
    const isMessage = request.path === '/api/v1/contact';
    if (isMessage) released.then(() => json({ id: 'enq_1' }, {}, 201)(response, request));
    else json({})(response, request);
  });
  first.surroundings.goOnline();
  second.surroundings.goOnline();
  await api.hasReceived(2);
  // While the one is on its way the other has had time to follow it.
  for (const { midas } of [second, first, second])
    await midas.reservations.get({ id: 'res_1', token: 'of-the-link' });
  release();
  await Promise.race([first.firstOutcome, second.firstOutcome]);
  await settled();
  expect([...first.outcomes, ...second.outcomes]).toEqual([
    { state: 'sent', message: { ...message, language: 'fr' } },
  ]);
  expect(api.received.filter(({ path }) => path === '/api/v1/contact')).toHaveLength(2);
  expect(await store.keys()).toEqual([]);
});

test('it keeps the key of its first try, which may have arrived', async () => {
  const tab = await openTab();
  await writeOffline(tab);
  api.always(json({ id: 'enq_1' }, {}, 201));
  tab.surroundings.goOnline();
  await tab.firstOutcome;
  const [first, second] = api.received;
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  expect(second?.body).toBe(first?.body);
});

test('it goes out when a page is opened next, and waits on while nobody can be reached', async () => {
  await writeOffline(await openTab());
  const away = await openTab();
  away.surroundings.goOffline();
  await settled();
  expect(await store.keys()).toHaveLength(1);

  api.always(problem(503, 'unavailable', {}, { 'Retry-After': '60' }));
  await openTab();
  await settled();
  expect(await store.keys()).toHaveLength(1);

  api.always(json({ id: 'enq_1' }, {}, 201));
  const back = await openTab();
  expect(await back.firstOutcome).toMatchObject({ state: 'sent' });
  await settled();
  expect(await store.keys()).toEqual([]);
});

test('a queued message that is refused is told with what was written', async () => {
  await writeOffline(await openTab());
  api.always(problem(422, 'validation-failed', { errors: [{ field: 'email', message: 'No address.' }] }));
  const tab = await openTab();
  expect(await tab.firstOutcome).toMatchObject({
    state: 'refused',
    message,
    problem: { fields: [{ name: 'email', message: 'No address.' }] },
  });
  await settled();
  expect(await store.keys()).toEqual([]);
});

test('a refusal that nobody listens for loses nothing', async () => {
  await writeOffline(await openTab());
  api.always(problem(422, 'validation-failed'));
  createMidas({ baseUrl: api.url }, await createTestSurroundings({ store }));
  await api.hasReceived(2);
  await settled();
  expect(await store.keys()).toHaveLength(1);
});

test('what the API refuses or fails at is no matter of the line: it is thrown, not queued', async () => {
  const { midas } = await openTab();
  api.always(problem(422, 'validation-failed'));
  expect(await refused(midas.contact.send(message))).toMatchObject({ code: 'validation-failed' });
  api.always(problem(500, 'internal-error'));
  expect(await refused(midas.contact.send(message))).toMatchObject({ code: 'internal-error' });
  expect(await store.keys()).toEqual([]);
});

test('where one store fails the next is taken, and with it all that follows', async () => {
  const broken: Store = {
    ...(await memoryStore()),
    set: () => Promise.reject(new Error('the disk is full')),
  };
  const store = firstStoreThatWorks([
    () => Promise.reject(new Error('not allowed here')),
    async () => broken,
    memoryStore,
  ]);
  await Promise.all([store.set('a', '1'), store.set('b', '2')]);
  expect(await store.get('a')).toBe('1');
  expect(await store.keys()).toEqual(['a', 'b']);
  const none = firstStoreThatWorks([async () => broken]);
  await expect(none.set('a', '1')).rejects.toThrow('the disk is full');
});
