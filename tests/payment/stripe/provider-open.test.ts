import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { orderOf, type ProviderStand, paid, startProvider } from '../../support/payment/stripe-provider.ts';

let stand: ProviderStand;
beforeAll(async () => {
  stand = await startProvider();
});
afterAll(() => stand.sandbox.close());
afterEach(() => stand.sandbox.chaos({ apiFault: null }));

const create = 'POST /v1/payment_intents' as const;

async function intentsOf(paymentId: string) {
  const { data } = await stand.sdk.paymentIntents.list({ limit: 100 });
  return data.filter(({ metadata }) => metadata.midas_payment_id === paymentId);
}

test('an order is opened once under its id, with what the page needs, and can be resumed', async () => {
  const order = orderOf();
  const opened = await stand.provider.create(order);
  expect(opened).toEqual({
    providerRef: expect.stringMatching(/^pi_/),
    checkout: {
      clientSecret: expect.stringContaining(`${opened.providerRef}_secret`),
      publishableKey: 'pk_test_sandbox',
      scriptUrl: 'https://js.stripe.com/v3/',
    },
  });
  expect(await stand.provider.create(order)).toEqual(opened);
  expect(await stand.provider.resume(opened.providerRef)).toEqual(opened);
  expect(await intentsOf(order.paymentId)).toMatchObject([
    { amount: 20_000, currency: 'eur', customer: null, setup_future_usage: null },
  ]);
});

test('what is to be paid now is collected, what is for later is only held', async () => {
  const now = await paid(stand, orderOf());
  const later = await paid(stand, orderOf({ capture: 'later' }));
  expect(await stand.provider.read(now)).toMatchObject({ status: 'succeeded', captured: 20_000 });
  expect(await stand.provider.read(later)).toMatchObject({ status: 'authorized', captured: 0 });
});

test.each(['close', 'error'] as const)(
  'when the answer is lost (%s), opening gives a 503, and asking again finds the one payment',
  async (answer) => {
    const order = orderOf();
    stand.sandbox.chaos({ apiFault: { effect: 'after', answer, route: create } });
    await expect(stand.provider.create(order)).rejects.toMatchObject({ code: 'unavailable' });
    stand.sandbox.chaos({ apiFault: null });
    const { providerRef } = await stand.provider.create(order);
    expect((await intentsOf(order.paymentId)).map(({ id }) => id)).toEqual([providerRef]);
  },
);

test.each([
  { name: 'one cent', amount: 1, currency: 'EUR' },
  { name: 'more than Stripe takes', amount: 100_000_000, currency: 'EUR' },
  { name: 'dinars that do not end in 0', amount: 12_345, currency: 'KWD' },
])('$name cannot be paid online: 409', async (money) => {
  await expect(stand.provider.create(orderOf(money))).rejects.toMatchObject({ code: 'state-conflict' });
});

test.each([
  { currency: 'JPY', amount: 5_000, stripeAmount: 5_000 },
  { currency: 'KWD', amount: 12_340, stripeAmount: 12_340 },
  { currency: 'USD', amount: 5_001, stripeAmount: 5_001 },
  // Without decimals in ISO 4217, with two at Stripe.
  { currency: 'ISK', amount: 5_000, stripeAmount: 500_000 },
  // With two in ISO 4217 and at Stripe, though people write none.
  { currency: 'HUF', amount: 9_000_000, stripeAmount: 9_000_000 },
])('$amount $currency is $stripeAmount at Stripe, and the same amount again in every fact', async (money) => {
  const { currency, amount, stripeAmount } = money;
  const order = orderOf({ currency, amount });
  const payment = await paid(stand, order);
  expect(await intentsOf(order.paymentId)).toMatchObject([{ amount: stripeAmount }]);
  expect(await stand.provider.read(payment)).toMatchObject({ amount, currency, captured: amount });
  const half = { refundId: `rfd_${currency}`, amount: order.amount };
  expect(await stand.provider.refund(payment, half)).toMatchObject({ amount, currency, status: 'succeeded' });
});

test('a declined payment is the state failed, one asked for another step pending, one at the bank processing', async () => {
  const declined = await paid(stand, orderOf(), 'decline');
  const asked = await paid(stand, orderOf(), 'requires_action');
  const waiting = await paid(stand, orderOf(), 'processing');
  expect(await stand.provider.read(declined)).toMatchObject({ status: 'failed', captured: 0 });
  expect(await stand.provider.read(asked)).toMatchObject({ status: 'pending', captured: 0 });
  expect(await stand.provider.read(waiting)).toMatchObject({ status: 'processing', captured: 0 });
});
