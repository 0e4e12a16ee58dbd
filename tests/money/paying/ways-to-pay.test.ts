import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import { reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { paymentIntentResponseSchema } from '../../../src/workflows/payment/open/open-payment.ts';
import { staff } from '../../support/account/staff.ts';
import {
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  intentIdOf,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import {
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();
afterEach(async () => {
  stack.paypal.chaos({ apiFault: null });
  stack.stripe.chaos({ apiFault: null });
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function held(columns: Readonly<Record<string, unknown>> = {}) {
  return reserve(stack, (await cloneItem(stack, { columns })).wish);
}

const ask = (reservation: CreatedReservation, provider: string) =>
  stack.call('/payment-intents', {
    body: { reservation: reservation.id, provider },
    headers: authorized(reservation),
    from: newClient(),
  });

const read = async (reservation: CreatedReservation) =>
  bodyOf(
    await stack.call(`/reservations/${reservation.id}`, {
      headers: authorized(reservation),
      from: newClient(),
    }),
    200,
    reservationResponseSchema,
  );

async function refundsOf(reservation: CreatedReservation) {
  const { rows } = await stack.database.query<{ amount: number; status: string }>(
    `select f.amount_minor::float8 as amount, f.status from refunds f join payments p on p.id = f.payment_id
     where p.reservation_id = $1 order by f.amount_minor`,
    [reservation.id],
  );
  return rows;
}

async function allCallsMade() {
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
}

test('a card in one tab and PayPal in another stand side by side: the card is paid, PayPal is given up after, nothing is taken twice', async () => {
  const reservation = await held();
  const card = await openPayment(stack, reservation);
  const paypal = await openPaypalPayment(stack, reservation);
  await settledAll(stack);
  expect(await paymentState(stack, card.id)).toMatchObject({ status: 'pending' });
  expect(await paymentState(stack, paypal.id)).toMatchObject({ status: 'pending' });
  expect(await openPayment(stack, reservation)).toEqual(card);

  await pay(stack, card.intentId);
  await allCallsMade();
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
  expect(await paymentState(stack, paypal.id)).toMatchObject({ status: 'canceled' });
  await approve(stack, paypal.orderId);
  expect(stack.paypal.capturesOf(paypal.orderId)).toEqual([]);
});

test('PayPal is paid while the card form is open: the card payment is given up at Stripe, once PayPal has the money', async () => {
  const reservation = await held();
  const card = await openPayment(stack, reservation);
  const paypal = await openPaypalPayment(stack, reservation);
  await approve(stack, paypal.orderId);
  await allCallsMade();
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
  expect(await paymentState(stack, card.id)).toMatchObject({ status: 'canceled', captured: 0 });
});

test('while PayPal does not answer, the open card payment stays as it was and can be paid', async () => {
  const reservation = await held();
  const card = await openPayment(stack, reservation);
  stack.paypal.chaos({ apiFault: { effect: 'before', answer: 'close', route: 'POST /v2/checkout/orders' } });
  expectRefusal(await ask(reservation, 'paypal'), 503, 'unavailable');
  stack.paypal.chaos({ apiFault: null });
  await settledAll(stack);
  expect(await paymentState(stack, card.id)).toMatchObject({ status: 'pending' });
  await pay(stack, card.intentId);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
});

test('a currency that PayPal does not take: no answer names PayPal, and asking for it is refused at its field and touches nothing', async () => {
  const reservation = await held({ currency: 'AED' });
  expect(reservation.payableBy).toEqual(['stripe']);
  expect((await read(reservation)).payableBy).toEqual(['stripe']);
  const card = await openPayment(stack, reservation);
  const refusal = expectRefusal(await ask(reservation, 'paypal'), 422, 'validation-failed');
  expect(refusal.errors).toMatchObject([{ field: 'provider' }]);
  await settledAll(stack);
  expect(await paymentState(stack, card.id)).toMatchObject({ status: 'pending' });
});

/** AED 1,065,750.00: more than Stripe takes at once. */
const large = { currency: 'AED', rate_minor: 106_575_000 };

test('what is above the most of a payment is paid in shares: the first keeps the time, the last confirms', async () => {
  const reservation = await held(large);
  const total = reservation.amountDue.amount;
  let left: number = total;
  for (let share = 1; left > 0; share += 1) {
    const payment = bodyOf(await ask(reservation, 'stripe'), 201, paymentIntentResponseSchema);
    expect(payment.amount.amount).toBe(Math.min(left, 99_999_999));
    await pay(stack, intentIdOf(payment));
    left -= payment.amount.amount;
    const now = await read(reservation);
    expect(now).toMatchObject({
      status: left > 0 ? 'held' : 'confirmed',
      paid: { amount: total - left },
      amountDue: { amount: left },
    });
    expect(share).toBeLessThanOrEqual(2);
    // A quarter of an hour is not enough for two payments of this size.
    stack.clock.advance({ minutes: 20 });
  }
  expect(await refundsOf(reservation)).toEqual([]);
});

test('a share alone does not keep the time for ever: when the rest does not come, what was paid goes back whole', async () => {
  const reservation = await held(large);
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  stack.clock.advance({ minutes: 61 });
  const { rows } = await stack.database.query('select 1 from reservations where id = $1', [reservation.id]);
  expect(rows).toHaveLength(1);
  await fireSchedule(stack, (await import('../../../netlify/functions/scheduled/expire-holds.ts')).default);
  await allCallsMade();
  expect((await read(reservation)).status).toBe('expired');
  expect(await refundsOf(reservation)).toEqual([{ amount: 99_999_999, status: 'succeeded' }]);
});

test('a guest who cancels with a share paid gets it back whole, as the preview said', async () => {
  const reservation = await held(large);
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  const headers = authorized(reservation);
  const preview = await stack.call(`/reservations/${reservation.id}/cancellation`, {
    headers,
    from: newClient(),
  });
  expect(preview.json()).toMatchObject({ refund: { amount: 99_999_999 } });
  await stack.call(`/reservations/${reservation.id}/cancel`, { method: 'POST', headers, from: newClient() });
  await allCallsMade();
  expect(await refundsOf(reservation)).toEqual([{ amount: 99_999_999, status: 'succeeded' }]);
});

test('0.30 EUR: Stripe takes 0.50 at least, so PayPal alone is named; less than every way takes is said with the quote', async () => {
  const cents = await held({ rate_minor: 27 });
  expect(cents.total.amount).toBeLessThan(50);
  expect(cents.payableBy).toEqual(['paypal']);
  expectRefusal(await ask(cents, 'stripe'), 409, 'state-conflict');
  const { wish } = await cloneItem(stack, { columns: { currency: 'AED', rate_minor: 30 } });
  expectRefusal(await stack.call('/quotes', { body: wish, from: newClient() }), 422, 'not-payable');
});

/** Half of what was paid goes back. */
async function halfBack(): Promise<Readonly<Record<string, unknown>>> {
  const code = `half-${randomUUID()}`;
  await stack.database.query(
    `insert into cancellation_policies (code, version, name, text, tiers) values ($1, 1, 'Half', 'Half', $2)`,
    [code, JSON.stringify([{ hoursBefore: 0, refundBasisPoints: 5_000 }])],
  );
  return { policy_code: code, policy_version: 1 };
}

test.each([
  { currency: 'HUF', provider: 'paypal', step: 100 },
  { currency: 'TWD', provider: 'paypal', step: 100 },
  { currency: 'KWD', provider: 'stripe', step: 10 },
  { currency: 'MGA', provider: 'stripe', step: 100 },
] as const)(
  'half of an odd sum in $currency goes back by $provider in whole steps, as much as the preview said',
  async ({ currency, provider, step }) => {
    // An odd number of steps, so that half of it is none.
    const reservation = await held({ ...(await halfBack()), currency, rate_minor: 12_345 * step });
    if (provider === 'paypal') await approve(stack, (await openPaypalPayment(stack, reservation)).orderId);
    else await pay(stack, (await openPayment(stack, reservation)).intentId);
    const headers = authorized(reservation);
    const path = `/reservations/${reservation.id}`;
    const preview = await stack.call(`${path}/cancellation`, { headers, from: newClient() });
    expect((await stack.call(`${path}/cancel`, { method: 'POST', headers, from: newClient() })).status).toBe(
      200,
    );
    await allCallsMade();
    const [refund, ...others] = await refundsOf(reservation);
    expect(others).toEqual([]);
    expect(refund?.status).toBe('succeeded');
    expect(preview.json()).toMatchObject({ refund: { amount: refund?.amount } });
    expect((refund?.amount ?? 1) % step).toBe(0);
    expect(Math.abs((refund?.amount ?? 0) * 2 - reservation.total.amount)).toBeLessThanOrEqual(step);
  },
);

test('the staff are told at the field what PayPal cannot move; two partial refunds reach the whole', async () => {
  const reservation = await held({ currency: 'HUF', rate_minor: 4_599_900 });
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  const refund = (body: Readonly<Record<string, unknown>>) =>
    stack.call(`/payments/${id}/refunds`, {
      body: { reason: 'the pool was cold', ...body },
      headers: { ...staff, 'Idempotency-Key': randomUUID() },
      from: newClient(),
    });
  const refusal = expectRefusal(await refund({ amount: 2_299_950 }), 422, 'validation-failed');
  expect(refusal.errors).toMatchObject([{ field: 'amount', message: expect.stringMatching(/HUF\s1/) }]);
  expect((await refund({ amount: 2_299_900 })).status).toBe(202);
  expect((await refund({ all: true })).status).toBe(202);
  await allCallsMade();
  const made = await refundsOf(reservation);
  expect(made.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(made.reduce((sum, { amount }) => sum + amount, 0)).toBe(reservation.total.amount);
});

test('a gift card leaves what can be paid: whole steps, and no rest below the least', async () => {
  const give = async (amount: number, currency: string) => {
    const answer = await stack.call('/credits', {
      body: { kind: 'gift-card', amount, currency, note: 'a birthday' },
      headers: { ...staff, 'Idempotency-Key': randomUUID() },
      from: newClient(),
    });
    expect(answer.status, answer.text).toBe(201);
    return (answer.json() as { code: string }).code; // the schema of the credit, of which only this is of interest
  };
  for (const [currency, rest, least] of [
    ['EUR', 20, 50],
    ['KWD', 1_234, 10],
    ['HUF', 25, 17_500],
  ] as const) {
    const reservation = await held({ currency });
    const code = await give(reservation.amountDue.amount - rest, currency);
    const answer = await stack.call(`/reservations/${reservation.id}/credit`, {
      body: { code },
      headers: authorized(reservation),
      from: newClient(),
    });
    const after = bodyOf(answer, 200, reservationResponseSchema);
    expect(after.amountDue.amount, currency).toBeGreaterThanOrEqual(Math.max(least, rest));
    expect(after.payableBy, currency).toEqual(reservation.payableBy);
    await openPayment(stack, reservation);
  }
});
