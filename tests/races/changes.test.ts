import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { staff } from '../support/account/staff.ts';
import { authorized, book, newClient, postReservation, quote, reserve } from '../support/booking/booking.ts';
import { booksOf, postChange, preview } from '../support/booking/changes.ts';
import { cloneItem, localDate } from '../support/booking/cloned-item.ts';
import { reservationState, unbalancedTransactions } from '../support/booking/settled-state.ts';
import { queuedBehind } from '../support/database/queued-behind.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import type { Answer } from '../support/harness/client.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const itemLock = 'select pg_advisory_xact_lock(hashtextextended($1, 2))';
const day = (days: number) => localDate(stack.clock.now(), days);
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

const transfer = (reservation: { id: string }, amount: number) =>
  stack.call(`/reservations/${reservation.id}/transfers`, {
    body: { reference: randomUUID(), amount, currency: 'EUR' },
    headers: staff,
    from: newClient(),
  });

const cancel = (reservation: { id: string; manageToken: string }) =>
  stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });

/** The books say what is sold, and the time that is taken is that of the row. */
async function expectWhole(reservation: { id: string }): Promise<void> {
  const books = await booksOf(stack, reservation);
  expect(books.ledger).toBe(books.sold);
  expect(books.invoiced).toBe(books.sold);
  expect(books.occupied).toBe(books.period);
  expect(await unbalancedTransactions(stack)).toEqual([]);
}

test('of two who change a reservation at once the first does it, and the other is shown what it is now', async () => {
  const { id, wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const [one, other] = [
    await preview(stack, reservation, { from: day(40), to: day(41) }),
    await preview(stack, reservation, { from: day(45), to: day(47) }),
  ];
  const answers = await queuedBehind(
    stack,
    itemLock,
    [id],
    [() => postChange(stack, reservation, one.change), () => postChange(stack, reservation, other.change)],
  );
  expect(statuses(answers)).toEqual([201, 412]);
  expect(Object(answers[1]?.json()).current.startsAt.slice(0, 10)).toBe(day(40));
  await expectWhole(reservation);
});

test('of two with the same key at once one does it, and the other is told to wait', async () => {
  const { id, wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const { change } = await preview(stack, reservation, { to: day(32) });
  const key = randomUUID();
  const answers = await queuedBehind(
    stack,
    itemLock,
    [id],
    [() => postChange(stack, reservation, change, key), () => postChange(stack, reservation, change, key)],
  );
  expect(statuses(answers)).toEqual([201, 409]);
  expect(Object(answers[1]?.json()).code).toBe('request-in-flight');
  await expectWhole(reservation);
});

test.each([
  ['a change', 'a guest'],
  ['a guest', 'a change'],
])('of %s and %s who want the same days the first has them, and the other loses nothing', async (first) => {
  const { id, wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const dates = { from: day(50), to: day(51) };
  const { change } = await preview(stack, reservation, dates);
  const { quote: token } = await quote(stack, { ...wish, ...dates });
  const calls = [() => postChange(stack, reservation, change), () => postReservation(stack, token)];
  const answers = await queuedBehind(
    stack,
    itemLock,
    [id],
    first === 'a change' ? calls : calls.toReversed(),
  );
  expect(statuses(answers)).toEqual([201, 409]);
  await expectWhole(reservation);
});

test.each([
  ['a change', 'a payment', [201, 201], 'held'],
  ['a payment', 'a change', [201, 412], 'confirmed'],
] as const)('of %s and %s of a hold at once: %o', async (first, _second, expected, status) => {
  const { id, wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  const total = reservation.total.amount;
  const { change } = await preview(stack, reservation, { to: day(32) });
  const calls = [() => postChange(stack, reservation, change), () => transfer(reservation, total)];
  const answers = await queuedBehind(
    stack,
    itemLock,
    [id],
    first === 'a change' ? calls : calls.toReversed(),
  );
  expect(statuses(answers)).toEqual(expected);
  // What came for the old price is a share of the new one.
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status, refundDue: 0 });
  await expectWhole(reservation);
});

test.each([
  ['a change', 'a balance'],
  ['a balance', 'a change'],
])('of %s and %s at once both count, and what is too much goes back', async (first) => {
  const columns = { due_now_basis_points: 5000, balance_due_days: 10 };
  const { id, wish } = await cloneItem(stack, { columns });
  const { id: otherId, slug } = await cloneItem(stack, { columns });
  const reservation = await reserve(stack, { ...wish, to: day(34) });
  await transfer(reservation, reservation.paymentPlan.dueNow.amount);
  const { change } = await preview(stack, reservation, { item: slug, to: day(31) });
  const calls = [
    () => postChange(stack, reservation, change),
    () => transfer(reservation, reservation.paymentPlan.balance.amount),
  ];
  const both = `${itemLock}, pg_advisory_xact_lock(hashtextextended($2, 2))`;
  const answers = await queuedBehind(
    stack,
    both,
    [id, otherId],
    first === 'a change' ? calls : calls.toReversed(),
  );
  expect(statuses(answers)).toEqual([201, 201]);
  const shown = await stack.call(`/reservations/${reservation.id}`, { headers: staff, from: newClient() });
  const { paid, total, amountDue } = Object(shown.json());
  expect({ paid, due: amountDue.amount }).toEqual({ paid: total, due: 0 });
  await expectWhole(reservation);
});

test.each([
  ['a change to another item', 'a cancellation', [201, 200]],
  ['a cancellation', 'a change to another item', [200, 409]],
])('of %s and %s at once: %o', async (first, _second, expected) => {
  const { id, wish } = await cloneItem(stack);
  const other = await cloneItem(stack);
  const reservation = await book(stack, { ...wish, to: day(33) });
  const { change } = await preview(stack, reservation, { item: other.slug, to: day(31) });
  const calls = [() => postChange(stack, reservation, change), () => cancel(reservation)];
  const both = `${itemLock}, pg_advisory_xact_lock(hashtextextended($2, 2))`;
  const isChange = first === 'a change to another item';
  const answers = await queuedBehind(stack, both, [id, other.id], isChange ? calls : calls.toReversed());
  expect(statuses(answers)).toEqual(expected);
  const { status, refundDue } = await reservationState(stack, reservation.id);
  expect({ status, refundDue }).toEqual({ status: 'cancelled', refundDue: reservation.total.amount });
  await expectWhole(reservation);
});

test('two reservations that want each other’s item never wait for each other for ever', async () => {
  const [a, b] = [await cloneItem(stack, { units: 2 }), await cloneItem(stack, { units: 2 })];
  const [one, two] = [await book(stack, a.wish), await book(stack, b.wish)];
  for (let round = 0; round < 8; round += 1) {
    const [toA, toB] = round % 2 === 0 ? [b, a] : [a, b];
    const changes = [
      await preview(stack, one, { item: toA.slug }),
      await preview(stack, two, { item: toB.slug }),
    ];
    const answers = await Promise.all([
      postChange(stack, one, changes[0]?.change ?? ''),
      postChange(stack, two, changes[1]?.change ?? ''),
    ]);
    expect(statuses(answers), `round ${round}`).toEqual([201, 201]);
  }
  await expectWhole(one);
  await expectWhole(two);
});

test('who waits for a reservation that is moved to another item meanwhile goes on to wait for that', async () => {
  const [from, to] = [await cloneItem(stack), await cloneItem(stack)];
  const reservation = await book(stack, from.wish);
  const mover = new Client({ connectionString: stack.databaseUrl });
  const claimant = new Client({ connectionString: stack.databaseUrl });
  await Promise.all([mover.connect(), claimant.connect()]);
  try {
    await mover.query('begin');
    await mover.query(itemLock, [from.id]);
    await claimant.query('begin');
    await claimant.query(itemLock, [to.id]);
    const answer = cancel(reservation);
    await someoneWaits(stack);
    await mover.query('update reservations set item_id = $2, unit_id = $3 where id = $1', [
      reservation.id,
      to.id,
      to.unitIds[0],
    ]);
    await mover.query('commit');
    const first = await Promise.race([answer.then(() => 'answered'), waitsFor(to.id).then(() => 'waits')]);
    expect(first).toBe('waits');
    await claimant.query('commit');
    expect((await answer).status).toBe(200);
  } finally {
    await Promise.all([mover.end(), claimant.end()]);
  }
});

/** Until somebody waits for the lock of an item. */
async function waitsFor(item: string): Promise<void> {
  const key = `select from pg_locks, hashtextextended($1, 2) key where locktype = 'advisory' and not granted
    and classid = (key >> 32 & 4294967295)::oid and objid = (key & 4294967295)::oid`;
  while ((await stack.database.query(key, [item])).rows.length === 0);
}
