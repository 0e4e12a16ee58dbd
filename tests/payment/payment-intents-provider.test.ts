import Stripe from 'stripe';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  intentIdOf,
  newClient,
  pay,
  reserve,
} from '../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../support/booking/cloned-item.ts';
import { paymentState, reservationState } from '../support/booking/settled-state.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();
let stripe: Stripe;
let item: ClonedItem;
beforeAll(async () => {
  stripe = new Stripe(testEnvironment.STRIPE_SECRET_KEY, {
    host: '127.0.0.1',
    port: stack.stripe.port,
    protocol: 'http',
    telemetry: false,
  });
  item = await cloneItem(stack, { units: 20 });
});
afterEach(() => {
  stack.stripe.chaos({ apiFault: null });
  stack.proxy.clearFaults();
});

function ask(reservation: CreatedReservation) {
  return stack.call('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
    from: newClient(),
  });
}

async function expectOnePayment(reservation: CreatedReservation, paymentId: string) {
  const { rows } = await stack.database.query('select id from payments where reservation_id = $1', [
    reservation.id,
  ]);
  expect(rows).toEqual([{ id: paymentId }]);
  const intents = await stripe.paymentIntents.list({ limit: 100 });
  expect(intents.data.filter(({ metadata }) => Object.values(metadata).includes(paymentId))).toHaveLength(1);
}

/** Asks until it is answered, pays, and sees that there was one payment all along. */
async function expectPayable(reservation: CreatedReservation) {
  const payment = bodyOf(await ask(reservation), 201, paymentIntentResponseSchema);
  await expectOnePayment(reservation, payment.id);
  await pay(stack, intentIdOf(payment));
  expect(await paymentState(stack, payment.id)).toMatchObject({
    status: 'succeeded',
    captured: reservation.total.amount,
  });
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
}

const create = 'POST /v1/payment_intents' as const;

test.each([
  { name: 'fails before it did anything', fault: { effect: 'before', answer: 'error' } },
  { name: 'breaks the connection before it did anything', fault: { effect: 'before', answer: 'close' } },
  { name: 'fails after it made the payment', fault: { effect: 'after', answer: 'error' } },
  { name: 'breaks the connection after it made the payment', fault: { effect: 'after', answer: 'close' } },
] as const)(
  'when Stripe $name, the guest gets a 503 with a sentence, and asking again finds the one payment',
  async ({ fault }) => {
    const reservation = await reserve(stack, item.wish);
    stack.stripe.chaos({ apiFault: { ...fault, route: create } });
    const answer = await ask(reservation);
    stack.stripe.chaos({ apiFault: null });

    expect(expectRefusal(answer, 503, 'unavailable').detail).toMatch(/try again/);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(answer.text).not.toMatch(/sandbox|127\.0\.0\.1|ECONN|sk_test|\b500\b/);
    await expectPayable(reservation);
  },
);

test('when Stripe fails after it made the payment and repeats that failure to every repetition, asking again still finds the payment', async () => {
  const reservation = await reserve(stack, item.wish);
  stack.stripe.chaos({ apiFault: { effect: 'after', answer: 'recorded_error', route: create, next: 1 } });
  expectRefusal(await ask(reservation), 503, 'unavailable');
  await stack.stripe.settled();
  await expectPayable(reservation);
});

test.each(['error', 'close'] as const)(
  'a single failure (%s) of Stripe is not noticed by the guest at all',
  async (answer) => {
    const reservation = await reserve(stack, item.wish);
    stack.stripe.chaos({ apiFault: { effect: 'after', answer, route: create, next: 1 } });
    await expectPayable(reservation);
  },
);

test('a guest who was told to try again can be declined, try again, and pay', async () => {
  const reservation = await reserve(stack, item.wish);
  stack.stripe.chaos({ apiFault: { effect: 'after', answer: 'close', route: create } });
  expectRefusal(await ask(reservation), 503, 'unavailable');
  stack.stripe.chaos({ apiFault: null });
  const payment = bodyOf(await ask(reservation), 201, paymentIntentResponseSchema);
  await pay(stack, intentIdOf(payment), 'decline');
  await expectPayable(reservation);
});

test('a payment whose id at Stripe could not be noted is known by its first event', async () => {
  const before = stack.logLines.length;
  const reservation = await reserve(stack, item.wish);
  stack.stripe.chaos({ drop: 'all' });
  stack.proxy.faults({
    database: stack.databaseName,
    matching: /payment_opened/,
    failBefore: 'close',
  });
  const payment = bodyOf(await ask(reservation), 201, paymentIntentResponseSchema);
  const { id } = payment;
  await stack.functions.settled();
  stack.proxy.clearFaults();
  stack.stripe.chaos({ drop: [] });
  const intentId = intentIdOf(payment);

  const ofThis = stack.logLines.slice(before);
  expect(ofThis.filter((line) => /"level":"error","message":"bug"/.test(line))).toHaveLength(1);
  expect(await paymentState(stack, id)).toMatchObject({ providerRef: null });
  const { data: events } = await stripe.events.list({ type: 'payment_intent.created', limit: 1 });
  stack.stripe.redeliver(events[0]?.id ?? '');
  await stack.stripe.settled();
  expect(await paymentState(stack, id)).toMatchObject({ providerRef: intentId });
  await expectPayable(reservation);
});

test('while the database is away no payment is opened at Stripe, for we could not tell whose it is', async () => {
  const reservation = await reserve(stack, item.wish);
  await stack.functions.settled();
  const before = stack.stripe.counts()[create];
  stack.proxy.faults({ database: stack.databaseName, failBefore: 'close' });
  const answer = await ask(reservation);
  expect(answer.status).toBeGreaterThanOrEqual(500);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(stack.stripe.counts()[create]).toBe(before);
  stack.proxy.clearFaults();
  await expectPayable(reservation);
});
