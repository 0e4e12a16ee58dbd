import Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import expireHolds from '../../netlify/functions/scheduled/expire-holds.ts';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import {
  authorized,
  bodyOf,
  book,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  reserve,
  stripeCheckout,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { messagesAbout, paymentState, reservationState } from '../support/booking/settled-state.ts';
import type { Answer } from '../support/harness/client.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { warmClients } from '../support/harness/warm-clients.ts';
import { expectRefusal } from '../support/http/refusal.ts';

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

function ask(
  reservation: CreatedReservation,
  {
    body = {},
    headers = authorized(reservation),
    from = newClient(),
  }: { body?: object; headers?: Record<string, string>; from?: string } = {},
): Promise<Answer> {
  return stack.call('/payment-intents', { body: { reservation: reservation.id, ...body }, headers, from });
}

/** All PaymentIntents at Stripe that were opened for a payment of ours. */
async function intentsFor(paymentId: string): Promise<Stripe.PaymentIntent[]> {
  const intents = await stripe.paymentIntents.list({ limit: 100 });
  return intents.data.filter(({ metadata }) => Object.values(metadata).includes(paymentId));
}

async function paymentsOf(reservation: CreatedReservation): Promise<string[]> {
  const { rows } = await stack.database.query<{ id: string }>(
    'select id from payments where reservation_id = $1',
    [reservation.id],
  );
  return rows.map(({ id }) => id);
}

test.each(['EUR', 'USD', 'GBP', 'AED', 'JPY'])(
  'the guest is asked for exactly what the reservation says, in %s',
  async (currency) => {
    const item = await cloneItem(stack, { columns: { currency, rate_minor: 123_457 } });
    const reservation = await reserve(stack, item.wish);
    const payment = bodyOf(await ask(reservation), 201, paymentIntentResponseSchema);
    const [intent, ...others] = await intentsFor(payment.id);

    expect(reservation.total.currency).toBe(currency);
    expect(payment.amount).toEqual(reservation.total);
    expect(others).toEqual([]);
    expect(intent).toMatchObject({
      amount: reservation.total.amount,
      currency: currency.toLowerCase(),
      client_secret: stripeCheckout(payment).clientSecret,
    });
    expect(payment.checkout).toMatchObject({
      publishableKey: testEnvironment.STRIPE_PUBLISHABLE_KEY,
      scriptUrl: `${stack.stripe.url}/v3/`,
    });
  },
);

test('a hundred thousand yen are a hundred thousand yen at Stripe, which counts yen without cents', async () => {
  const { wish } = await cloneItem(stack, { columns: { currency: 'JPY', rate_minor: 100_000 } });
  const payment = bodyOf(await ask(await reserve(stack, wish)), 201, paymentIntentResponseSchema);
  expect(await intentsFor(payment.id)).toMatchObject([{ amount: 100_000, currency: 'jpy' }]);
});

test.each([
  { amount: 1 },
  { amount: { amount: 1, currency: 'EUR' } },
  { currency: 'JPY' },
  { paymentId: 'pay_01jdaaaaaaaaaaaaaaaaaaaaaa' },
])('nobody sets the price from outside: %j is refused', async (body) => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  expect(expectRefusal(await ask(reservation, { body }), 422, 'validation-failed').errors?.[0]?.field).toBe(
    Object.keys(body)[0],
  );
  expect(await paymentsOf(reservation)).toEqual([]);
});

test('asking twice gives the same payment and the same client secret', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  const first = bodyOf(await ask(reservation), 201, paymentIntentResponseSchema);
  stack.clock.advance({ minutes: 10 });
  expect(bodyOf(await ask(reservation), 201, paymentIntentResponseSchema)).toEqual(first);
  expect(await paymentsOf(reservation)).toEqual([first.id]);
  expect(await intentsFor(first.id)).toHaveLength(1);
});

test('asking ten times at the same instant gives one payment, one PaymentIntent and one client secret', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  const clients = await warmClients(stack, 10);
  const answers = await Promise.all(clients.map((from) => ask(reservation, { from })));
  const [first, ...others] = answers.map((answer) => bodyOf(answer, 201, paymentIntentResponseSchema));

  for (const other of others) expect(other).toEqual(first);
  expect(await paymentsOf(reservation)).toEqual([first?.id]);
  expect(await intentsFor(first?.id ?? '')).toHaveLength(1);
});

test('after a decline the same payment can be paid, and the guest was told of the decline once', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  const first = await openPayment(stack, reservation);
  await pay(stack, first.intentId, 'decline');
  expect(await paymentState(stack, first.id)).toMatchObject({ status: 'failed', captured: 0 });
  expect(await openPayment(stack, reservation)).toEqual(first);
  await pay(stack, first.intentId, 'insufficient_funds');
  await pay(stack, first.intentId, 'success');

  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
  expect(await messagesAbout(stack, reservation.id)).toEqual([
    'guest-confirmation',
    'guest-hold',
    'guest-payment-failed',
    'owner-new-reservation',
  ]);
});

/** Stripe takes 0.50 at least in most currencies (docs.stripe.com/currencies). */
async function ofTotal(totalMinor: number): Promise<CreatedReservation> {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.database.query('update reservations set due_now_minor = null, total_minor = $2 where id = $1', [
    reservation.id,
    totalMinor,
  ]);
  return reservation;
}

/** Why a reservation cannot be paid, and a word that the guest must read about it. */
const unpayable: Record<string, { make: () => Promise<CreatedReservation>; says: RegExp }> = {
  'paid already': { says: /already paid/, make: async () => book(stack, (await cloneItem(stack)).wish) },
  'cancelled by the guest': {
    says: /cancelled/,
    make: async () => {
      const reservation = await reserve(stack, (await cloneItem(stack)).wish);
      await stack.call(`/reservations/${reservation.id}/cancel`, {
        method: 'POST',
        headers: authorized(reservation),
        from: newClient(),
      });
      return reservation;
    },
  },
  'past the end of its hold': {
    says: /time to pay is over/,
    make: async () => {
      const reservation = await reserve(stack, (await cloneItem(stack)).wish);
      stack.clock.advance({ minutes: 15 });
      return reservation;
    },
  },
  'swept as lapsed': {
    says: /time to pay is over/,
    make: async () => {
      const reservation = await reserve(stack, (await cloneItem(stack)).wish);
      stack.clock.advance({ minutes: 15 });
      await expireHolds(new Request('https://fine-things.example'), Object.create(null), stack.runtime);
      return reservation;
    },
  },
  'of less than Stripe takes at least': { says: /amount/i, make: () => ofTotal(1) },
};

test.each(Object.entries(unpayable))(
  'a reservation that is %s is refused with 409 and a sentence, and nothing is opened',
  async (_name, { make, says }) => {
    const reservation = await make();
    await stack.functions.settled();
    const before = (await stripe.paymentIntents.list({ limit: 100 })).data.length;
    const refusal = expectRefusal(await ask(reservation), 409, 'state-conflict');
    expect(refusal.detail).toMatch(says);
    expect((await stripe.paymentIntents.list({ limit: 100 })).data).toHaveLength(before);
  },
);

test('without the token of the manage link there is 401, with that of another reservation or an altered one 404', async () => {
  const { wish } = await cloneItem(stack, { units: 2 });
  const [mine, other] = [await reserve(stack, wish), await reserve(stack, wish)];
  for (const headers of [
    {},
    { Authorization: 'Bearer ' },
    { Authorization: `Basic ${mine.manageToken}` },
    { Authorization: mine.manageToken },
  ])
    expect(expectRefusal(await ask(mine, { headers }), 401, 'unauthorized').detail).toBeTruthy();
  // Its last characters may be any by chance, and hold bits that say nothing.
  const altered = mine.manageToken.replace(/.(?=.{9}$)/, (one) => (one === 'A' ? 'B' : 'A'));
  for (const manageToken of [other.manageToken, altered, 't1.', 'x.y'])
    expectRefusal(await ask(mine, { headers: authorized({ manageToken }) }), 404, 'not-found');
  expectRefusal(await ask({ ...mine, id: `${mine.id.slice(0, -4)}0000` }), 404, 'not-found');
  expect(await paymentsOf(mine)).toEqual([]);
});

test('a provider that we do not have and an id that is none are refused by field', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await reserve(stack, wish);
  expect(
    expectRefusal(await ask(reservation, { body: { provider: 'cash' } }), 422, 'validation-failed').errors,
  ).toMatchObject([{ field: 'provider' }]);
  expect(
    expectRefusal(await ask(reservation, { body: { reservation: 'res_1' } }), 422, 'validation-failed')
      .errors,
  ).toMatchObject([{ field: 'reservation' }]);
});
