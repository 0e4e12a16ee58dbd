import { expect, test } from 'vitest';
import { itemVersionRowSchema } from '../../src/catalogue/editing/item-version.ts';
import { bodyOf, postReservation, quote } from '../support/booking/booking.ts';
import { localDate } from '../support/booking/cloned-item.ts';
import { createdItem, putItem, readItem, type SavedItem } from '../support/catalogue/item-content.ts';
import { queuedBehind } from '../support/database/queued-behind.ts';
import type { Answer } from '../support/harness/client.ts';
import { sized } from '../support/harness/size.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();

/** Sends the calls so that all are under way before any is through. */
const atOnce = ({ id }: SavedItem, calls: readonly (() => Promise<Answer>)[]) =>
  queuedBehind(stack, 'select from items where id = $1 for update', [id], calls);

test('of many who save one item at once exactly one wins, and all others are shown what the winner saved', async () => {
  let item = await createdItem(stack);
  for (let round = 0; round < sized(3); round += 1) {
    const names = ['A', 'B', 'C', 'D'].map((name) => `${name} ${round}`);
    const answers = await atOnce(
      item,
      names.map((name) => () => putItem(stack, item, { ...item.content, name })),
    );
    const [winner, ...others] = answers.filter(({ status }) => status === 200);
    if (!winner) throw new Error('nobody has won');
    expect(others).toEqual([]);
    const saved = bodyOf(winner, 200, itemVersionRowSchema);
    for (const late of answers.filter((answer) => answer !== winner))
      expect(Reflect.get(expectRefusal(late, 412, 'version-changed'), 'current')).toEqual(winner.json());
    expect(saved.version).toBe(item.version + 1);
    item = await readItem(stack, item.id);
    expect(item).toEqual(saved);
  }
});

test('a unit is never booked and retired at once, in whichever order they come', async () => {
  for (const isBookedFirst of [true, false]) {
    const item = await createdItem(stack);
    const token = (
      await quote(stack, {
        item: `${item.content.slug}`,
        from: localDate(stack.clock.now(), 31),
        to: localDate(stack.clock.now(), 32),
      })
    ).quote;
    const retired = Array.from(Object(item.content.units), (unit) => ({ ...Object(unit), isActive: false }));
    const hold = () => postReservation(stack, token);
    const retire = () => putItem(stack, item, { ...item.content, units: retired });
    const answers = await queuedBehind(
      stack,
      'select pg_advisory_xact_lock(hashtextextended($1, 2))',
      [item.id],
      isBookedFirst ? [hold, retire] : [retire, hold],
    );
    expect(answers.map(({ status }) => status)).toEqual(isBookedFirst ? [201, 409] : [200, 409]);
    const { rows } = await stack.database.query(
      `select from reservations r join units u on u.id = r.unit_id where r.item_id = $1 and not u.is_active`,
      [item.id],
    );
    expect(rows).toEqual([]);
  }
});
