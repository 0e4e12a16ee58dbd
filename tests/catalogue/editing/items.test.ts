import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemListSchema } from '../../../src/catalogue/editing/item-list.ts';
import { itemVersionRowSchema } from '../../../src/catalogue/editing/item-version.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, newClient, quote } from '../../support/booking/booking.ts';
import { localDate } from '../../support/booking/cloned-item.ts';
import {
  createdItem,
  itemContent,
  postItem,
  putItem,
  readItem,
} from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';
import { one, startTripCounter, type TripCounter } from '../../support/http/round-trips.ts';

const stack = useStack();
let counter: TripCounter;
beforeAll(async () => {
  counter = await startTripCounter(stack);
});
afterAll(() => counter.close());

const get = (path: string) => stack.call(path, { headers: staff, from: newClient() });

/** Without what the database gives: the ids of units. */
const asSent = (content: Record<string, unknown>) => ({
  ...content,
  units: Array.from(Object(content.units), (unit) => ({ ...Object(unit), id: undefined })),
});

test('an item that is created is what was sent, is offered to guests at once at its price, and is version 1', async () => {
  const sent = itemContent();
  const answer = await postItem(stack, sent);
  const made = bodyOf(answer, 201, itemVersionRowSchema);
  expect(answer.headers.get('ETag')).toBe('"1"');
  expect([made.version, made.changedBy]).toEqual([1, expect.stringMatching(/^key:key_/)]);
  expect(asSent(made.content)).toEqual({
    ...sent,
    seasons: sent.seasons.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    units: [{ name: 'The house', isActive: true, id: undefined }],
  });
  expect(await readItem(stack, made.id)).toEqual(made);
  const [from, to] = [localDate(stack.clock.now(), 31), localDate(stack.clock.now(), 32)];
  expect((await quote(stack, { item: sent.slug, from, to })).total.currency).toBe('EUR');
  expect((await get(`/items/${sent.slug}`)).status).toBe(200);
});

test('what is read can be saved as it stands, of an item made by SQL too, and each save is a version', async () => {
  const { rows } = await stack.database.query<{ id: string; slug: string }>(
    'select id, slug from items order by slug',
  );
  for (const { id, slug } of rows) {
    const read = await readItem(stack, id);
    if (slug.startsWith('villa-')) continue;
    expect([slug, read.version, read.changedBy]).toEqual([slug, 1, 'system']);
    const saved = bodyOf(await putItem(stack, read, read.content), 200, itemVersionRowSchema);
    expect([slug, saved.version, saved.content]).toEqual([slug, 2, read.content]);
  }
});

test('a save changes what it says and nothing else, and the pages that show it are purged', async () => {
  const made = await createdItem(stack);
  const { slug } = itemContent(made.content);
  await stack.database.query('delete from cache_purges');
  const answer = await putItem(stack, made, {
    ...made.content,
    name: 'Villa Glycine',
    seasons: [],
    units: [...Array.from(Object(made.content.units)), { name: 'The lodge', isActive: true }],
  });
  const saved = bodyOf(answer, 200, itemVersionRowSchema);
  expect(answer.headers.get('ETag')).toBe('"2"');
  expect(saved.content).toMatchObject({
    ...made.content,
    name: 'Villa Glycine',
    seasons: [],
    units: [...Array.from(Object(made.content.units)), { name: 'The lodge', isActive: true }],
  });
  const { rows } = await stack.database.query('select tag from cache_purges order by tag');
  expect(rows).toEqual([{ tag: `item-${slug}` }, { tag: 'lists' }]);
});

test('the same creation twice makes one item; another under its key is refused', async () => {
  const key = randomUUID();
  const content = itemContent();
  const first = await postItem(stack, content, key);
  const again = await postItem(stack, content, key);
  expect([again.status, again.headers.get('Idempotent-Replayed'), again.json()]).toEqual([
    201,
    'true',
    first.json(),
  ]);
  expectRefusal(await postItem(stack, { ...content, name: 'Another' }, key), 422, 'idempotency-key-reused');
  expectRefusal(
    await stack.call('/catalogue/items', { body: content, headers: staff, from: newClient() }),
    400,
    'idempotency-key-missing',
  );
});

test('without If-Match nothing is saved, nor with a stale one: who comes late is shown what is there', async () => {
  const made = await createdItem(stack);
  const path = `/catalogue/items/${made.id}`;
  const put = (headers: Readonly<Record<string, string>>) =>
    stack.call(path, {
      method: 'PUT',
      body: made.content,
      headers: { ...staff, ...headers },
      from: newClient(),
    });
  expectRefusal(await put({}), 428, 'version-missing');
  const saved = bodyOf(await put({ 'If-Match': 'W/"1"' }), 200, itemVersionRowSchema);
  for (const tag of ['"1"', '"3"', '"0"', '*', '2', '"two"', `"${'9'.repeat(30)}"`]) {
    const refusal = expectRefusal(await put({ 'If-Match': tag }), 412, 'version-changed');
    expect(Reflect.get(refusal, 'current')).toEqual(JSON.parse(JSON.stringify(saved)));
  }
  expectRefusal(await putItem(stack, { id: 'itm_none', version: 1 }, made.content), 404, 'not-found');
  expect(await readItem(stack, made.id)).toEqual(saved);
});

test('who did what is in the audit log, in a chain by item', async () => {
  const made = await createdItem(stack);
  await putItem(stack, made, { ...made.content, state: 'unlisted' });
  const { rows } = await stack.database.query(
    'select actor, action, details from audit_events where subject_id = $1 order by sequence',
    [made.id],
  );
  expect(rows).toEqual([
    { actor: made.changedBy, action: 'item.created', details: { version: 1 } },
    { actor: made.changedBy, action: 'item.changed', details: { version: 2 } },
  ]);
});

test('what is unlisted or archived is gone for guests, and comes back when it is listed', async () => {
  const made = await createdItem(stack);
  const { slug } = itemContent(made.content);
  const [from, to] = [localDate(stack.clock.now(), 31), localDate(stack.clock.now(), 32)];
  let version = made.version;
  for (const [state, status] of [
    ['unlisted', 404],
    ['archived', 404],
    ['listed', 200],
  ] as const) {
    const saved = await putItem(stack, { id: made.id, version }, { ...made.content, state });
    version = bodyOf(saved, 200, itemVersionRowSchema).version;
    expect([state, (await get(`/items/${slug}`)).status]).toEqual([state, status]);
    const asked = await stack.call('/quotes', {
      body: { item: slug, from, to, guests: 1 },
      from: newClient(),
    });
    expect([state, asked.status]).toEqual([state, status === 200 ? 201 : 404]);
    const listed = bodyOf(await get(`/catalogue/items?text=Mimosa&state=${state}`), 200, itemListSchema);
    expect(listed.items.map(({ id }) => id)).toContain(made.id);
  }
});

test('the list has every item once, page by page, in order of names, and narrows it', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = bodyOf(await get(`/catalogue/items?limit=7${cursor}`), 200, itemListSchema);
    seen.push(...page.items.map(({ name, id }) => `${name} ${id}`));
    cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : '';
  } while (cursor);
  const { rows } = await stack.database.query<{ one: string }>(
    `select name || ' ' || id as one from items where archived_at is null order by name collate "und-x-icu", id`,
  );
  expect(seen).toEqual(rows.map((row) => row.one));
  const yachts = bodyOf(await get('/catalogue/items?category=yacht&limit=100'), 200, itemListSchema);
  expect(new Set(yachts.items.map(({ category }) => category))).toEqual(new Set(['yacht']));
  const found = bodyOf(await get('/catalogue/items?text=zahr'), 200, itemListSchema);
  expect(found.items.map(({ slug }) => slug)).toEqual(['riad-zahra']);
  for (const bad of ['cursor=W10', 'cursor=x', 'category=_', 'state=gone', 'limit=0', 'text=%20', 'x=1'])
    expectRefusal(await get(`/catalogue/items?${bad}`), 422, 'validation-failed');
});

test('every route of the catalogue makes one trip to the database and one to Redis', async () => {
  const { id, content } = await createdItem(stack);
  await stack.functions.settled();
  const key = { ...staff, 'Idempotency-Key': randomUUID() };
  await counter.expectTrips(one, 201, '/catalogue/items', { body: itemContent(), headers: key });
  for (const path of ['', `/${id}`, `/${id}/versions`, `/${id}/versions/1`])
    await counter.expectTrips(one, 200, `/catalogue/items${path}`, { headers: staff });
  const change = { headers: { ...staff, 'If-Match': '"1"' } };
  const path = `/catalogue/items/${id}`;
  await counter.expectTrips(one, 200, path, { ...change, method: 'PUT', body: content });
  await counter.expectTrips(one, 412, path, { ...change, method: 'PUT', body: content });
  const restore = { body: { version: 1 }, headers: { ...staff, 'If-Match': '"2"' } };
  await counter.expectTrips(one, 200, `${path}/restore`, restore);
});
