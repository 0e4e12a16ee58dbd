import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { book, reserve } from '../../support/booking/booking.ts';
import { booksOf, change, postChange, preview } from '../../support/booking/changes.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
const day = (days: number) => localDate(stack.clock.now(), days);

async function expectBooks(reservation: { id: string }, sold: number) {
  const books = await booksOf(stack, reservation);
  expect(books).toMatchObject({ sold, ledger: sold, invoiced: sold });
  expect(books.occupied).toBe(books.period);
  expect(await unbalancedTransactions(stack)).toEqual([]);
}

test('a confirmed stay is moved at the same price: time, books, documents, calendar and mails follow', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const total = reservation.total.amount;
  const moved = await change(stack, reservation, { from: day(40), to: day(41) });
  expect(moved.preview).toMatchObject({
    total: { amount: total },
    difference: { amount: 0 },
    amountDue: { amount: 0 },
    refund: { amount: 0 },
    isAvailable: true,
    clashes: [],
  });
  expect(moved.reservation).toMatchObject({ status: 'confirmed', amountDue: { amount: 0 } });
  expect(moved.reservation.startsAt.slice(0, 10)).toBe(day(40));
  await expectBooks(reservation, total);
  expect(await messagesAbout(stack, reservation.id)).toEqual(
    expect.arrayContaining(['guest-change', 'owner-change']),
  );
  const { rows } = await stack.database.query('select calendar_sequence from reservations where id = $1', [
    reservation.id,
  ]);
  expect(rows).toEqual([{ calendar_sequence: 2 }]);
});

test('a dearer stay leaves a balance, a cheaper one sends back what is too much', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const night = reservation.total.amount;
  const longer = await change(stack, reservation, { to: day(33) });
  expect(longer.preview).toMatchObject({
    difference: { amount: 2 * night },
    amountDue: { amount: 2 * night },
  });
  expect(longer.change).toMatchObject({
    amountDue: longer.preview.amountDue,
    amountDueAt: longer.preview.amountDueAt,
    difference: longer.preview.difference,
  });
  expect(longer.reservation).toMatchObject({
    amountDue: { amount: 2 * night },
    paymentPlan: { balance: { amount: 2 * night } },
  });
  await expectBooks(reservation, 3 * night);
  const shorter = await change(stack, reservation, { to: day(32) });
  expect(shorter.change).toMatchObject({
    difference: { amount: -night },
    amountDue: { amount: night },
    refund: { amount: 0 },
  });
  await expectBooks(reservation, 2 * night);
  // The night that is left is free.
  await change(stack, reservation, { to: day(31) });
  await expectBooks(reservation, night);
});

test('a cheaper stay sends back what is too much', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, { ...wish, to: day(33) });
  const night = reservation.total.amount / 3;
  const {
    change: made,
    preview: before,
    reservation: after,
  } = await change(stack, reservation, { to: day(32) });
  expect(before.refund.amount).toBe(night);
  expect(made.refund.amount).toBe(night);
  expect(after).toMatchObject({ paid: { amount: 2 * night }, amountDue: { amount: 0 } });
  await expectBooks(reservation, 2 * night);
  await stack.functions.settled();
  await stack.stripe.settled();
  const { rows } = await stack.database.query(
    `select f.reason, f.status from refunds f join payments p on p.id = f.payment_id where p.reservation_id = $1`,
    [reservation.id],
  );
  expect(rows).toEqual([{ reason: 'changed', status: 'succeeded' }]);
});

test('repeated under the same key it is done once; with another preview since it is refused and shown', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const [one, other] = [
    await preview(stack, reservation, { from: day(50), to: day(51) }),
    await preview(stack, reservation, { from: day(60), to: day(61) }),
  ];
  const key = randomUUID();
  const first = await postChange(stack, reservation, one.change, key);
  const again = await postChange(stack, reservation, one.change, key);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  expect(again.json()).toEqual(first.json());
  const stale = await postChange(stack, reservation, other.change);
  expect(stale.status).toBe(412);
  expect(Object(stale.json()).current.startsAt.slice(0, 10)).toBe(day(50));
  await expectBooks(reservation, reservation.total.amount);
});

test('time that somebody else has is not taken: the preview says by whom, the change what is free', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const free = await preview(stack, reservation, { from: day(70), to: day(71) });
  const other = await reserve(stack, { ...wish, from: day(70), to: day(71) });
  const answer = await postChange(stack, reservation, free.change);
  expect(answer.status).toBe(409);
  expect(Object(answer.json())).toMatchObject({ code: 'slot-taken' });
  expect(Object(answer.json()).alternatives.length).toBeGreaterThan(0);
  const taken = await preview(stack, reservation, { from: day(70), to: day(71) });
  expect(taken).toMatchObject({
    isAvailable: false,
    unit: null,
    clashes: [{ reference: other.reference, block: null }],
  });
  await expectBooks(reservation, reservation.total.amount);
});

test('its own time is not in its way: a stay can be moved by less than it lasts', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, { ...wish, to: day(33) });
  const { preview: before } = await change(stack, reservation, { from: day(31), to: day(34) });
  expect(before).toMatchObject({ isAvailable: true, difference: { amount: 0 } });
  await expectBooks(reservation, reservation.total.amount);
});
