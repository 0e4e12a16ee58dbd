import Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import settleOpenPayments from '../../netlify/functions/scheduled/check-open-payments.ts';
import {
  authorized,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  reserve,
} from '../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../support/booking/cloned-item.ts';
import { balancesFor, balancesOf, paymentState, reservationState } from '../support/booking/settled-state.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
let stripe: Stripe;
beforeAll(() => {
  stripe = new Stripe(testEnvironment.STRIPE_SECRET_KEY, {
    host: '127.0.0.1',
    port: stack.stripe.port,
    protocol: 'http',
    telemetry: false,
  });
});

/** Runs the job and waits for what Stripe tells us of it; answers its status. */
async function clean(): Promise<number> {
  // A scheduled function needs nothing of Netlify's context when it is given a runtime.
  const { status } = await settleOpenPayments(
    new Request('https://fine-things.example'),
    Object.create(null),
    stack.runtime,
  );
  await stack.stripe.settled();
  await stack.functions.settled();
  return status;
}

interface Opened {
  readonly reservation: CreatedReservation;
  readonly id: string;
  readonly intentId: string;
}

async function open(item?: ClonedItem): Promise<Opened> {
  const reservation = await reserve(stack, (item ?? (await cloneItem(stack))).wish);
  const payment = await openPayment(stack, reservation);
  await stack.stripe.settled();
  await stack.functions.settled();
  return { reservation, ...payment };
}

const atStripe = async ({ intentId }: Opened) => (await stripe.paymentIntents.retrieve(intentId)).status;

/** Past the end of every hold, and past the time that a guest at the bank is given on top. */
const longAfter = { minutes: 26 };

test('a payment of a hold that lapsed is given up at Stripe, so that nobody can pay it any more, and our row says so', async () => {
  const opened = await open();
  stack.clock.advance(longAfter);
  expect(await clean()).toBe(204);
  expect(await atStripe(opened)).toBe('canceled');
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'canceled', captured: 0 });
  expect(() => stack.stripe.pay(opened.intentId, 'success')).toThrow();
});

test('a payment that failed and was then left alone is given up too', async () => {
  const opened = await open();
  await pay(stack, opened.intentId, 'decline');
  stack.clock.advance(longAfter);
  await clean();
  expect(await atStripe(opened)).toBe('canceled');
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'canceled' });
});

test('a payment of a hold that the guest cancels is given up at the provider at once, without a schedule', async () => {
  const opened = await open();
  await stack.call(`/reservations/${opened.reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(opened.reservation),
    from: newClient(),
  });
  await stack.functions.settled();
  expect(await atStripe(opened)).toBe('canceled');
});

test('a payment of a hold that still runs is left alone, as is one of a guest who is just at the bank', async () => {
  const running = await open();
  stack.clock.advance({ minutes: 14 });
  await clean();
  expect(await atStripe(running)).toBe('requires_payment_method');
  await pay(stack, running.intentId, 'requires_action');
  stack.clock.advance({ minutes: 2 });
  await clean();
  expect(await atStripe(running)).toBe('requires_action');
  await pay(stack, running.intentId, 'success');
  expect(await reservationState(stack, running.reservation.id)).toMatchObject({ status: 'confirmed' });
});

test('a payment that the bank is still working on is never given up', async () => {
  const opened = await open();
  await pay(stack, opened.intentId, 'processing');
  stack.clock.advance({ days: 2 });
  await clean();
  expect(await atStripe(opened)).toBe('processing');
  await pay(stack, opened.intentId, 'success');
  expect(await reservationState(stack, opened.reservation.id)).toMatchObject({ status: 'confirmed' });
});

test('a paid reservation is never touched, however old it is', async () => {
  const opened = await open();
  await pay(stack, opened.intentId);
  const before = await paymentState(stack, opened.id);
  const cancels = stack.stripe.counts()['POST /v1/payment_intents/:id/cancel'];
  stack.clock.advance({ days: 3 });
  await clean();
  expect(stack.stripe.counts()['POST /v1/payment_intents/:id/cancel']).toBe(cancels);
  expect(await paymentState(stack, opened.id)).toEqual(before);
});

test('a payment that went through and of which we have not heard yet stays paid, and is settled when we ask; its event changes nothing more', async () => {
  const opened = await open();
  stack.stripe.chaos({ drop: 'all' });
  await pay(stack, opened.intentId);
  stack.stripe.chaos({ drop: [] });
  stack.clock.advance(longAfter);
  expect(await clean()).toBe(204);
  expect(await atStripe(opened)).toBe('succeeded');
  expect(
    stack.logLines.filter((line) => line.includes('"level":"error"') && line.includes(opened.id)),
  ).toEqual([]);
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'succeeded' });

  const { data: events } = await stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 });
  stack.stripe.redeliver(events[0]?.id ?? '');
  await stack.stripe.settled();
  await stack.functions.settled();
  expect(await reservationState(stack, opened.reservation.id)).toMatchObject({ status: 'confirmed' });
  expect(await balancesOf(stack, opened.id)).toEqual(balancesFor(opened.reservation.total.amount));
});

test('while Stripe is away nothing is lost: the next run gives up what this one could not', async () => {
  const opened = await open();
  stack.clock.advance(longAfter);
  stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'error' } });
  await clean();
  stack.stripe.chaos({ apiFault: null });
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'pending' });
  expect(stack.logLines.some((line) => line.includes('"level":"error"') && line.includes(opened.id))).toBe(
    true,
  );
  await clean();
  expect(await atStripe(opened)).toBe('canceled');
});

test('a run whose answer was lost is repeated without harm', async () => {
  const opened = await open();
  stack.clock.advance(longAfter);
  stack.stripe.chaos({
    drop: 'all',
    apiFault: { effect: 'after', answer: 'close', route: 'POST /v1/payment_intents/:id/cancel' },
  });
  await clean();
  stack.stripe.chaos({ drop: [], apiFault: null });
  expect(await atStripe(opened)).toBe('canceled');
  expect(await clean()).toBe(204);
  expect(await atStripe(opened)).toBe('canceled');
});

test('payments that Stripe does not know any more do not keep the others from being given up', async () => {
  const crowd = await cloneItem(stack, { units: 20 });
  for (let count = 0; count < 20; count += 1) {
    const { id } = await open(crowd);
    await stack.database.query('update payments set provider_ref = $2 where id = $1', [
      id,
      `pi_unknown_${id}`,
    ]);
  }
  stack.clock.advance({ minutes: 1 });
  const opened = await open();
  stack.clock.advance(longAfter);
  for (let run = 0; run < 3; run += 1) await clean();
  expect(await atStripe(opened)).toBe('canceled');
});
