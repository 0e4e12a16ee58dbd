import * as v from 'valibot';
import { expect, test } from 'vitest';
import { versionListSchema } from '../../../src/audit/revisions.ts';
import { itemVersionRowSchema } from '../../../src/catalogue/editing/item-version.ts';
import { staff } from '../../support/account/staff.ts';
import { bodyOf, book, newClient, reserve } from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { createdItem, putItem, readItem, type SavedItem } from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

const get = (path: string) => stack.call(`/catalogue/items/${path}`, { headers: staff, from: newClient() });

const versionsOf = async (id: string, query = '') =>
  bodyOf(await get(`${id}/versions${query}`), 200, versionListSchema);

const save = async (item: SavedItem, change: object) =>
  bodyOf(await putItem(stack, item, { ...item.content, ...change }), 200, itemVersionRowSchema);

const restore = (item: Pick<SavedItem, 'id' | 'version'>, version: unknown) =>
  stack.call(`/catalogue/items/${item.id}/restore`, {
    body: { version },
    headers: { ...staff, 'If-Match': `"${item.version}"` },
    from: newClient(),
  });

test('every version can be read as it was, with who saved it and when; the latest comes first', async () => {
  const first = await createdItem(stack);
  stack.clock.advance({ minutes: 1 });
  const second = await save(first, { name: 'Two' });
  const third = await save(second, { name: 'Three' });
  const { versions, nextCursor } = await versionsOf(first.id);
  expect(versions).toEqual(
    [third, second, first].map(({ version, changedAt, changedBy }) => ({
      version,
      changedAt: changedAt?.toISOString(),
      changedBy,
    })),
  );
  expect(nextCursor).toBeNull();
  for (const one of [first, second, third])
    expect(bodyOf(await get(`${first.id}/versions/${one.version}`), 200, itemVersionRowSchema)).toEqual(one);
  for (const none of ['4', '0', '-1', '1.0', 'x', '9'.repeat(12), '%2E%2E'])
    expectRefusal(await get(`${first.id}/versions/${none}`), 404, 'not-found');
  expectRefusal(await get('itm_none/versions'), 404, 'not-found');
  expectRefusal(await get('itm_none/versions/1'), 404, 'not-found');
});

test('many versions come page by page', async () => {
  let item = await createdItem(stack);
  for (let count = 1; count < 52; count += 1) item = await save(item, { name: `Name ${count}` });
  const first = await versionsOf(item.id);
  const second = await versionsOf(item.id, `?cursor=${first.nextCursor}`);
  expect([...first.versions, ...second.versions].map(({ version }) => version)).toEqual(
    Array.from({ length: 52 }, (_, at) => 52 - at),
  );
  expect(second.nextCursor).toBeNull();
  for (const bad of ['?cursor=x', '?cursor=WyJ4Il0', '?cursor=W10'])
    expectRefusal(await get(`${item.id}/versions${bad}`), 422, 'validation-failed');
});

test('what SQL has planted is version 1, and is still to be had after it was saved', async () => {
  const { id } = await cloneItem(stack);
  const planted = await readItem(stack, id);
  expect((await versionsOf(id)).versions.map(({ version }) => version)).toEqual([1]);
  const saved = await save(planted, { name: 'Saved' });
  expect((await versionsOf(id)).versions.map(({ version, changedBy }) => [version, changedBy])).toEqual([
    [2, saved.changedBy],
    [1, 'system'],
  ]);
  expect(bodyOf(await get(`${id}/versions/1`), 200, itemVersionRowSchema).content).toEqual(planted.content);
});

test('what somebody has changed by SQL is not lost when it is saved: it becomes a version of its own', async () => {
  const made = await createdItem(stack);
  await stack.database.query('update items set rate_minor = 777 where id = $1', [made.id]);
  await save(made, { name: 'Saved' });
  const { versions } = await versionsOf(made.id);
  expect(versions.map(({ version, changedBy }) => [version, changedBy])).toEqual([
    [3, made.changedBy],
    [2, 'system'],
    [1, made.changedBy],
  ]);
  const between = bodyOf(await get(`${made.id}/versions/2`), 200, itemVersionRowSchema);
  expect(between.content.rate).toEqual({ per: 'night', amount: 777 });
});

test('a version that is restored is saved again as a new one, and needs If-Match as any save', async () => {
  const first = await createdItem(stack);
  const second = await save(first, { name: 'Two', seasons: [], extras: [], taxes: [] });
  expectRefusal(await restore(first, 1), 412, 'version-changed');
  const restored = bodyOf(await restore(second, 1), 200, itemVersionRowSchema);
  expect([restored.version, restored.content]).toEqual([3, first.content]);
  expect(refusedFields(await restore(restored, 9))).toEqual(['version']);
  expect(refusedFields(await restore(restored, 0))).toEqual(['version']);
  expectRefusal(await restore({ id: 'itm_none', version: 1 }, 1), 404, 'not-found');
  const { rows } = await stack.database.query(
    'select action from audit_events where subject_id = $1 order by sequence',
    [first.id],
  );
  expect(rows.map(({ action }) => action)).toEqual(['item.created', 'item.changed', 'item.restored']);
});

test('restoring keeps units that were booked since, as retired ones; with a booking to come it is refused', async () => {
  const first = await createdItem(stack, { units: [] });
  const units = ['A', 'B'].map((name) => ({ name, isActive: true }));
  const second = await save(first, { units });
  const wish = {
    item: `${first.content.slug}`,
    from: localDate(stack.clock.now(), 31),
    to: localDate(stack.clock.now(), 32),
  };
  const { reference } = await book(stack, wish);
  const refusal = expectRefusal(await restore(second, 1), 409, 'bookings-in-the-way');
  expect(JSON.stringify(Reflect.get(refusal, 'bookings'))).toContain(reference);
  stack.clock.advance({ days: 40 });
  const restored = bodyOf(await restore(second, 1), 200, itemVersionRowSchema);
  expect(restored.content.units).toEqual([{ id: expect.any(String), name: 'A', isActive: false }]);
  const again = bodyOf(await restore(restored, 2), 200, itemVersionRowSchema);
  const [a, b] = v.parse(v.array(v.object({ id: v.string(), name: v.string() })), again.content.units);
  const [old] = v.parse(v.array(v.object({ id: v.string() })), restored.content.units);
  expect([a?.id, b?.name]).toEqual([old?.id, 'B']);
});

test('a version whose slug another item has by now is refused at that field', async () => {
  const first = await createdItem(stack);
  const second = await save(first, { slug: `moved-${first.content.slug}` });
  await createdItem(stack, { slug: `${first.content.slug}` });
  expect(refusedFields(await restore(second, 1))).toEqual(['slug']);
  await reserve(stack, {
    item: `moved-${first.content.slug}`,
    from: localDate(stack.clock.now(), 31),
    to: localDate(stack.clock.now(), 32),
  });
});
