import { expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import { documentFile, listDocuments } from '../../../src/workflows/document/documents.ts';
import { staff } from '../../support/account/staff.ts';
import { book, newClient, openPayment, pay, reserve } from '../../support/booking/booking.ts';
import { booksOf, change, postPreview, preview } from '../../support/booking/changes.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { messagesAbout, reservationState } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
const day = (days: number) => localDate(stack.clock.now(), days);
const sql = async <T extends object>(text: string, values: unknown[]) =>
  (await stack.database.query<T>(text, values)).rows;
const refusedAt = async (reservation: { id: string }, body: object) => {
  const answer = await postPreview(stack, reservation, body);
  expect(answer.status, answer.text).toBe(422);
  return Object(answer.json()).errors[0].field;
};

test('documents of before stay byte for byte what they were, drawn before the change or after it', async () => {
  const { wish } = await cloneItem(stack);
  const other = await cloneItem(stack, { columns: { name: 'Another house', category: 'villa' } });
  const drawn = await book(stack, wish);
  const { documents } = await listDocuments(stack.runtime, drawn.id);
  const files = () => Promise.all(documents.map(({ id }) => documentFile(stack.runtime, drawn.id, id)));
  await stack.functions.settled();
  // As if nobody had drawn one yet: what is drawn now is drawn from what is kept.
  const forget = () =>
    sql('alter table document_files disable trigger user', []).then(() =>
      sql('delete from document_files', []),
    );
  await forget();
  const before = await files();
  await forget();
  await change(stack, drawn, { item: other.slug, from: day(50), to: day(53) });
  await stack.functions.settled();
  await forget();
  const after = await files();
  expect(after.map(({ filename, pdf }) => [filename, Buffer.from(pdf).toString('base64')])).toEqual(
    before.map(({ filename, pdf }) => [filename, Buffer.from(pdf).toString('base64')]),
  );
});

test('the credit note of a change takes back the whole old invoice and names it; the new invoice is of the new terms', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  const night = reservation.total.amount;
  await change(stack, reservation, { to: day(33) });
  const { documents } = await listDocuments(stack.runtime, reservation.id);
  expect(documents.map(({ kind, amount }) => `${kind} ${amount.amount}`).sort()).toEqual(
    [`credit-note ${night}`, `invoice ${night}`, `invoice ${3 * night}`, `receipt ${night}`].sort(),
  );
  for (const { id } of documents) await documentFile(stack.runtime, reservation.id, id);
});

test('what was given back of good will stays off the new price', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  const night = reservation.total.amount;
  const refund = await stack.call(`/payments/${id}/refunds`, {
    body: { amount: 1000, reason: 'the pool was closed' },
    headers: { ...staff, 'Idempotency-Key': 'goodwill' },
    from: newClient(),
  });
  expect(refund.status, refund.text).toBe(202);
  const longer = await change(stack, reservation, { to: day(32) });
  expect(longer.change).toMatchObject({ difference: { amount: night }, amountDue: { amount: night } });
  const books = await booksOf(stack, reservation);
  expect(books).toMatchObject({
    sold: 2 * night - 1000,
    ledger: 2 * night - 1000,
    invoiced: 2 * night - 1000,
  });
});

test('as much taken off as once before, under other terms, is booked again', async () => {
  const { wish } = await cloneItem(stack);
  const tiny = await cloneItem(stack, { columns: { rate_minor: 500 } });
  const reservation = await reserve(stack, wish);
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  const total = reservation.total.amount;
  const giveBack = async (payment: string, amount: number) => {
    const refund = await stack.call(`/payments/${payment}/refunds`, {
      body: { amount, reason: 'the pool was closed' },
      headers: { ...staff, 'Idempotency-Key': `${payment}-${amount}` },
      from: newClient(),
    });
    expect(refund.status, refund.text).toBe(202);
  };
  await giveBack(id, 1000);
  // Of less than that no more is left off.
  const cheap = await change(stack, reservation, { item: tiny.slug });
  const left = cheap.change.after.total.amount;
  expect(cheap.change.after.price.amount).toBe(0);
  await change(stack, reservation, { item: wish.item });
  const again = await openPayment(stack, reservation);
  await pay(stack, again.intentId);
  await giveBack(again.id, 1000 - left);
  const sold = total - 1000;
  expect(await booksOf(stack, reservation)).toMatchObject({ sold, ledger: sold, invoiced: sold });
});

test('a hold is changed within its hold: its open payment is given up, and less may confirm it', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, { ...wish, to: day(33) });
  const { id } = await openPayment(stack, reservation);
  const shorter = await change(stack, reservation, { to: day(32) });
  expect(shorter.reservation).toMatchObject({
    status: 'held',
    amountDue: { amount: (reservation.total.amount * 2) / 3 },
  });
  expect(shorter.reservation.holdExpiresAt).toBe(reservation.holdExpiresAt);
  expect(await sql('select status from payments where id = $1', [id])).toEqual([{ status: 'canceled' }]);
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
  expect(await booksOf(stack, reservation)).toMatchObject({ sold: (reservation.total.amount * 2) / 3 });
});

test('another unit alone is no other sale: no document, no mail', async () => {
  const { wish, unitIds } = await cloneItem(stack, { units: 2 });
  const reservation = await book(stack, wish);
  const before = await listDocuments(stack.runtime, reservation.id);
  const { unitId } = await reservationState(stack, reservation.id);
  const unit = unitIds.find((one) => one !== unitId);
  const changed = await change(stack, reservation, { unit });
  expect(changed.change.after.unit).not.toBe(changed.change.before.unit);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ unitId: unit });
  expect(await listDocuments(stack.runtime, reservation.id)).toEqual(before);
  expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-change');
  // And the time is free on the other.
  const other = await reserve(stack, wish);
  expect(await reservationState(stack, other.id)).toMatchObject({ unitId });
});

test('another item at the price as it was sold books to its category, and the history tells both', async () => {
  const { wish } = await cloneItem(stack);
  const other = await cloneItem(stack, {
    columns: { name: 'A better house', category: 'yacht', rate_minor: 999_900 },
  });
  const reservation = await book(stack, wish);
  const total = reservation.total.amount;
  const dear = await preview(stack, reservation, { item: other.slug });
  expect(dear.difference.amount).toBeGreaterThan(0);
  await change(stack, reservation, { item: other.slug, price: 'unchanged' });
  expect(await booksOf(stack, reservation)).toMatchObject({ sold: total, ledger: total, invoiced: total });
  const revenue = await sql<{ account: string; minor: number }>(
    `select e.account, sum(e.amount_minor)::float8 as minor from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
     where t.reservation_id = $1 and e.account like 'revenue:%' group by 1 having sum(e.amount_minor) <> 0`,
    [reservation.id],
  );
  expect(revenue.map(({ account }) => account)).toEqual(['revenue:yacht']);
  const story = await stack.call(`/reservations/${reservation.id}/story`, {
    headers: staff,
    from: newClient(),
  });
  expect(Object(story.json()).changes).toMatchObject([
    { before: { item: wish.item }, after: { item: other.slug }, reason: 'The guest asked for it.' },
  ]);
});

test('what cannot be is refused at its field', async () => {
  const { wish } = await cloneItem(stack, { columns: { minimum_stay: 2, capacity: 2 } });
  const dollars = await cloneItem(stack, { columns: { currency: 'USD' } });
  const reservation = await book(stack, { ...wish, to: day(33) });
  expect(await refusedAt(reservation, {})).toBe('to');
  expect(await refusedAt(reservation, { item: 'no-such-thing' })).toBe('item');
  expect(await refusedAt(reservation, { item: dollars.slug })).toBe('item');
  expect(await refusedAt(reservation, { unit: dollars.unitIds[0] })).toBe('unit');
  expect(await refusedAt(reservation, { guests: 3 })).toBe('guests');
  expect(await refusedAt(reservation, { to: day(31) })).toBe('to');
  expect(await refusedAt(reservation, { from: day(-3), to: day(3) })).toBe('from');
  expect(await refusedAt(reservation, { to: day(34), price: 'unchanged' })).toBe('price');
  expect(await refusedAt(reservation, { extras: { 'no-such-extra': 1 } })).toBe('extras.no-such-extra');
  await change(stack, reservation, { to: day(31), ignoreStayRules: true });
});

test('an item of another company is refused', async () => {
  const { wish } = await cloneItem(stack);
  await sql(
    `insert into legal_entities select (jsonb_populate_record(e, jsonb_build_object('code', 'other', 'number_prefix', 'OTH'))).* from legal_entities e limit 1`,
    [],
  );
  const other = await cloneItem(stack, { columns: { legal_entity: 'other' } });
  const reservation = await book(stack, wish);
  expect(await refusedAt(reservation, { item: other.slug })).toBe('item');
});

test('while the stay runs its end alone can change', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, { ...wish, to: day(33) });
  const back = stack.clock.now();
  stack.clock.set(new Date(Date.parse(reservation.startsAt) + 20 * 3_600_000).toISOString());
  try {
    const today = (days: number) => localDate(new Date(reservation.startsAt), days);
    expect(await refusedAt(reservation, { from: today(1) })).toBe('from');
    expect(await refusedAt(reservation, { guests: 1 })).toBe('guests');
    expect(await refusedAt(reservation, { item: wish.item })).toBe('item');
    const longer = await change(stack, reservation, { to: today(4) });
    expect(longer.change.amountDue.amount).toBe(reservation.total.amount / 3);
    expect(longer.reservation.startsAt).toBe(reservation.startsAt);
    await change(stack, reservation, { to: today(2) });
    stack.clock.set(new Date(Date.parse(reservation.startsAt) + 400 * 3_600_000).toISOString());
    expect((await postPreview(stack, reservation, { to: today(40) })).status).toBe(409);
  } finally {
    stack.clock.set(back.toISOString());
  }
});

test('the security deposit that is not held yet follows: amount, when it is held, when it is released', async () => {
  const { wish } = await cloneItem(stack, {
    columns: { security_deposit_minor: 10_000, deposit_lead_hours: 48 },
  });
  const dearer = await cloneItem(stack, {
    columns: { security_deposit_minor: 30_000, deposit_lead_hours: 24 },
  });
  const none = await cloneItem(stack, { columns: { security_deposit_minor: 0 } });
  const deposit = (id: string) =>
    sql(
      'select status, amount_minor::float8 as amount, authorize_at, release_at from security_deposits where reservation_id = $1',
      [id],
    );
  const reservation = await book(stack, wish);
  const moved = await change(stack, reservation, { item: dearer.slug, from: day(60), to: day(62) });
  const start = Date.parse(moved.reservation.startsAt);
  const end = Date.parse(moved.reservation.endsAt);
  expect(await deposit(reservation.id)).toEqual([
    {
      status: 'scheduled',
      amount: 30_000,
      authorize_at: new Date(start - 24 * 3_600_000),
      release_at: new Date(end + 48 * 3_600_000),
    },
  ]);
  await change(stack, reservation, { item: none.slug });
  expect(await deposit(reservation.id)).toMatchObject([{ status: 'canceled' }]);
  await change(stack, reservation, { item: dearer.slug });
  expect(await deposit(reservation.id)).toMatchObject([{ status: 'scheduled', amount: 30_000 }]);
});

test('a deposit that is held already stays as it is, is released after the new end, and the owner hears of one that is too low', async () => {
  const { wish } = await cloneItem(stack, { columns: { security_deposit_minor: 10_000 } });
  const dearer = await cloneItem(stack, { columns: { security_deposit_minor: 30_000 } });
  const reservation = await book(stack, wish);
  await sql(`update security_deposits set status = 'authorized' where reservation_id = $1`, [reservation.id]);
  const moved = await change(stack, reservation, { item: dearer.slug, to: day(32) });
  expect(
    await sql(
      'select status, amount_minor::float8 as amount, release_at from security_deposits where reservation_id = $1',
      [reservation.id],
    ),
  ).toEqual([
    {
      status: 'authorized',
      amount: 10_000,
      release_at: new Date(Date.parse(moved.reservation.endsAt) + 48 * 3_600_000),
    },
  ]);
  expect(await messagesAbout(stack, reservation.id)).toContain('owner-deposit-less');
});

test('a booking is not cancelled for what the staff have made it dearer by: the owner is told; for what the guest owed before it is', async () => {
  const columns = { due_now_basis_points: 3000, balance_due_days: 10 };
  const back = stack.clock.now();
  const [paid, unpaid] = [await cloneItem(stack), await cloneItem(stack, { columns })];
  const raised = await book(stack, paid.wish);
  await change(stack, raised, { to: day(32) });
  const owed = await book(stack, unpaid.wish);
  await change(stack, owed, { to: day(32) });
  stack.clock.set(new Date(Date.parse(owed.startsAt) - 5 * 86_400_000).toISOString());
  expect(await fireSchedule(stack, collectBalances)).toBe(204);
  expect(await reservationState(stack, raised.id)).toMatchObject({ status: 'confirmed' });
  expect(await messagesAbout(stack, raised.id)).toContain('owner-change-unpaid');
  expect(await reservationState(stack, owed.id)).toMatchObject({ status: 'cancelled' });
  stack.clock.set(back.toISOString());
});
