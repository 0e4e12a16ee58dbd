import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { type Currency, minor } from '../../../src/platform/money/money.ts';
import { applyPaymentEvent } from '../../../src/workflows/payment/events/apply-payment-event.ts';
import { decideReview } from '../../../src/workflows/reservation/review.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import {
  messagesAbout,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import {
  booked,
  both,
  loseDispute,
  openDispute,
  type Provider,
  payDue,
  refundAtProvider,
  said,
} from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.stripe.chaos({ apiFault: null, drop: [], refunds: 'succeed' });
  stack.paypal.chaos({ apiFault: null, drop: [], refunds: 'succeed' });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
const goodwill = 2000;

/** How often the provider was asked to send money back. */
function refundCalls(provider: Provider): number {
  return provider === 'stripe'
    ? stack.stripe.counts()['POST /v1/refunds']
    : stack.paypal.counts()['POST /v2/payments/captures/:id/refund'];
}

async function openDifferences(paymentId: string): Promise<unknown[]> {
  const { rows } = await stack.database.query(
    'select kind, provider_ref from reconciliation_differences where payment_id = $1 and resolved_at is null',
    [paymentId],
  );
  return rows;
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
    const { reservation, ref } = await booked(stack, provider, plan);
    await payDue(stack, 'stripe', reservation);
    await refundAtProvider(stack, provider, ref, goodwill);
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
    expect(await said(stack, reservation)).toMatchObject(right);
    await collectLate(reservation);
    expect(await said(stack, reservation)).toMatchObject(right);
    const told = await messagesAbout(stack, reservation.id);
    expect(told).toContain('guest-refund');
    expect(told).not.toContain('guest-balance-cancelled');
    expect(told).not.toContain('guest-balance-reminder');
  });

  test('leaves the balance as it was, and what is paid then is kept whole', async () => {
    const { reservation, ref } = await booked(stack, provider, plan);
    const { amount } = reservation.total;
    const rest = amount - Math.round(amount * 0.3);
    await refundAtProvider(stack, provider, ref, goodwill);
    expect(await said(stack, reservation)).toMatchObject({ due: rest, asked: rest, balance: rest });
    await payDue(stack, 'stripe', reservation);
    expect(await said(stack, reservation)).toMatchObject({ due: 0, balance: 0, paid: amount - goodwill });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ refundDue: 0 });
  });

  test('found by the hourly comparison alone is the same', async () => {
    const { reservation, ref } = await booked(stack, provider);
    stack.stripe.chaos({ drop: 'all' });
    stack.paypal.chaos({ drop: 'all' });
    await refundAtProvider(stack, provider, ref, goodwill);
    await fireSchedule(stack, reconcile);
    await fireSchedule(stack, reconcile);
    expect(await said(stack, reservation)).toMatchObject({
      due: 0,
      asked: 0,
      balance: 0,
      corrections: [`credit-note ${goodwill}`],
    });
  });

  test('and does not arrive is taken back off the credit, by a debit note, and is asked of nobody', async () => {
    const { reservation, ref } = await booked(stack, provider);
    stack.stripe.chaos({ refunds: 'pending' });
    stack.paypal.chaos({ refunds: 'pending' });
    const refund = await refundAtProvider(stack, provider, ref, goodwill);
    expect(await said(stack, reservation)).toMatchObject({
      due: 0,
      asked: 0,
      corrections: [`credit-note ${goodwill}`],
    });
    if (provider === 'stripe') stack.stripe.settleRefund(refund, 'failed');
    else stack.paypal.settleRefund(refund, 'failed');
    await settledAll(stack);
    expect(await said(stack, reservation)).toMatchObject({
      paid: reservation.total.amount,
      due: 0,
      asked: 0,
      balance: 0,
      corrections: [`credit-note ${goodwill}`, `debit-note ${goodwill}`],
    });
    await refundAtProvider(stack, provider, ref, goodwill);
    expect(await said(stack, reservation)).toMatchObject({
      balance: 0,
      corrections: [`credit-note ${goodwill}`, `credit-note ${goodwill}`, `debit-note ${goodwill}`],
    });
    const files = (await said(stack, reservation)).corrected.map((document) =>
      stack.call(`/documents/${reservation.id}/${document}`, { headers: staff, from: newClient() }),
    );
    for (const { status, text } of await Promise.all(files))
      expect([status, text.slice(0, 5)]).toEqual([200, '%PDF-']);
  });

  test('and is still under way there is not asked for again by us, whichever way it ends', async () => {
    for (const end of ['succeeded', 'failed'] as const) {
      const { id, reservation, ref } = await booked(stack, provider);
      stack.stripe.chaos({ refunds: 'pending' });
      stack.paypal.chaos({ refunds: 'pending' });
      const refund = await refundAtProvider(stack, provider, ref, goodwill);
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
      expect(await said(stack, reservation)).toMatchObject({ balance: 0, due: 0 });
      expect(await fireSchedule(stack, reconcile)).toBe(204);
      expect(await openDifferences(id)).toEqual([]);
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

  test('and has a call of ours in the queue from before is not asked for again: the call is done, not failed', async () => {
    const { id, reservation, ref } = await booked(stack, provider);
    stack.stripe.chaos({ refunds: 'pending' });
    stack.paypal.chaos({ refunds: 'pending' });
    await refundAtProvider(stack, provider, ref, goodwill);
    await stack.database.query(
      `insert into outbox (id, channel, template, subject_id, due_at, created_at)
       select 'msg_left_' || f.id, 'provider', 'refund', f.id, $2, $2 from refunds f where f.payment_id = $1`,
      [id, stack.clock.now()],
    );
    const before = refundCalls(provider);
    expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
    await settledAll(stack);
    expect(refundCalls(provider)).toBe(before);
    const { rows } = await stack.database.query(
      `select o.status, o.last_error, count(*) over ()::int as refunds from outbox o join refunds f on f.id = o.subject_id
       where o.channel = 'provider' and f.payment_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ status: 'sent', last_error: null, refunds: 1 }]);
    expect(await said(stack, reservation)).toMatchObject({ paid: reservation.total.amount - goodwill });
  });

  test('of a cancelled reservation lowers what was kept, and never counts twice beside our own refund', async () => {
    const { reservation, ref, id } = await booked(stack, provider, { policy_code: 'flexible' });
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
    await refundAtProvider(stack, provider, ref, amount);
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
    const credits = (await said(stack, reservation)).corrections;
    expect(credits).toEqual([`credit-note ${amount}`]);
    expect(await said(stack, reservation)).toMatchObject({ status: 'cancelled', balance: 0, due: 0 });
    stack.clock.set(start.toISOString());
  });

  test('stays off the price when the guest cancels while a dispute withholds the rest: as much waits as was said, and all of it goes back', async () => {
    const { reservation, ref } = await booked(stack, provider, { policy_code: 'flexible' });
    await refundAtProvider(stack, provider, ref, goodwill);
    const end = await openDispute(stack, provider, ref, 5000);
    const waiting = async (path: string) => {
      const answer = await stack.call(`/reservations/${reservation.id}${path}`, {
        headers: authorized(reservation),
        from: newClient(),
      });
      return bodyOf(answer, 200, v.looseObject({ refundWaiting: v.looseObject({ amount: v.number() }) }))
        .refundWaiting.amount;
    };
    const promised = await waiting('/cancellation');
    expect(promised).toBe(5000);
    await cancelByGuest(reservation);
    expect(await waiting('')).toBe(promised);
    await end('won');
    expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
    await settledAll(stack);
    expect(await said(stack, reservation)).toMatchObject({ status: 'cancelled', paid: 0, balance: 0 });
  });

  test('a part that is lost to a dispute is asked of nobody and cancels nothing; the sale is reduced by it', async () => {
    const { reservation, ref } = await booked(stack, provider, plan);
    await payDue(stack, 'stripe', reservation);
    await loseDispute(stack, provider, ref, 5000);
    const { amount } = reservation.total;
    await collectLate(reservation);
    expect(await said(stack, reservation)).toMatchObject({
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
    const { reservation, ref } = await booked(stack, provider, plan);
    const { amount } = reservation.total;
    const rest = amount - Math.round(amount * 0.3);
    await loseDispute(stack, provider, ref, 5000);
    expect(await said(stack, reservation)).toMatchObject({
      status: 'confirmed',
      due: rest,
      asked: rest,
      balance: rest,
    });
    await payDue(stack, 'stripe', reservation);
    expect(await said(stack, reservation)).toMatchObject({ due: 0, balance: 0, paid: amount - 5000 });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ refundDue: 0 });
  });
});

test.each(['refund', 'dispute'] as const)(
  'a part that goes back by a %s at the provider while a hold is paid in shares is asked of nobody, and the rest confirms',
  async (way) => {
    const item = await cloneItem(stack, { columns: { rate_minor: 120_000_000 } });
    const reservation = await reserve(stack, item.wish);
    const { ref } = await payDue(stack, 'stripe', reservation);
    const { due } = await said(stack, reservation);
    expect(due).toBe(reservation.total.amount - 99_999_999);
    if (way === 'refund') await refundAtProvider(stack, 'stripe', ref, goodwill);
    else await loseDispute(stack, 'stripe', ref, goodwill);
    expect(await said(stack, reservation)).toMatchObject({ status: 'held', due, asked: due });
    await payDue(stack, 'stripe', reservation);
    expect(await said(stack, reservation)).toMatchObject({
      status: 'confirmed',
      due: 0,
      balance: 0,
      paid: reservation.total.amount - goodwill,
      corrections: [`credit-note ${goodwill}`],
    });
  },
);

test('what returns only money beyond the price takes nothing off the sale, by hand of the staff or at the provider', async () => {
  const { reservation, id, ref } = await booked(stack, 'stripe');
  // Money beyond the price, which a refund of ours could not return.
  await stack.database.query('update reservations set credited_minor = 3000 where id = $1', [reservation.id]);
  await refundAtProvider(stack, 'stripe', ref, 1000);
  const answer = await stack.call(`/payments/${id}/refunds`, {
    body: { amount: 1500, reason: 'it was too much' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(answer.status).toBe(202);
  await settledAll(stack);
  expect((await said(stack, reservation)).corrections).toEqual(['credit-note 3000']);
  await refundAtProvider(stack, 'stripe', ref, 700);
  expect((await said(stack, reservation)).corrections).toEqual(['credit-note 200', 'credit-note 3000']);
});

test('what was given back while a payment is looked at is asked of nobody once the reservation is confirmed', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId: providerRef } = await openPayment(stack, reservation);
  const { amount, currency } = reservation.total;
  const event = { provider: 'stripe', type: 'test', occurredAt: stack.clock.now() } as const;
  const payment = { paymentId: id, providerRef };
  const money = { amount: minor(amount), currency: currency as Currency }; // as the item is priced
  await stack.database.query(
    "update payment_assessments set phase = 'event', outcome = 'review' where payment_id = $1",
    [id],
  );
  await applyPaymentEvent(stack.runtime, {
    ...event,
    eventId: `paid:${id}`,
    fact: { kind: 'payment', ...payment, status: 'succeeded', ...money, captured: money.amount },
  });
  const back = { kind: 'refund', refundId: undefined, providerRef: `re:${id}`, payment } as const;
  await applyPaymentEvent(stack.runtime, {
    ...event,
    eventId: `back:${id}`,
    fact: { ...back, amount: minor(goodwill), currency: money.currency, status: 'succeeded' },
  });
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
  await decideReview(stack.runtime, 'key:test', id, 'approve');
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    due: 0,
    asked: 0,
    balance: 0,
    corrections: [`credit-note ${goodwill}`],
  });
});
