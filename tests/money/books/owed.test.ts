import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
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
  pay,
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
import { booked, loseDispute, payDue, refundAtProvider, said } from '../../support/payment/at-provider.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.clock.set('2027-03-01T09:00:00Z');
  stack.stripe.chaos({ refunds: 'succeed' });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const apply = (reservation: CreatedReservation, code: string) =>
  stack.call(`/reservations/${reservation.id}/credit`, {
    body: { code },
    headers: authorized(reservation),
    from: newClient(),
  });

const get = async (reservation: CreatedReservation, path = '') =>
  (
    await stack.call(`/reservations/${reservation.id}${path}`, {
      headers: authorized(reservation),
      from: newClient(),
    })
  ).json();

const postForStaff = (path: string, body: object) =>
  stack.call(path, { body, headers: { ...staff, 'Idempotency-Key': randomUUID() }, from: newClient() });

/** The provider's word that a payment was captured whole; one that is doubtful waits for the staff. */
async function captured(
  reservation: CreatedReservation,
  id: string,
  providerRef: string,
  isDoubtful = false,
) {
  if (isDoubtful)
    await stack.database.query(
      "update payment_assessments set phase = 'event', outcome = 'review', decision = null where payment_id = $1",
      [id],
    );
  const amount = minor(reservation.amountDue.amount);
  const currency = reservation.total.currency as Currency; // as the item is priced
  return applyPaymentEvent(stack.runtime, {
    provider: 'stripe',
    type: 'test',
    eventId: `captured:${id}`,
    occurredAt: stack.clock.now(),
    fact: {
      kind: 'payment',
      paymentId: id,
      providerRef,
      status: 'succeeded',
      amount,
      currency,
      captured: amount,
    },
  });
}

/** A hold that is paid, and waits for the staff to look at its payment. */
async function inReview() {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  stack.stripe.chaos({ drop: 'all' });
  await pay(stack, intentId);
  stack.stripe.chaos({ drop: [] });
  await captured(reservation, id, intentId, true);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
  return { reservation, id };
}

test.each(['a part', 'all'] as const)(
  'a dispute over %s, lost once the stay has begun, leaves nothing due: the page, the way to pay and the statement agree',
  async (what) => {
    const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
    const { reservation, ref } = await booked(stack, 'stripe', plan);
    const paid = reservation.amountDue.amount;
    await payDue(stack, 'stripe', reservation);
    stack.clock.set(new Date(Date.parse(reservation.startsAt) + 3_600_000).toISOString());
    await loseDispute(stack, 'stripe', ref, what === 'all' ? paid : 5000);
    expect(await said(stack, reservation)).toMatchObject({
      status: 'confirmed',
      due: 0,
      asked: 0,
      balance: 0,
    });
  },
);

test('what a failed refund leaves of a cancelled reservation waits for no dispute where there is none, and the preview offers nothing', async () => {
  const { reservation } = await booked(stack, 'stripe', { policy_code: 'flexible' });
  stack.stripe.chaos({ refunds: 'fail' });
  await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
  expect(await get(reservation)).toMatchObject({
    status: 'cancelled',
    paid: reservation.total,
    refundWaiting: { amount: 0 },
  });
  expect(await get(reservation, '/cancellation')).toMatchObject({
    canCancel: false,
    refund: { amount: 0 },
    refundWaiting: { amount: 0 },
  });
});

test('a hold whose payment waits for the staff is confirmed by nobody else: not by a wrong code, nor by a gift card', async () => {
  const { reservation } = await inReview();
  expect((await apply(reservation, 'WRNG-CODE-WRNG-CODE')).status).toBeGreaterThanOrEqual(400);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
  // More is due than was paid, as of a share; a gift card pays the rest.
  await stack.database.query(
    'update reservations set due_now_minor = due_now_minor + 500, total_minor = total_minor + 500 where id = $1',
    [reservation.id],
  );
  const issued = await stack.call('/credits', {
    body: { kind: 'gift-card', amount: 500, currency: 'EUR', note: 'sold at the desk' },
    headers: staff,
    from: newClient(),
  });
  const { code } = bodyOf(issued, 201, issuedCreditSchema);
  expect((await apply(reservation, code)).status).toBe(200);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
});

test('a review that is approved confirms what owes nothing, also where the staff have given all of it back', async () => {
  const { reservation, id } = await inReview();
  expect((await postForStaff(`/payments/${id}/refunds`, { all: true, reason: 'our mistake' })).status).toBe(
    202,
  );
  await settledAll(stack);
  stack.clock.advance({ minutes: 1 });
  expect(await said(stack, reservation)).toMatchObject({ status: 'held', due: 0, asked: 0 });
  expect((await postForStaff(`/payments/${id}/review`, { decision: 'approve' })).status).toBe(200);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    due: 0,
    asked: 0,
    balance: 0,
    corrections: [`credit-note ${reservation.total.amount}`],
  });
  expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-payment-approved');
});

test('what comes twice for a hold goes back whole, also where the business has given back of the first before', async () => {
  const { reservation, id } = await inReview();
  const { rows } = await stack.database.query('select provider_ref from payments where id = $1', [id]);
  await applyPaymentEvent(stack.runtime, {
    provider: 'stripe',
    type: 'test',
    eventId: `back:${id}`,
    occurredAt: stack.clock.now(),
    fact: {
      kind: 'refund',
      refundId: undefined,
      providerRef: `re:${id}`,
      payment: { paymentId: id, providerRef: rows[0].provider_ref },
      amount: minor(2000),
      currency: reservation.total.currency as Currency, // as the item is priced
      status: 'succeeded',
    },
  });
  await stack.database.query(
    `insert into payments (id, reservation_id, provider, purpose, amount_minor, currency, created_at, changed_at)
     select $2, reservation_id, provider, purpose, amount_minor, currency, created_at, changed_at from payments where id = $1`,
    [id, `${id}-2`],
  );
  await captured(reservation, `${id}-2`, `pi_${id}`);
  stack.clock.advance({ minutes: 1 });
  await decideReview(stack.runtime, 'key:test', id, 'approve');
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    paid: reservation.total.amount - 2000,
    due: 0,
    balance: 0,
    corrections: ['credit-note 2000'],
  });
});

test.each(['lapses', 'is cancelled'] as const)(
  'a hold that %s gives back what is paid: not what a lost dispute has taken of a payment that had gone back before',
  async (end) => {
    const item = await cloneItem(stack, { columns: { rate_minor: 120_000_000 } });
    const reservation = await reserve(stack, item.wish);
    const { id, ref } = await payDue(stack, 'stripe', reservation);
    await refundAtProvider(stack, 'stripe', ref, 99_999_999);
    // The bank takes it once more, which no sandbox does.
    await stack.database.query(
      `insert into disputes (id, payment_id, provider, provider_ref, amount_minor, currency, status, status_order, reason, created_at, changed_at)
       values ($2, $1, 'stripe', $2, 15000000, 'EUR', 'lost', '', 'fraudulent', $3, $3)`,
      [id, `dsp_${id}`, stack.clock.now()],
    );
    await stack.database.query(
      `insert into payments (id, reservation_id, provider, purpose, amount_minor, currency, status, captured_minor, created_at, changed_at)
       select $2, reservation_id, 'paypal', purpose, 15500000, currency, 'succeeded', 15500000, created_at, changed_at from payments where id = $1`,
      [id, `${id}-2`],
    );
    if (end === 'lapses') {
      stack.clock.advance({ minutes: 61 });
      expect(await fireSchedule(stack, expireHolds)).toBe(204);
    } else {
      const path = `/reservations/${reservation.id}/cancel`;
      await stack.call(path, { method: 'POST', headers: authorized(reservation), from: newClient() });
    }
    expect(await get(reservation)).toMatchObject({ paid: { amount: 0 }, refundDue: { amount: 500_000 } });
  },
);
