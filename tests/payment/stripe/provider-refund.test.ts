import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { KnownPayment } from '../../../src/payment/provider/provider.ts';
import { minor } from '../../../src/platform/money/money.ts';
import {
  knownOf,
  orderOf,
  type ProviderStand,
  paid,
  startProvider,
} from '../../support/payment/stripe-provider.ts';

let stand: ProviderStand;
beforeAll(async () => {
  stand = await startProvider();
});
afterAll(() => stand.sandbox.close());
afterEach(() => stand.sandbox.chaos({ apiFault: null }));

const create = 'POST /v1/refunds' as const;

async function amountsOf(payment: KnownPayment): Promise<number[]> {
  const { data } = await stand.sdk.refunds.list({ payment_intent: payment.providerRef, limit: 100 });
  return data.map(({ amount }) => amount);
}

let asked = 0;
function wishOf(amount: number) {
  asked += 1;
  return { refundId: `rfd_${asked}`, amount: minor(amount) };
}

test('a refund goes back once under its id; two equal ones on purpose are two', async () => {
  const payment = await paid(stand, orderOf());
  const [first, second] = [wishOf(5_000), wishOf(5_000)];
  const fact = await stand.provider.refund(payment, first);
  expect(fact).toEqual({
    kind: 'refund',
    refundId: first.refundId,
    providerRef: expect.stringMatching(/^re_/),
    payment: { paymentId: payment.paymentId, providerRef: payment.providerRef },
    amount: 5_000,
    currency: 'EUR',
    status: 'succeeded',
  });
  expect(await stand.provider.refund(payment, first)).toEqual(fact);
  await stand.provider.refund(payment, second);
  expect(await amountsOf(payment)).toEqual([5_000, 5_000]);
});

test('asked for once more two days later, when Stripe has forgotten the key, it is still one', async () => {
  const payment = await paid(stand, orderOf());
  const wish = wishOf(5_000);
  const fact = await stand.provider.refund(payment, wish);
  stand.clock.advance({ days: 2 });
  expect(await stand.provider.refund(payment, wish)).toEqual(fact);
  expect(await amountsOf(payment)).toEqual([5_000]);
});

test.each(['close', 'error', 'recorded_error'] as const)(
  'a refund whose answer is lost (%s) gives a 503, and asked for again it is one',
  async (answer) => {
    const payment = await paid(stand, orderOf());
    const wish = wishOf(20_000);
    stand.sandbox.chaos({ apiFault: { effect: 'after', answer, route: create } });
    await expect(stand.provider.refund(payment, wish)).rejects.toMatchObject({ code: 'unavailable' });
    stand.sandbox.chaos({ apiFault: null });
    expect(await stand.provider.refund(payment, wish)).toMatchObject({ status: 'succeeded' });
    expect(await amountsOf(payment)).toEqual([20_000]);
  },
);

test.each(['close', 'error'] as const)(
  'while Stripe is away (%s) a refund is a 503, never a failed one, and goes back later',
  async (answer) => {
    const payment = await paid(stand, orderOf());
    const wish = wishOf(20_000);
    stand.sandbox.chaos({ apiFault: { effect: 'before', answer } });
    await expect(stand.provider.refund(payment, wish)).rejects.toMatchObject({
      code: 'unavailable',
      details: { headers: { 'Retry-After': '5' } },
    });
    stand.sandbox.chaos({ apiFault: null });
    expect(await amountsOf(payment)).toEqual([]);
    expect(await stand.provider.refund(payment, wish)).toMatchObject({ status: 'succeeded' });
  },
);

test('twenty at once under one id are one', async () => {
  const payment = await paid(stand, orderOf());
  const wish = wishOf(5_000);
  await Promise.allSettled(Array.from({ length: 20 }, () => stand.provider.refund(payment, wish)));
  expect(await amountsOf(payment)).toEqual([5_000]);
});

test('what Stripe refuses for good is a failed refund and no money: too much, gone already, never captured, unknown', async () => {
  const gone = await paid(stand, orderOf());
  await stand.provider.refund(gone, wishOf(20_000));
  const held = await paid(stand, orderOf({ capture: 'later' }));
  const unknown = knownOf(orderOf(), 'pi_of_another_account');
  const cases = [
    { payment: await paid(stand, orderOf()), amount: 20_001, left: [] },
    { payment: gone, amount: 1, left: [20_000] },
    { payment: held, amount: 100, left: [] },
    { payment: unknown, amount: 100, left: [] },
  ];
  for (const { payment, amount, left } of cases) {
    const wish = wishOf(amount);
    expect(await stand.provider.refund(payment, wish)).toMatchObject({
      refundId: wish.refundId,
      payment: { paymentId: payment.paymentId },
      amount,
      status: 'failed',
    });
    expect(await amountsOf(payment)).toEqual(left);
  }
});
