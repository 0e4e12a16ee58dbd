import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { documentFiles } from '../../support/booking/document-files.ts';
import { balancesOf, messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { booked, payDue, said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

let nextReference = 1;
const newReference = () => `BANK-${nextReference++}`;

type Transfer = { readonly reference?: string; readonly amount: number; readonly currency?: string };

const record = (
  { id }: CreatedReservation,
  { reference = newReference(), amount, currency = 'EUR' }: Transfer,
) =>
  stack.call(`/reservations/${id}/transfers`, {
    body: { reference, amount, currency },
    headers: staff,
    from: newClient(),
  });

/** Records a transfer that must be taken, and answers what was said. */
async function recorded(reservation: CreatedReservation, transfer: Transfer) {
  const answer = await record(reservation, transfer);
  expect(answer.status, answer.text).toBe(201);
  await settledAll(stack);
  return answer.json() as { id: string; amount: { amount: number }; returned: { amount: number } };
}

const held = async (columns: Record<string, unknown> = {}) =>
  reserve(stack, (await cloneItem(stack, { columns })).wish);

const cancel = (reservation: CreatedReservation) =>
  stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });

async function refundsOf(paymentId: string) {
  const { rows } = await stack.database.query<{ id: string; amount: number; reason: string; status: string }>(
    'select id, amount_minor::int as amount, reason, status from refunds where payment_id = $1 order by created_at, id',
    [paymentId],
  );
  return rows;
}

const callsWaiting = async () =>
  (
    await stack.database.query(
      `select 1 from outbox o join refunds f on f.id = o.subject_id join payments p on p.id = f.payment_id where o.channel = 'provider' and p.provider = 'transfer'`,
    )
  ).rowCount;

const markSent = (paymentId: string, refundId: string, reference: string) =>
  stack.call(`/payments/${paymentId}/refunds/${refundId}/sent`, {
    body: { reference },
    headers: staff,
    from: newClient(),
  });

const shares = { due_now_basis_points: 3000, balance_due_days: 10, horizon_days: 400 };

test('a transfer of the price confirms a held reservation: booked on the bank, with its receipt, its mails and who recorded it', async () => {
  const reservation = await held();
  const { amount } = reservation.total;
  const { id, returned } = await recorded(reservation, { amount, reference: 'NOTPROVIDED 7/A' });
  expect(returned.amount).toBe(0);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    paid: amount,
    due: 0,
    balance: 0,
  });
  expect(await balancesOf(stack, id)).toEqual({ bank: amount, 'guest-receivables': -amount });
  expect(await messagesAbout(stack, reservation.id)).toEqual([
    'guest-confirmation',
    'guest-hold',
    'owner-new-reservation',
  ]);
  const { rows } = await stack.database.query<{ action: string; actor: string }>(
    'select action, actor from audit_events where subject_id in ($1, $2) order by action',
    [id, reservation.id],
  );
  expect(rows.filter(({ actor }) => actor.startsWith('key:')).map(({ action }) => action)).toEqual([
    'payment.captured',
    'reservation.confirmed',
    'transfer.recorded',
  ]);
  const files = await documentFiles(stack.runtime, reservation.id, ['receipt', 'invoice']);
  expect(files).toHaveLength(2);
});

test('the same reference is booked once, however it is written and however many ask at once', async () => {
  const reservation = await held();
  const { amount } = reservation.total;
  const first = await recorded(reservation, { amount, reference: 'RF18 5390 0754 7034' });
  const again = await Promise.all(
    ['RF18 5390 0754 7034', ' rf18539007547034 ', 'RF18  5390 0754 7034'].map((reference) =>
      record(reservation, { amount, reference }),
    ),
  );
  for (const answer of again) {
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json()).toEqual(first);
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
  }
  expect(await said(stack, reservation)).toMatchObject({ paid: amount, balance: 0 });
  const other = await held();
  const references = await Promise.all(
    Array.from({ length: 6 }, () => record(other, { amount, reference: 'RACE-1' })),
  );
  expect(new Set(references.map(({ status }) => status))).toEqual(new Set([201]));
  expect(await said(stack, other)).toMatchObject({ status: 'confirmed', paid: amount });
});

test('a reference is refused at its field for another reservation or amount, a currency at its own, and neither leaves a trace', async () => {
  const reservation = await held();
  const { amount } = reservation.total;
  expect(refusedFields(await record(reservation, { amount, currency: 'USD', reference: 'T-1' }))).toEqual([
    'currency',
  ]);
  await recorded(reservation, { amount, reference: 'T-1' });
  const other = await held();
  expect(refusedFields(await record(other, { amount, reference: 't-1' }))).toEqual(['reference']);
  expect(refusedFields(await record(reservation, { amount: amount - 1, reference: 'T-1' }))).toEqual([
    'reference',
  ]);
  for (const wrong of [0, -5, 1.5])
    expect(refusedFields(await record(other, { amount: wrong }))).toEqual(['amount']);
  for (const wrong of ['', '  ', 'x'.repeat(141)])
    expect(refusedFields(await record(other, { amount, reference: wrong }))).toEqual(['reference']);
  expect((await record({ ...other, id: 'rsv_00000000000000000000000000' }, { amount })).status).toBe(404);
  expect(await said(stack, other)).toMatchObject({ status: 'held', paid: 0 });
});

test('shares, the balance and what is too much are what a payment of a provider would be', async () => {
  const reservation = await held(shares);
  const { total, amountDue } = reservation;
  await recorded(reservation, { amount: amountDue.amount });
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    due: total.amount - amountDue.amount,
  });
  const { id, returned } = await recorded(reservation, { amount: total.amount });
  expect(returned.amount).toBe(amountDue.amount);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    due: 0,
    paid: total.amount,
    balance: 0,
  });
  expect(await refundsOf(id)).toMatchObject([
    { amount: amountDue.amount, reason: 'overpayment', status: 'pending' },
  ]);
  const told = await messagesAbout(stack, reservation.id);
  expect(told).toContain('guest-balance-paid');
  expect(told).toContain('guest-late-payment');
});

test('a part of what confirms keeps the time for a day, and the guest is asked for the rest', async () => {
  const reservation = await held();
  await recorded(reservation, { amount: 10_000 });
  stack.clock.advance({ hours: 23 });
  expect(await said(stack, reservation)).toMatchObject({ status: 'held', paid: 10_000 });
  expect(await messagesAbout(stack, reservation.id)).toContain('guest-share-arrived');
  await payDue(stack, 'stripe', reservation);
  expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', due: 0, balance: 0 });
});

test('after the hold a transfer is a late payment: it confirms if the time is free, else all of it goes back by the owner’s hand', async () => {
  const item = await cloneItem(stack);
  const reservation = await reserve(stack, item.wish);
  const { amount } = reservation.total;
  stack.clock.advance({ hours: 49 });
  await recorded(reservation, { amount });
  expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', paid: amount });

  const taken = await cloneItem(stack);
  const late = await reserve(stack, taken.wish);
  stack.clock.advance({ hours: 49 });
  const faster = await reserve(stack, taken.wish);
  await pay(stack, (await openPayment(stack, faster)).intentId);
  const { id, returned } = await recorded(late, { amount });
  expect(returned.amount).toBe(amount);
  expect(await refundsOf(id)).toMatchObject([{ amount, reason: 'late-payment', status: 'pending' }]);
  expect(await messagesAbout(stack, id)).toContain('owner-transfer-back');
  expect(await messagesAbout(stack, late.id)).toContain('guest-late-payment');
});

test('what goes back of a transfer waits for the owner, who is told, and is booked when it is said to be sent', async () => {
  const reservation = await held({ policy_code: 'flexible' });
  const { amount } = reservation.total;
  const { id } = await recorded(reservation, { amount });
  expect((await cancel(reservation)).status).toBe(200);
  await settledAll(stack);
  const [owed] = await refundsOf(id);
  expect(owed).toMatchObject({ amount, reason: 'cancelled', status: 'pending' });
  expect(await callsWaiting()).toBe(0);
  expect(await messagesAbout(stack, id)).toContain('owner-transfer-back');
  expect(await balancesOf(stack, id)).toEqual({ bank: amount, refunds: -amount });
  for (const _ of [1, 2]) {
    const answer = await markSent(id, owed?.id ?? '', 'OUT 1');
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json()).toMatchObject({ id: owed?.id, payment: id, status: 'succeeded' });
  }
  expect(await balancesOf(stack, id)).toEqual({});
  expect(await said(stack, reservation)).toMatchObject({ status: 'cancelled', paid: 0, balance: 0 });
  expect((await messagesAbout(stack, reservation.id)).filter((one) => one === 'guest-refund')).toHaveLength(
    1,
  );
  expectRefusal(await markSent(id, owed?.id ?? '', 'OUT 2'), 409, 'state-conflict');
});

test('the staff send back of a transfer as of any payment; only what came by transfer can be said to be sent, each under a reference of its own', async () => {
  const reservation = await held();
  const { amount } = reservation.total;
  const { id } = await recorded(reservation, { amount });
  const refund = (payment: string, part: number) =>
    stack.call(`/payments/${payment}/refunds`, {
      body: { amount: part, reason: 'a gesture' },
      headers: { ...staff, 'Idempotency-Key': randomUUID() },
      from: newClient(),
    });
  for (const part of [1_001, 2_002]) {
    const answer = await refund(id, part);
    expect(answer.status, answer.text).toBe(202);
    expect(answer.json()).toMatchObject({ status: 'pending' });
  }
  const [one, two] = await refundsOf(id);
  expect((await markSent(id, one?.id ?? '', 'OUT-7')).status).toBe(200);
  expect(refusedFields(await markSent(id, two?.id ?? '', 'out-7'))).toEqual(['reference']);
  expect((await markSent(id, 'rfd_00000000000000000000000000', 'OUT-8')).status).toBe(404);
  expect(await said(stack, reservation)).toMatchObject({ status: 'confirmed', due: 0, balance: 0 });

  const { id: card } = await booked(stack, 'stripe');
  await refund(card, 1_000);
  const [byCard] = await refundsOf(card);
  expectRefusal(await markSent(card, byCard?.id ?? '', 'OUT-9'), 409, 'state-conflict');
});

test('the security deposit of a stay paid by transfer is asked of the guest', async () => {
  const reservation = await held({ security_deposit_minor: 50_000 });
  await recorded(reservation, { amount: reservation.total.amount });
  stack.clock.set(new Date(Date.parse(reservation.startsAt) - 3_600_000).toISOString());
  expect(await fireSchedule(stack, keepDeposits)).toBe(204);
  expect(await messagesAbout(stack, reservation.id)).toContain('guest-deposit-asked');
});

test('a transfer ends what was open by another way, and nothing can collect it or open it as if a provider had it', async () => {
  const reservation = await held();
  const { id: open } = await openPayment(stack, reservation);
  const { id } = await recorded(reservation, { amount: reservation.total.amount });
  const { rows } = await stack.database.query('select status from payments where id = $1', [open]);
  expect(rows).toEqual([{ status: 'canceled' }]);
  const shown = await stack.call(`/payments/${id}`, { headers: authorized(reservation), from: newClient() });
  expect(shown.json()).toMatchObject({ provider: 'transfer', status: 'succeeded', nextAction: 'none' });
  const captured = await stack.call(`/payments/${id}/capture`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(captured.status, captured.text).toBe(404);
});

test('what came by transfer and by card goes back each its way', async () => {
  const reservation = await held({ ...shares, policy_code: 'flexible' });
  const { id: card } = await payDue(stack, 'stripe', reservation);
  const { id } = await recorded(reservation, {
    amount: reservation.total.amount - reservation.amountDue.amount,
  });
  expect((await cancel(reservation)).status).toBe(200);
  await settledAll(stack);
  expect(await refundsOf(card)).toMatchObject([{ status: 'succeeded' }]);
  expect(await refundsOf(id)).toMatchObject([{ status: 'pending' }]);
});

test('what is to be sent back and was not is told the owner again, every three days until somebody has sent it', async () => {
  const reservation = await held();
  await recorded(reservation, { amount: reservation.total.amount });
  const { id } = await recorded(reservation, { amount: 5_000 });
  const [refund] = await refundsOf(id);
  const told = async () =>
    (await messagesAbout(stack, id)).filter((template) => template === 'owner-transfer-back').length;
  const remind = async (days: number) => {
    stack.clock.advance({ hours: 24 * days });
    // Two runs at once remind once.
    const runs = await Promise.all([1, 2].map(() => fireSchedule(stack, collectBalances)));
    expect(runs).toEqual([204, 204]);
    return told();
  };
  expect(await told()).toBe(1);
  expect(await remind(2)).toBe(1);
  expect(await remind(1)).toBe(2);
  expect(await remind(2)).toBe(2);
  expect(await remind(1)).toBe(3);
  expect((await markSent(id, refund?.id ?? '', 'SENT-LATE')).status).toBe(200);
  expect(await remind(9)).toBe(3);
});
