import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
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

const held = () => paid(stand, orderOf({ capture: 'later' }));

test('a hold says until when it holds and what the provider thinks of the risk', async () => {
  const payment = await held();
  expect(await stand.provider.read(payment)).toEqual({
    kind: 'payment',
    paymentId: payment.paymentId,
    providerRef: payment.providerRef,
    status: 'authorized',
    amount: 20_000,
    currency: 'EUR',
    captured: 0,
    captureBefore: new Date(stand.clock.now().getTime() + 7 * 24 * 3600 * 1000),
    risk: {
      level: 'normal',
      score: 10,
      cardFingerprint: expect.stringMatching(/./),
      cardCountry: 'US',
    },
  });
});

test('a hold is captured whole or in part, once, and again answers the same', async () => {
  const [whole, part] = [await held(), await held()];
  const all = await stand.provider.capture(whole, minor(20_000));
  expect(all).toMatchObject({ status: 'succeeded', captured: 20_000 });
  expect(all).not.toHaveProperty('captureBefore');
  expect(await stand.provider.capture(part, minor(7_500))).toMatchObject({
    status: 'succeeded',
    amount: 20_000,
    captured: 7_500,
  });
  expect(await stand.provider.capture(part, minor(7_500))).toMatchObject({ captured: 7_500 });
  expect(await stand.provider.capture(part, minor(20_000))).toMatchObject({ captured: 7_500 });
});

test.each(['close', 'error', 'recorded_error'] as const)(
  'a capture whose answer is lost (%s) gives a 503 and is found made',
  async (answer) => {
    const payment = await held();
    stand.sandbox.chaos({
      apiFault: { effect: 'after', answer, route: 'POST /v1/payment_intents/:id/capture' },
    });
    await expect(stand.provider.capture(payment, minor(5_000))).rejects.toMatchObject({
      code: 'unavailable',
    });
    stand.sandbox.chaos({ apiFault: null });
    if (answer !== 'recorded_error') await stand.provider.capture(payment, minor(5_000));
    expect(await stand.provider.read(payment)).toMatchObject({ status: 'succeeded', captured: 5_000 });
  },
);

test('more than is held is refused with 409 and leaves the hold as it is', async () => {
  const payment = await held();
  await expect(stand.provider.capture(payment, minor(20_001))).rejects.toMatchObject({
    code: 'state-conflict',
  });
  expect(await stand.provider.read(payment)).toMatchObject({ status: 'authorized' });
});

test('capturing what is not held, or no longer, says what it is instead', async () => {
  const open = await stand.provider.create(orderOf({ capture: 'later' }));
  expect(await stand.provider.capture(knownOf(orderOf(), open.providerRef), minor(20_000))).toMatchObject({
    status: 'pending',
    captured: 0,
  });
  const released = await held();
  await stand.provider.void(released);
  expect(await stand.provider.capture(released, minor(20_000))).toMatchObject({
    status: 'canceled',
    captured: 0,
  });
});

test('a payment that is open, declined or held is given up, however often it is asked', async () => {
  const order = orderOf();
  const open = knownOf(order, (await stand.provider.create(order)).providerRef);
  for (const payment of [open, await paid(stand, orderOf(), 'decline'), await held()]) {
    const fact = { paymentId: payment.paymentId, status: 'canceled', captured: 0 };
    expect(await stand.provider.void(payment)).toMatchObject(fact);
    expect(await stand.provider.void(payment)).toMatchObject(fact);
  }
});

test('a payment that has succeeded stays so', async () => {
  const payment = await paid(stand, orderOf());
  expect(await stand.provider.void(payment)).toMatchObject({ status: 'succeeded', captured: 20_000 });
});

test('a payment that Stripe does not know counts as given up', async () => {
  const unknown = knownOf(orderOf(), 'pi_of_another_account');
  expect(await stand.provider.void(unknown)).toMatchObject({
    paymentId: unknown.paymentId,
    status: 'canceled',
    captured: 0,
  });
});

test('giving up whose answer is lost is a 503, and then done', async () => {
  const payment = await held();
  stand.sandbox.chaos({
    apiFault: { effect: 'after', answer: 'close', route: 'POST /v1/payment_intents/:id/cancel' },
  });
  await expect(stand.provider.void(payment)).rejects.toMatchObject({ code: 'unavailable' });
  stand.sandbox.chaos({ apiFault: null });
  expect(await stand.provider.void(payment)).toMatchObject({ status: 'canceled' });
});

test('a hold of Stripe cannot be prolonged', async () => {
  expect(await stand.provider.reauthorize(await held())).toBeUndefined();
});

test('a hold by a kept card whose bank wants the guest is failed, for nobody is there', async () => {
  const order = orderOf({ savesMethod: true });
  const first = await paid(stand, order, 'pm_card_authenticationRequired');
  stand.sandbox.pay(first.providerRef, 'success');
  const { savedMethod } = await stand.provider.read(first);
  if (!savedMethod) throw new Error('The card was not kept.');
  const hold = await stand.provider.authorize(orderOf({ capture: 'later' }), savedMethod);
  expect(hold).toMatchObject({ status: 'failed' });
});
