import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMidas } from '../../kit/client/create-midas.ts';
import type { Item } from '../../kit/client/midas.ts';
import { memoryStore, type Store } from '../../kit/client/store.ts';
import {
  json,
  type MisbehavingApi,
  notModified,
  page,
  problem,
  reset,
  startMisbehavingApi,
} from './support/misbehaving-api.ts';
import { refused } from './support/refused.ts';
import { createTestSurroundings, type TestSurroundings } from './support/test-surroundings.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

let api: MisbehavingApi;
let store: Store;
let surroundings: TestSurroundings;
beforeEach(async () => {
  api = await startMisbehavingApi();
  store = await memoryStore();
  surroundings = await createTestSurroundings({ store });
});
afterEach(() => api.close());

/** A page that is opened anew: it knows what the browser has kept, no more. */
const open = () => createMidas({ baseUrl: api.url }, surroundings).items;

/** What `onFresh` is told; fails when the page is told twice. */
function freshAnswer() {
  const { promise, resolve } = Promise.withResolvers<Item>();
  return { promise, onFresh: resolve };
}

test('from page to page an item is not asked for again; after a minute it is', async () => {
  api.always(json({ name: 'Gardenia' }));
  await open().get('gardenia');
  surroundings.advance(59_000);
  expect(await open().get('gardenia')).toEqual({ name: 'Gardenia' });
  expect(api.received.map(({ path }) => path)).toEqual(['/api/v1/items/gardenia?language=en']);
  surroundings.advance(1000);
  await open().get('gardenia');
  await api.hasReceived(2);
});

test('what was kept is shown at once, and what is new follows', async () => {
  api.always(json({ name: 'Gardenia' }));
  await open().get('gardenia');
  surroundings.advance(dayMs - 1);
  api.always(json({ name: 'Gardenia II' }));
  const { promise, onFresh } = freshAnswer();
  expect(await open().get('gardenia', { onFresh })).toEqual({ name: 'Gardenia' });
  expect(await promise).toEqual({ name: 'Gardenia II' });
  expect(await open().get('gardenia')).toEqual({ name: 'Gardenia II' });
  expect(api.received).toHaveLength(2);
});

test('an answer that is the same is no news', async () => {
  api.always(json({ name: 'Gardenia' }));
  const items = open();
  await items.get('gardenia');
  surroundings.advance(minuteMs);
  const told: Item[] = [];
  await items.get('gardenia', { onFresh: (item) => told.push(item) });
  surroundings.advance(dayMs);
  await items.get('gardenia'); // waits for the answer that is on its way
  await new Promise(setImmediate);
  expect(api.received).toHaveLength(2);
  expect(told).toEqual([]);
});

test('what is still the same is told by its ETag, is news to nobody, and is fresh again', async () => {
  api.always(json({ name: 'Gardenia' }, { ETag: '"one"' }));
  await open().get('gardenia');
  surroundings.advance(dayMs + 1);
  api.always(notModified);
  expect(await open().get('gardenia')).toEqual({ name: 'Gardenia' });
  expect(api.received[1]?.headers['if-none-match']).toBe('"one"');
  expect(await open().get('gardenia')).toEqual({ name: 'Gardenia' });
  expect(api.received).toHaveLength(2);
});

test.each([
  ['the line is away', reset],
  ['the API is down', problem(503, 'unavailable')],
  ['a hotel asks to sign in', page(200)],
])('when %s, what was kept is shown for a month, and then no more', async (_name, behaviour) => {
  api.always(json({ items: [], nextCursor: null }));
  await open().list({ category: 'villa' });
  api.always(behaviour);
  surroundings.advance(29 * dayMs);
  for (let count = 0; count < 2; count += 1)
    expect(await open().list({ category: 'villa' })).toEqual({ items: [], nextCursor: null });
  surroundings.goOnline(); // closes the circuit
  surroundings.advance(2 * dayMs);
  await refused(open().list({ category: 'villa' }));
});

test('an item that is gone is not shown from what was kept a day ago', async () => {
  await open().get('gardenia');
  surroundings.advance(dayMs);
  api.always(problem(404, 'not-found'));
  expect(await refused(open().get('gardenia'))).toMatchObject({ code: 'not-found' });
});

test('what is free is asked for each time: availability, lists with dates, quotes, reservations', async () => {
  const midas = createMidas({ baseUrl: api.url }, surroundings);
  const range = { from: '2027-06-01', to: '2027-06-08' };
  for (let count = 0; count < 2; count += 1) {
    await midas.items.availability('gardenia', range);
    await midas.items.list({ ...range, guests: 2 });
    await midas.quotes.create({ ...range, item: 'gardenia', guests: 2 });
    await midas.reservations.get({ id: 'res_1', token: 'of-the-link' });
  }
  expect(api.received).toHaveLength(8);
  expect(api.received[1]?.path).toBe('/api/v1/items?language=en&from=2027-06-01&to=2027-06-08&guests=2');
  expect(await store.keys()).toEqual([]);
});

test('each page of each search is kept apart; what was left open in a filter is left out', async () => {
  const items = open();
  await items.list();
  await items.list({ text: '', place: undefined });
  await items.list({ place: 'Côte d’Azur', limit: 5 });
  await items.list({ place: 'Côte d’Azur', limit: 5, cursor: 'next' });
  expect(api.received.map(({ path }) => path)).toEqual([
    '/api/v1/items?language=en',
    '/api/v1/items?language=en&place=C%C3%B4te+d%E2%80%99Azur&limit=5',
    '/api/v1/items?language=en&place=C%C3%B4te+d%E2%80%99Azur&limit=5&cursor=next',
  ]);
});

test('the catalogue and prices are asked for in the language of the client, each kept for itself', async () => {
  api.always(json({ name: 'Gardenia' }));
  for (const language of ['fr', 'es'] as const) {
    const midas = createMidas({ baseUrl: api.url, language }, surroundings);
    await midas.items.get('gardenia');
    await midas.items.list({ text: 'lac' });
    await midas.categories.list();
    await midas.quotes.create({ item: 'gardenia', from: '2027-06-01', to: '2027-06-02', guests: 1 });
  }
  expect(api.received.map(({ path }) => path)).toEqual(
    ['fr', 'es'].flatMap((language) => [
      `/api/v1/items/gardenia?language=${language}`,
      `/api/v1/items?language=${language}&text=lac`,
      `/api/v1/categories?language=${language}`,
      '/api/v1/quotes',
    ]),
  );
  const asked = api.received.filter(({ path }) => path.endsWith('/quotes'));
  expect(asked.map(({ body }) => JSON.parse(body).language)).toEqual(['fr', 'es']);
});

test('elements that ask for the same item at the same time ask once', async () => {
  const items = open();
  await Promise.all([items.get('gardenia'), items.get('gardenia')]);
  expect(api.received).toHaveLength(1);
});

test('no more than fifty answers stay: those that were not looked at go when a page opens', async () => {
  const items = open();
  for (let count = 0; count < 60; count += 1) {
    await items.list({ text: `search ${count}` });
    surroundings.advance(1);
  }
  open();
  await new Promise(setImmediate);
  const kept = await store.keys();
  expect(kept).toHaveLength(50);
  expect(kept.some((key) => key.endsWith('search+9'))).toBe(false);
  expect(kept.some((key) => key.endsWith('search+10'))).toBe(true);
});
