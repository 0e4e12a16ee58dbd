import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { blockSchema } from '../../../src/workflows/block/block.ts';
import { blocksSchema } from '../../../src/workflows/block/list-blocks.ts';
import { staff } from '../../support/account/staff.ts';
import { blockedPeriods, onBlock, postBlock } from '../../support/booking/blocks.ts';
import { bodyOf, book, newClient, postReservation, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
const made = async (body: unknown) => bodyOf(await postBlock(stack, body), 201, blockSchema);
const day = (days: number) => localDate(stack.clock.now(), days);
const fieldOf = ({ text }: { text: string }): unknown => Object(JSON.parse(text)).errors?.[0]?.field;

describe('what is blocked', () => {
  test('is not quoted as free, not shown as free, not found with dates, and not sold, from the next request on', async () => {
    const { slug, wish } = await cloneItem(stack);
    const { quote: early } = await quote(stack, wish);
    await made({ item: slug, from: wish.from, to: day(33), reason: 'maintenance' });
    expect((await quote(stack, wish)).isAvailable).toBe(false);
    const days = await stack.call(`/items/${slug}/availability?from=${day(29)}&to=${day(35)}`);
    expect(Object(days.json()).days.map((one: { isFree: boolean }) => one.isFree)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    const found = await stack.call(`/items?text=${slug}&from=${wish.from}&to=${wish.to}`);
    expect(found.text).not.toContain(`"${slug}"`);
    const refused = await postReservation(stack, early);
    expect([refused.status, Object(refused.json()).code]).toEqual([409, 'slot-taken']);
  });

  test('of a unit leaves the others, and of everything leaves none of any item', async () => {
    const item = await cloneItem(stack, { units: 2 });
    await made({ unit: item.unitIds[0], from: day(30), to: day(31), reason: 'own-use' });
    const { id } = await reserve(stack, item.wish);
    const { rows } = await stack.database.query('select unit_id from reservations where id = $1', [id]);
    expect(rows).toEqual([{ unit_id: item.unitIds[1] }]);
    const other = await cloneItem(stack);
    const closure = await made({ everything: true, from: day(200), to: day(203), reason: 'closure' });
    const { rows: units } = await stack.database.query<{ count: number }>(
      'select count(*)::int as count from units',
    );
    expect(closure.units).toBe(units[0]?.count);
    for (const { slug } of [item, other])
      expect((await quote(stack, { item: slug, from: day(201), to: day(202) })).isAvailable).toBe(false);
    await onBlock(stack, 'DELETE', closure.id, closure.version);
    expect((await quote(stack, { item: other.slug, from: day(201), to: day(202) })).isAvailable).toBe(true);
  });

  test('by whole days goes from the first instant of one to the first of another, in the zone of each item, over changes of the clocks', async () => {
    const paris = await cloneItem(stack, { columns: { time_zone: 'Europe/Paris' } });
    const cairo = await cloneItem(stack, { columns: { time_zone: 'Africa/Cairo' } });
    const kolkata = await cloneItem(stack, { columns: { time_zone: 'Asia/Calcutta' } });
    const periods = async (item: string, from: string, to: string) => {
      const { id, version } = await made({ item, from, to, reason: 'maintenance' });
      const found = await blockedPeriods(stack, id);
      await onBlock(stack, 'DELETE', id, version);
      return found;
    };
    expect(await periods(paris.slug, '2027-03-28', '2027-03-29')).toEqual([
      '2027-03-27T23:00 2027-03-28T22:00',
    ]);
    expect(await periods(paris.slug, '2027-10-31', '2027-11-01')).toEqual([
      '2027-10-30T22:00 2027-10-31T23:00',
    ]);
    // In Cairo the clocks go forward at midnight: that day begins at one o'clock.
    expect(await periods(cairo.slug, '2027-04-30', '2027-05-01')).toEqual([
      '2027-04-29T22:00 2027-04-30T21:00',
    ]);
    expect(await periods(kolkata.slug, '2027-04-30', '2027-05-01')).toEqual([
      '2027-04-29T18:30 2027-04-30T18:30',
    ]);
    expect(await periods(paris.slug, '2027-03-28T01:30', '2027-03-28T03:30')).toEqual([
      '2027-03-28T00:30 2027-03-28T01:30',
    ]);
    const nothing = { item: paris.slug, from: '2027-03-28T02:15', to: '2027-03-28T03:15', reason: 'own-use' };
    const refused = await postBlock(stack, nothing);
    expect([refused.status, fieldOf(refused)]).toEqual([422, 'to']);
  });
});

describe('a block that is in the way of something', () => {
  test('is refused, says which bookings and blocks with their times, and changes nothing', async () => {
    const item = await cloneItem(stack, { units: 3 });
    const booked = await book(stack, item.wish);
    const held = await reserve(stack, item.wish);
    const block = await made({ unit: item.unitIds[2], from: day(30), to: day(31), reason: 'own-use' });
    const answer = await postBlock(stack, { item: item.slug, from: day(29), to: day(40), reason: 'closure' });
    const refusal = Object(answer.json());
    expect([answer.status, refusal.code]).toEqual([409, 'time-in-use']);
    expect(refusal.bookings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          reference: booked.reference,
          status: 'confirmed',
          startsAt: booked.startsAt,
          endsAt: booked.endsAt,
        }),
        expect.objectContaining({ reference: held.reference, status: 'held' }),
      ]),
    );
    expect(refusal.bookings).toHaveLength(2);
    expect(refusal.blocks).toEqual([{ id: block.id, unit: 'Unit 3', from: day(30), to: day(31) }]);
    expect(refusal.detail).toContain(booked.reference);
    const { rows } = await stack.database.query('select id from blocks where item_id = $1', [item.id]);
    expect(rows).toEqual([{ id: block.id }]);
  });

  test('counts the turnaround after a stay, and not a hold that has run out', async () => {
    const item = await cloneItem(stack, { columns: { turnaround_minutes: 180 } });
    const held = await reserve(stack, item.wish);
    const from = `${held.endsAt.slice(0, 16)}`;
    const after = { item: item.slug, from, to: day(35), reason: 'maintenance' };
    expect((await postBlock(stack, after)).status).toBe(409);
    stack.clock.advance({ minutes: 15 });
    expect((await postBlock(stack, after)).status).toBe(201);
  });
});

describe('a block is saved', () => {
  test('once for each key, anew by its version alone, and who saves late is shown what is there', async () => {
    const item = await cloneItem(stack, { units: 2 });
    const body = { item: item.slug, from: day(30), to: day(31), reason: 'own-use', note: 'Aunt Mélanie' };
    const key = randomUUID();
    const first = bodyOf(await postBlock(stack, body, key), 201, blockSchema);
    const again = await postBlock(stack, body, key);
    expect(bodyOf(again, 201, blockSchema)).toEqual(first);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect((await postBlock(stack, { ...body, to: day(32) }, key)).status).toBe(422);
    expect(first).toMatchObject({ version: 1, units: 2, note: 'Aunt Mélanie', unit: null });

    const moved = await onBlock(stack, 'PUT', first.id, 1, {
      unit: item.unitIds[1],
      from: day(31),
      to: day(33),
      reason: 'maintenance',
    });
    expect(bodyOf(moved, 200, blockSchema)).toMatchObject({ version: 2, units: 1, note: null });
    expect(moved.headers.get('ETag')).toBe('"2"');
    // What it left can be had again.
    expect((await quote(stack, { item: item.slug, from: day(30), to: day(31) })).isAvailable).toBe(true);

    const late = await onBlock(stack, 'PUT', first.id, 1, body);
    expect([late.status, Object(late.json()).current]).toEqual([412, moved.json()]);
    expect((await onBlock(stack, 'DELETE', first.id, 1)).status).toBe(412);
    const bare = await stack.call(`/blocks/${first.id}`, {
      method: 'DELETE',
      headers: staff,
      from: newClient(),
    });
    expect(bare.status).toBe(428);
    expect((await onBlock(stack, 'DELETE', first.id, 2)).status).toBe(200);
    expect((await onBlock(stack, 'DELETE', first.id, 2)).status).toBe(404);

    const { rows } = await stack.database.query(
      'select action, details from audit_events where subject_id = $1 order by sequence',
      [first.id],
    );
    expect(rows.map((row) => Object(row).action)).toEqual(['block.made', 'block.changed', 'block.removed']);
    expect(Object(rows[1]).details.before).toMatchObject({ from: day(30), to: day(31), reason: 'own-use' });
    expect(JSON.stringify(rows)).not.toContain('Mélanie');
  });

  test('over itself: longer, shorter, from an item to one of its units', async () => {
    const item = await cloneItem(stack);
    const one = await made({ item: item.slug, from: day(30), to: day(35), reason: 'own-use' });
    const wishes = [
      { item: item.slug, from: day(28), to: day(36), reason: 'own-use' },
      { unit: item.unitIds[0], from: day(31), to: day(32), reason: 'own-use' },
    ];
    for (const [at, wish] of wishes.entries())
      expect((await onBlock(stack, 'PUT', one.id, at + 1, wish)).status).toBe(200);
  });

  test('only of one thing, for some time, at times that there are', async () => {
    const { slug, unitIds } = await cloneItem(stack);
    const good = { item: slug, from: '2027-06-01', to: '2027-06-02', reason: 'own-use' };
    const { item: _, ...about } = good;
    for (const [body, field] of [
      [{ ...good, unit: unitIds[0] }, 'item'],
      [about, 'item'],
      [{ ...good, everything: true }, 'item'],
      [{ ...about, everything: false }, 'everything'],
      [{ ...good, to: good.from }, 'to'],
      [{ ...good, to: '2027-05-01' }, 'to'],
      [{ ...good, to: '2040-05-01' }, 'to'],
      [{ ...good, from: '2027-02-31' }, 'from'],
      [{ ...good, from: '2027-06-01T25:00' }, 'from'],
      [{ ...good, from: '2027-06-01T10:00Z' }, 'from'],
      [{ ...good, reason: 'party' }, 'reason'],
      [{ ...good, item: 'no-such-item' }, 'item'],
      [{ ...about, unit: `unt_${'0'.repeat(26)}` }, 'unit'],
      [{ ...about, unit: "unt_' or true" }, 'unit'],
    ] as const) {
      const answer = await postBlock(stack, body);
      expect([answer.status, fieldOf(answer)], JSON.stringify(body)).toEqual([422, field]);
    }
  });
});

test('blocks are listed by their end, for an item with those of everything, page by page', async () => {
  const { slug, unitIds } = await cloneItem(stack);
  const ids: string[] = [];
  for (const days of [50, 40, 60])
    ids.push((await made({ item: slug, from: day(days), to: day(days + 1), reason: 'own-use' })).id);
  const list = async (query: string) =>
    bodyOf(await stack.call(`/blocks?${query}`, { headers: staff, from: newClient() }), 200, blocksSchema);
  const first = await list(`item=${slug}&limit=2`);
  expect(first.blocks.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  const rest = await list(`item=${slug}&limit=2&cursor=${first.nextCursor}`);
  expect(rest.blocks.map(({ id }) => id)).toEqual([ids[2]]);
  expect(rest.nextCursor).toBeNull();
  expect((await list(`unit=${unitIds[0]}&from=${day(45)}&to=${day(60)}`)).blocks.map(({ id }) => id)).toEqual(
    [ids[0]],
  );
});
