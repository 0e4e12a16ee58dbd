import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isPayable, minorOf, paypalMoney } from '../../src/payment/paypal/amount.ts';
import { paypalProvider } from '../../src/payment/paypal/provider.ts';
import type { PaymentOrder } from '../../src/payment/provider/provider.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Currency, minor } from '../../src/platform/money/money.ts';
import { type PaypalStand, startPaypalProvider } from '../support/payment/paypal-provider.ts';

let stand: PaypalStand;
beforeAll(async () => {
  stand = await startPaypalProvider();
});
afterAll(() => stand.sandbox.close());
afterEach(() => stand.sandbox.chaos({ apiFault: null }));

const paypal = () => paypalProvider({ ...stand.runtime });

function order(): PaymentOrder {
  return {
    paymentId: newId('payment', stand.clock.now(), stand.runtime.random),
    amount: minor(12_345),
    currency: 'EUR' as Currency, // a code of ISO 4217, written by us
    description: 'A thing',
    capture: 'now',
    savesMethod: false,
    isInstantOnly: false,
    returnUrl: 'https://fine-things.example/back',
    cancelUrl: 'https://fine-things.example/no',
  };
}

test('twenty calls at once ask for one token', async () => {
  const provider = paypal();
  const before = stand.sandbox.counts()['POST /v1/oauth2/token'];
  const opened = await Promise.all(Array.from({ length: 20 }, () => provider.create(order())));
  expect(new Set(opened.map(({ providerRef }) => providerRef)).size).toBe(20);
  expect(stand.sandbox.counts()['POST /v1/oauth2/token']).toBe(before + 1);
});

test('a token that PayPal no longer takes is renewed once, and the call is made', async () => {
  const provider = paypal();
  await provider.create(order());
  const before = stand.sandbox.counts()['POST /v1/oauth2/token'];
  stand.sandbox.expireTokens();
  await provider.create(order());
  await provider.create(order());
  expect(stand.sandbox.counts()['POST /v1/oauth2/token']).toBe(before + 1);
});

test('an order whose answer was lost is one order when it is asked for again', async () => {
  const provider = paypal();
  const wanted = order();
  stand.sandbox.chaos({
    apiFault: { route: 'POST /v2/checkout/orders', effect: 'after', answer: 'close', next: 1 },
  });
  const first = await provider.create(wanted);
  const second = await provider.create(wanted);
  expect(second.providerRef).toBe(first.providerRef);
});

const keptSchema = v.object({ kept: v.record(v.string(), v.object({ body: v.string() })) });

/** What PayPal was asked with, of an order of ours. */
async function askedFor({ paymentId }: PaymentOrder): Promise<unknown> {
  const state = await (await fetch(`${stand.sandbox.url}/_sandbox/state`)).json();
  return JSON.parse(v.parse(keptSchema, state).kept[`/v2/checkout/orders ${paymentId}`]?.body ?? 'null');
}

test.each([
  ['taken at once', {}, {}, {}],
  [
    'taken at once from a method that is kept, and never pending',
    { savesMethod: true, isInstantOnly: true },
    { payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED' },
    { attributes: { vault: { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT' } } },
  ],
  ['only held', { capture: 'later' }, {}, {}],
] as const)('an order %s says so, asks for no address, and leads back', async (_, wish, context, source) => {
  const wanted = { ...order(), description: 'A very fine thing. '.repeat(12), ...wish };
  await paypal().create(wanted);
  expect(await askedFor(wanted)).toEqual({
    intent: wanted.capture === 'later' ? 'AUTHORIZE' : 'CAPTURE',
    purchase_units: [
      {
        custom_id: wanted.paymentId,
        invoice_id: wanted.paymentId,
        description: wanted.description.slice(0, 127),
        amount: { currency_code: 'EUR', value: '123.45' },
      },
    ],
    payment_source: {
      paypal: {
        experience_context: {
          return_url: wanted.returnUrl,
          cancel_url: wanted.cancelUrl,
          user_action: 'PAY_NOW',
          shipping_preference: 'NO_SHIPPING',
          ...context,
        },
        ...source,
      },
    },
  });
});

const partsSchema = v.object({
  authorizations: v.record(v.string(), v.object({ status: v.string() })),
  refunds: v.record(v.string(), v.object({ amount: v.unknown(), custom_id: v.optional(v.string()) })),
});

test('of a hold what is asked for is taken, once for all, and of that what is asked for goes back, under our mark and in its currency', async () => {
  const provider = paypal();
  const wanted: PaymentOrder = { ...order(), capture: 'later', currency: 'USD' as Currency }; // as above
  const { providerRef } = await provider.create(wanted);
  stand.sandbox.approve(providerRef);
  const known = { ...wanted, providerRef, authorizationRef: undefined, captureRef: undefined };
  const held = await provider.capture(known, wanted.amount);
  expect(held).toMatchObject({ status: 'authorized', amount: 12_345, captured: 0 });
  const { authorizationRef } = held;
  const taken = await provider.capture({ ...known, authorizationRef }, minor(5_000));
  expect(taken).toMatchObject({ status: 'succeeded', captured: 5_000 });
  const refund = { refundId: 'rfd_1', amount: minor(700) };
  expect(await provider.refund({ ...known, captureRef: taken.captureRef }, refund)).toMatchObject({
    status: 'succeeded',
    amount: 700,
    currency: 'USD',
  });
  const state = await (await fetch(`${stand.sandbox.url}/_sandbox/state`)).json();
  const { authorizations, refunds } = v.parse(partsSchema, state);
  // Else the rest would be held for weeks.
  expect(authorizations[authorizationRef ?? '']?.status).toBe('CAPTURED');
  expect(Object.values(refunds)).toEqual([
    { amount: { currency_code: 'USD', value: '7.00' }, custom_id: 'rfd_1' },
  ]);
});

test('a renewed hold goes by its new id, for three days from then, and says whose card of which country it is', async () => {
  const provider = paypal();
  const wanted: PaymentOrder = { ...order(), capture: 'later' };
  const { providerRef } = await provider.create(wanted);
  stand.sandbox.approve(providerRef);
  const known = { ...wanted, providerRef, authorizationRef: undefined, captureRef: undefined };
  const { authorizationRef } = await provider.capture(known, wanted.amount);
  stand.clock.advance({ hours: 4 * 24 });
  const renewed = await provider.reauthorize({ ...known, authorizationRef });
  expect(renewed).toMatchObject({
    status: 'authorized',
    captureBefore: new Date(stand.clock.now().getTime() + 3 * 86_400_000),
    risk: { cardCountry: expect.stringMatching(/^[A-Z]{2}$/) },
  });
  expect(renewed?.authorizationRef).toEqual(expect.stringMatching(/./));
  expect(renewed?.authorizationRef).not.toBe(authorizationRef);
});

test('PayPal being away is a 503 to try again, after three attempts', async () => {
  stand.sandbox.chaos({ apiFault: { route: 'POST /v2/checkout/orders', effect: 'before', answer: 'error' } });
  const before = stand.sandbox.counts()['POST /v2/checkout/orders'];
  await expect(paypal().create(order())).rejects.toMatchObject({ code: 'unavailable' });
  expect(stand.sandbox.counts()['POST /v2/checkout/orders']).toBe(before + 3);
});

test.each([
  ['EUR', 12_345, '123.45'],
  ['EUR', 5, '0.05'],
  ['USD', 90_071_992_547_409, '900719925474.09'],
  ['JPY', 12_345, '12345'],
  ['HUF', 1_234_500, '12345'],
  ['TWD', 100, '1'],
])('%s %i is %s in PayPal’s words, and back to the last unit', (code, amount, value) => {
  const currency = code as Currency; // as above
  const written = paypalMoney(minor(amount), currency);
  expect(written).toEqual({ currency_code: code, value });
  expect(minorOf(written)).toBe(amount);
});

test.each([
  ['HUF', 1_234_550],
  ['TWD', 101],
  ['KWD', 1000],
])('%s %i is nothing that PayPal can take', (code, amount) => {
  expect(isPayable(minor(amount), code as Currency)).toBe(false); // as above
});
