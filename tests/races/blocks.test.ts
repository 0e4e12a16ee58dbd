import { expect, test } from 'vitest';
import { onBlock, postBlock } from '../support/booking/blocks.ts';
import { postReservation, quote } from '../support/booking/booking.ts';
import { cloneItem, localDate } from '../support/booking/cloned-item.ts';
import { queuedBehind } from '../support/database/queued-behind.ts';
import type { Answer } from '../support/harness/client.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const itemLock = 'select pg_advisory_xact_lock(hashtextextended($1, 2))';
const day = (days: number) => localDate(stack.clock.now(), days);
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

async function overlaps(): Promise<number> {
  const { rows } = await stack.database.query(
    'select from occupancies a join occupancies b on a.unit_id = b.unit_id and a.id < b.id and a.period && b.period',
  );
  return rows.length;
}

test.each([
  ['a block', 'a guest'],
  ['a guest', 'a block'],
])('of %s and %s who want the same days at once the first has them, and the other is told', async (first) => {
  const { id, slug, wish } = await cloneItem(stack);
  const { quote: token } = await quote(stack, wish);
  const block = () => postBlock(stack, { item: slug, from: day(30), to: day(32), reason: 'own-use' });
  const guest = () => postReservation(stack, token);
  const calls = first === 'a block' ? [block, guest] : [guest, block];
  const answers = await queuedBehind(stack, itemLock, [id], calls);
  expect(statuses(answers)).toEqual([201, 409]);
  expect(await overlaps()).toBe(0);
});

test.each([
  ['a closure', 'a guest'],
  ['a guest', 'a closure'],
])('of %s of everything and %s at once the first has the days, and the other is told', async (first) => {
  const { wish } = await cloneItem(stack);
  const from = first === 'a closure' ? 300 : 320;
  const dates = { from: day(from), to: day(from + 1) };
  const { quote: token } = await quote(stack, { ...wish, ...dates });
  const closure = () => postBlock(stack, { everything: true, ...dates, reason: 'closure' });
  const guest = () => postReservation(stack, token);
  // Behind the item's lock the guest waits, and behind a shared one of closures the closure does; both are held.
  const { rows } = await stack.database.query<{ id: string }>('select id from items where slug = $1', [
    wish.item,
  ]);
  const held = `${itemLock}, pg_advisory_xact_lock_shared(hashtextextended($2, 6))`;
  const calls = first === 'a closure' ? [closure, guest] : [guest, closure];
  const answers = await queuedBehind(stack, held, [rows[0]?.id ?? '', 'closure of everything'], calls);
  // Whoever is let in first: one has the days, the other is refused.
  expect(statuses(answers).sort()).toEqual([201, 409]);
  expect(await overlaps()).toBe(0);
});

test('two blocks that want each other’s item never wait for each other for ever', async () => {
  const [a, b] = [await cloneItem(stack), await cloneItem(stack)];
  const blockOf = async (item: string) => {
    const body = { item, from: day(30), to: day(31), reason: 'own-use' };
    return Object((await postBlock(stack, body)).json()).id;
  };
  const [ofA, ofB] = [await blockOf(a.slug), await blockOf(b.slug)];
  for (let round = 1; round <= 10; round += 1) {
    const [toA, toB] = round % 2 === 1 ? [b, a] : [a, b];
    const later = { from: day(30 + 5 * round), to: day(31 + 5 * round), reason: 'own-use' };
    const answers = await Promise.all([
      onBlock(stack, 'PUT', ofA, round, { item: toA.slug, ...later }),
      onBlock(stack, 'PUT', ofB, round, { item: toB.slug, ...later }),
    ]);
    expect(statuses(answers), `round ${round}`).toEqual([200, 200]);
  }
  expect(await overlaps()).toBe(0);
});

test('of ten closures and ten blocks of the same days at once one is made', async () => {
  const { slug } = await cloneItem(stack);
  const dates = { from: day(400), to: day(401), reason: 'closure' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      postBlock(stack, { ...(at % 2 === 0 ? { everything: true } : { item: slug }), ...dates }),
    ),
  );
  expect(statuses(answers).filter((status) => status === 201)).toHaveLength(1);
  expect(statuses(answers).filter((status) => status === 409)).toHaveLength(19);
  expect(await overlaps()).toBe(0);
});

test('two who save one block anew at once: one wins, the other is shown what is there', async () => {
  const { id, slug } = await cloneItem(stack);
  const body = { item: slug, from: day(30), to: day(31), reason: 'own-use' };
  const block = Object((await postBlock(stack, body)).json()).id;
  const to = [day(40), day(45)];
  const answers = await queuedBehind(
    stack,
    itemLock,
    [id],
    to.map((end) => () => onBlock(stack, 'PUT', block, 1, { ...body, to: end })),
  );
  expect(statuses(answers)).toEqual([200, 412]);
  expect(Object(answers[1]?.json()).current.to).toBe(to[0]);
});
