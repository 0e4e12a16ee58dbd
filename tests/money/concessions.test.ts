import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import collectBalances from '../../netlify/functions/collect-balances.ts';
import makeProviderCalls from '../../netlify/functions/make-provider-calls.ts';
import reconcile from '../../netlify/functions/reconcile.ts';
import { documentListSchema } from '../../src/document/documents.ts';
import { statementSchema } from '../../src/ledger/statement.ts';
import { decideReview } from '../../src/payment/review.ts';
import { settle } from '../../src/payment/settle.ts';
import { type Currency, minor } from '../../src/platform/money.ts';
import {
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../support/booking.ts';
import { cloneItem } from '../support/cloned-item.ts';
import { fireSchedule } from '../support/fire-schedule.ts';
import { quietMails } from '../support/quiet-outbox.ts';
import { messagesAbout, reservationState, unbalancedTransactions } from '../support/settled-state.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { staff } from '../support/staff.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
  await quietMails(stack);
});
afterAll(() => stack.stop());
beforeEach(() => {
  stack.stripe.chaos({ apiFault: null, drop: [], refunds: 'succeed' });
  stack.paypal.chaos({ apiFault: null, drop: [], refunds: 'succeed' });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

type Provider = 'stripe' | 'paypal';
const both = ['stripe', 'paypal'] as const;
const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
const goodwill = 2000;

/** Pays what is due now, and answers what the provider calls it. */
async function payDue(provider: Provider, reservation: CreatedReservation) {
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    await settledAll(stack);
    return { id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  return { id, ref: orderId };
}

async function booked(provider: Provider, columns: Record<string, unknown> = {}) {
  const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
  return { reservation, ...(await payDue(provider, reservation)) };
}

const euros = (amount: number) => ({ currency_code: 'EUR', value: (amount / 100).toFixed(2) });

/** A refund that somebody makes in the provider's dashboard. Answers its id there. */
async function refundAtProvider(provider: Provider, ref: string, amount: number): Promise<string> {
  const { id } =
    provider === 'stripe'
      ? stack.stripe.refundInDashboard(ref, amount)
      : stack.paypal.refundInDashboard(stack.paypal.capturesOf(ref)[0] ?? '', euros(amount));
  await settledAll(stack);
  return id;
}

/** A dispute over a part, lost. */
async function loseDispute(provider: Provider, ref: string, amount: number): Promise<void> {
  if (provider === 'stripe') {
    const { id } = stack.stripe.openDispute(ref, { amount });
    await settledAll(stack);
    stack.stripe.closeDispute(id, 'lost');
  } else {
    const { dispute_id } = stack.paypal.openDispute(stack.paypal.capturesOf(ref)[0] ?? '', euros(amount));
    await settledAll(stack);
    stack.paypal.resolveDispute(dispute_id, 'lost');
  }
  await settledAll(stack);
}

const money = v.looseObject({ amount: v.number() });

/** What every side says of a reservation: the page, the way to pay, the preview, the statement, the documents. */
async function said(reservation: CreatedReservation) {
  const get = (path: string, headers: Record<string, string> = authorized(reservation)) =>
    stack.call(`/reservations/${reservation.id}${path}`, { headers, from: newClient() });
  const shown = bodyOf(
    await get(''),
    200,
    v.looseObject({ status: v.string(), paid: money, amountDue: money }),
  );
  const preview = bodyOf(await get('/cancellation'), 200, v.looseObject({ paid: money, refund: money }));
  const statement = bodyOf(await get('/statement', staff), 200, statementSchema);
  const listed = await stack.call(`/documents/${reservation.id}`, { headers: staff, from: newClient() });
  const { documents } = bodyOf(listed, 200, documentListSchema);
  const opened = await stack.call('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
    from: newClient(),
  });
  const asked = opened.status === 201 ? v.parse(v.object({ amount: money }), opened.json()).amount.amount : 0;
  const corrections = documents.filter(({ kind }) => kind === 'credit-note' || kind === 'debit-note');
  return {
    status: shown.status,
    paid: shown.paid.amount,
    due: shown.amountDue.amount,
    asked,
    balance: statement.balance.amount,
    refundable: preview.refund.amount,
    previewPaid: preview.paid.amount,
    corrections: corrections.map(({ kind, amount }) => `${kind} ${amount.amount}`).sort(),
    corrected: corrections.map(({ id }) => id),
  };
}

async function cancelByGuest(reservation: CreatedReservation): Promise<void> {
  const path = `/reservations/${reservation.id}/cancel`;
  const answer = await stack.call(path, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(answer.status, answer.text).toBe(200);
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
}

/** The balance schedule, long after the balance was due and two days of grace were over. */
async function collectLate(reservation: CreatedReservation): Promise<void> {
  const start = stack.clock.now();
  stack.clock.set(new Date(Date.parse(reservation.startsAt) - 7 * 86_400_000).toISOString());
  expect(await fireSchedule(stack, collectBalances)).toBe(204);
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
  stack.clock.set(start.toISOString());
}

describe.each(both)('what the business gives back at %s', (provider) => {
  test('after everything was paid is asked of nobody, cancels nothing, and has its credit note', async () => {
    const { reservation, ref } = await booked(provider, plan);
    await payDue('stripe', reservation);
    await refundAtProvider(provider, ref, goodwill);
    const { amount } = reservation.total;
    const right = {
      status: 'confirmed',
      paid: amount - goodwill,
      previewPaid: amount - goodwill,
      due: 0,
      asked: 0,
      balance: 0,
      refundable: amount - goodwill,
      corrections: [`credit-note ${goodwill}`],
    };
    expect(await said(reservation)).toMatchObject(right);
    await collectLate(reservation);
    expect(await said(reservation)).toMatchObject(right);
    const told = await messagesAbout(stack, reservation.id);
    expect(told).toContain('guest-refund');
    expect(told).not.toContain('guest-balance-cancelled');
    expect(told).not.toContain('guest-balance-reminder');
  });

  test('leaves the balance as it was, and what is paid then is kept whole', async () => {
    const { reservation, ref } = await booked(provider, plan);
    const { amount } = reservation.total;
    const rest = amount - Math.round(amount * 0.3);
    await refundAtProvider(provider, ref, goodwill);
    expect(await said(reservation)).toMatchObject({ due: rest, asked: rest, balance: rest });
    await payDue('stripe', reservation);
    expect(await said(reservation)).toMatchObject({ due: 0, balance: 0, paid: amount - goodwill });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ refundDue: 0 });
  });

  test('found by the hourly comparison alone is the same', async () => {
    const { reservation, ref } = await booked(provider);
    stack.stripe.chaos({ drop: 'all' });
    stack.paypal.chaos({ drop: 'all' });
    await refundAtProvider(provider, ref, goodwill);
    await fireSchedule(stack, reconcile);
    await fireSchedule(stack, reconcile);
    expect(await said(reservation)).toMatchObject({
      due: 0,
      asked: 0,
      balance: 0,
      corrections: [`credit-note ${goodwill}`],
    });
  });

  test('and does not arrive is taken back off the credit, by a debit note, and is asked of nobody', async () => {
    const { reservation, ref } = await booked(provider);
    stack.stripe.chaos({ refunds: 'pending' });
    stack.paypal.chaos({ refunds: 'pending' });
    const refund = await refundAtProvider(provider, ref, goodwill);
    expect(await said(reservation)).toMatchObject({
      due: 0,
      asked: 0,
      corrections: [`credit-note ${goodwill}`],
    });
    if (provider === 'stripe') stack.stripe.settleRefund(refund, 'failed');
    else stack.paypal.settleRefund(refund, 'failed');
    await settledAll(stack);
    expect(await said(reservation)).toMatchObject({
      paid: reservation.total.amount,
      due: 0,
      asked: 0,
      balance: 0,
      corrections: [`credit-note ${goodwill}`, `debit-note ${goodwill}`],
    });
    await refundAtProvider(provider, ref, goodwill);
    expect(await said(reservation)).toMatchObject({
      balance: 0,
      corrections: [`credit-note ${goodwill}`, `credit-note ${goodwill}`, `debit-note ${goodwill}`],
    });
    const files = (await said(reservation)).corrected.map((document) =>
      stack.call(`/documents/${reservation.id}/${document}`, { headers: staff, from: newClient() }),
    );
    for (const { status, text } of await Promise.all(files))
      expect([status, text.slice(0, 5)]).toEqual([200, '%PDF-']);
  });

  test('and is still under way there is not asked for again by us, whichever way it ends', async () => {
    for (const end of ['succeeded', 'failed'] as const) {
      const { id, reservation, ref } = await booked(provider);
      stack.stripe.chaos({ refunds: 'pending' });
      stack.paypal.chaos({ refunds: 'pending' });
      const refund = await refundAtProvider(provider, ref, goodwill);
      expect(await fireSchedule(stack, reconcile)).toBe(204);
      expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
      const { rows: calls } = await stack.database.query(
        `select o.id from outbox o join refunds f on f.id = o.subject_id where o.channel = 'provider' and f.payment_id = $1`,
        [id],
      );
      expect(calls).toEqual([]);
      stack.stripe.chaos({ refunds: 'succeed' });
      stack.paypal.chaos({ refunds: 'succeed' });
      if (provider === 'stripe') stack.stripe.settleRefund(refund, end);
      else stack.paypal.settleRefund(refund, end === 'succeeded' ? 'completed' : 'failed');
      await settledAll(stack);
      expect(await said(reservation)).toMatchObject({ balance: 0, due: 0 });
      await cancelByGuest(reservation);
      const { rows } = await stack.database.query<{ status: string; amount: number }>(
        'select status, amount_minor::int as amount from refunds where payment_id = $1 order by created_at, status',
        [id],
      );
      const gone = rows
        .filter(({ status }) => status === 'succeeded')
        .reduce((sum, one) => sum + one.amount, 0);
      expect(gone).toBe(reservation.total.amount);
      expect(rows.filter(({ status }) => status === 'failed')).toHaveLength(end === 'failed' ? 1 : 0);
    }
  });

  test('of a cancelled reservation lowers what was kept, and never counts twice beside our own refund', async () => {
    const { reservation, ref, id } = await booked(provider, { policy_code: 'flexible' });
    const { amount } = reservation.total;
    stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'error', route: 'POST /v1/refunds' } });
    stack.paypal.chaos({
      apiFault: { effect: 'before', answer: 'error', route: 'POST /v2/payments/captures/:id/refund' },
    });
    // Half goes back by the policy: 20 hours before.
    const start = stack.clock.now();
    const answer = await stack.call(`/reservations/${reservation.id}/cancel`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
    expect(answer.status, answer.text).toBe(200);
    await settledAll(stack);
    // Somebody is impatient and sends the same by hand: there is no place beside ours, until ours fails.
    await refundAtProvider(provider, ref, amount);
    stack.stripe.chaos({ apiFault: null });
    stack.paypal.chaos({ apiFault: null });
    stack.clock.advance({ hours: 1 });
    await fireSchedule(stack, makeProviderCalls);
    await settledAll(stack);
    await fireSchedule(stack, reconcile);
    const { rows } = await stack.database.query(
      `select reason, status from refunds where payment_id = $1 order by created_at, reason`,
      [id],
    );
    expect(rows).toEqual([
      { reason: 'cancelled', status: 'failed' },
      { reason: 'provider', status: 'succeeded' },
    ]);
    const credits = (await said(reservation)).corrections;
    expect(credits).toEqual([`credit-note ${amount}`]);
    expect(await said(reservation)).toMatchObject({ status: 'cancelled', balance: 0, due: 0 });
    stack.clock.set(start.toISOString());
  });

  test('a part that is lost to a dispute is asked of nobody and cancels nothing; the sale is reduced by it', async () => {
    const { reservation, ref } = await booked(provider, plan);
    await payDue('stripe', reservation);
    await loseDispute(provider, ref, 5000);
    const { amount } = reservation.total;
    await collectLate(reservation);
    expect(await said(reservation)).toMatchObject({
      status: 'confirmed',
      paid: amount - 5000,
      due: 0,
      asked: 0,
      balance: 0,
      refundable: amount - 5000,
      corrections: ['credit-note 5000'],
    });
  });

  test('a part lost before the balance leaves the balance as it was, and what is paid then is kept whole', async () => {
    const { reservation, ref } = await booked(provider, plan);
    const { amount } = reservation.total;
    const rest = amount - Math.round(amount * 0.3);
    await loseDispute(provider, ref, 5000);
    expect(await said(reservation)).toMatchObject({
      status: 'confirmed',
      due: rest,
      asked: rest,
      balance: rest,
    });
    await payDue('stripe', reservation);
    expect(await said(reservation)).toMatchObject({ due: 0, balance: 0, paid: amount - 5000 });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ refundDue: 0 });
  });
});

test('what returns only money beyond the price takes nothing off the sale, by hand of the staff or at the provider', async () => {
  const { reservation, id, ref } = await booked('stripe');
  // Money beyond the price, which a refund of ours could not return.
  await stack.database.query('update reservations set credited_minor = 3000 where id = $1', [reservation.id]);
  await refundAtProvider('stripe', ref, 1000);
  const answer = await stack.call(`/payments/${id}/refunds`, {
    body: { amount: 1500, reason: 'it was too much' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(answer.status).toBe(202);
  await settledAll(stack);
  expect((await said(reservation)).corrections).toEqual(['credit-note 3000']);
  await refundAtProvider('stripe', ref, 700);
  expect((await said(reservation)).corrections).toEqual(['credit-note 200', 'credit-note 3000']);
});

test('what was given back while a payment is looked at is asked of nobody once the reservation is confirmed', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId: providerRef } = await openPayment(stack, reservation);
  const { amount, currency } = reservation.total;
  const event = { provider: 'stripe', type: 'test', occurredAt: stack.clock.now() } as const;
  const payment = { paymentId: id, providerRef };
  const money = { amount: minor(amount), currency: currency as Currency }; // as the item is priced
  await settle(
    stack.runtime,
    {
      ...event,
      eventId: `paid:${id}`,
      fact: { kind: 'payment', ...payment, status: 'succeeded', ...money, captured: money.amount },
    },
    true,
  );
  const back = { kind: 'refund', refundId: undefined, providerRef: `re:${id}`, payment } as const;
  await settle(stack.runtime, {
    ...event,
    eventId: `back:${id}`,
    fact: { ...back, amount: minor(goodwill), currency: money.currency, status: 'succeeded' },
  });
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
  await stack.database.query(
    `update payment_assessments set outcome = 'review', decision = null where payment_id = $1`,
    [id],
  );
  await decideReview(stack.runtime, 'key:test', id, 'approve');
  expect(await said(reservation)).toMatchObject({
    status: 'confirmed',
    due: 0,
    asked: 0,
    balance: 0,
    corrections: [`credit-note ${goodwill}`],
  });
});
