import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isPayable, minorOf, paypalMoney } from '../src/payment/paypal/amount.ts';
import { paypalProvider } from '../src/payment/paypal/provider.ts';
import type { PaymentOrder } from '../src/payment/provider.ts';
import { newId } from '../src/platform/ids.ts';
import { type Currency, minor } from '../src/platform/money.ts';
import { type Stack, startStack } from './support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
afterEach(() => stack.paypal.chaos({ apiFault: null }));

const paypal = () => paypalProvider({ ...stack.runtime });

function order(): PaymentOrder {
  return {
    paymentId: newId('payment', stack.clock.now(), stack.runtime.random),
    amount: minor(12_345),
    currency: 'EUR' as Currency, // a code of ISO 4217, written by us
    description: 'A thing',
    capture: 'now',
    savesMethod: false,
    isInstantOnly: false,
    returnUrl: 'https://fine-things.example/back',
    cancelUrl: 'https://fine-things.example/back',
  };
}

test('twenty calls at once ask for one token', async () => {
  const provider = paypal();
  const before = stack.paypal.counts()['POST /v1/oauth2/token'];
  const opened = await Promise.all(Array.from({ length: 20 }, () => provider.create(order())));
  expect(new Set(opened.map(({ providerRef }) => providerRef)).size).toBe(20);
  expect(stack.paypal.counts()['POST /v1/oauth2/token']).toBe(before + 1);
});

test('a token that PayPal no longer takes is renewed once, and the call is made', async () => {
  const provider = paypal();
  await provider.create(order());
  const before = stack.paypal.counts()['POST /v1/oauth2/token'];
  stack.paypal.expireTokens();
  await provider.create(order());
  await provider.create(order());
  expect(stack.paypal.counts()['POST /v1/oauth2/token']).toBe(before + 1);
});

test('an order whose answer was lost is one order when it is asked for again', async () => {
  const provider = paypal();
  const wanted = order();
  stack.paypal.chaos({
    apiFault: { route: 'POST /v2/checkout/orders', effect: 'after', answer: 'close', next: 1 },
  });
  const first = await provider.create(wanted);
  const second = await provider.create(wanted);
  expect(second.providerRef).toBe(first.providerRef);
});

test('PayPal being away is a 503 to try again, after three attempts', async () => {
  stack.paypal.chaos({ apiFault: { route: 'POST /v2/checkout/orders', effect: 'before', answer: 'error' } });
  const before = stack.paypal.counts()['POST /v2/checkout/orders'];
  await expect(paypal().create(order())).rejects.toMatchObject({ code: 'unavailable' });
  expect(stack.paypal.counts()['POST /v2/checkout/orders']).toBe(before + 3);
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
