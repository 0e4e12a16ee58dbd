import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { money as paypalText, unitsOf } from '../../dev/paypal/objects/amount.ts';
import { requireChargeable } from '../../dev/stripe/wire/currency.ts';
import { paypalMoney } from '../../src/payment/paypal/amount.ts';
import { moneyOf, stripeAmount } from '../../src/payment/stripe/amount.ts';
import { type Currency, minor } from '../../src/platform/money/money.ts';
import { inSteps } from '../../src/platform/money/payable.ts';
import { limitsOf, providers } from '../../src/platform/money/provider-limits.ts';
import { runs } from '../support/harness/seeded-property.ts';

/** Every currency of ISO 4217 that Intl knows, and some that no provider takes. */
const codes = [...new Set([...Intl.supportedValuesOf('currency'), 'BGN', 'LYD', 'IQD', 'SLE'])];

/** What the sandbox, which follows the providers' pages and knows nothing of our table, does with an amount of ours. */
const takes = {
  stripe: (amount: number, currency: Currency) =>
    requireChargeable(stripeAmount(minor(amount), currency), currency.toLowerCase()),
  paypal: (amount: number, currency: Currency) => unitsOf(paypalMoney(minor(amount), currency)),
};

describe.each(providers)('the table of %s', (provider) => {
  test('says of every currency whether it is taken, as the sandbox does', () => {
    const differing = codes.filter((code) => {
      const currency = code as Currency; // a code of ISO 4217
      const limits = limitsOf(provider, code);
      const ample = limits?.most ?? 1_000_000;
      const isTaken = !throws(() => takes[provider](ample, currency));
      return isTaken !== (limits !== undefined);
    });
    expect(differing).toEqual([]);
  });

  test('names the least, the most and the step that the sandbox takes, and it refuses what is beyond', () => {
    for (const code of codes) {
      const limits = limitsOf(provider, code);
      const currency = code as Currency; // a code of ISO 4217
      if (!limits) continue;
      const { step, least, most } = limits;
      expect([least % step, most % step], code).toEqual([0, 0]);
      for (const amount of [least, least + step, most - step, most]) takes[provider](amount, currency);
      for (const amount of [least - step, most + step])
        expect(
          throws(() => takes[provider](amount, currency)),
          `${amount} ${code}`,
        ).toBe(true);
      if (step > 1)
        expect(
          throws(() => takes[provider](least + 1, currency)),
          `${least + 1} ${code}`,
        ).toBe(true);
    }
  });
});

test('what goes to Stripe comes back as the same amount, for every currency and amount that it takes', () => {
  const property = fc.property(
    fc.constantFrom(...codes),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (code, share) => {
      const limits = limitsOf('stripe', code);
      fc.pre(limits !== undefined);
      const { step, least, most } = limits;
      const amount = least + Math.floor((share * (most - least)) / step) * step;
      const currency = code as Currency; // a code of ISO 4217
      expect(moneyOf(stripeAmount(minor(amount), currency), code.toLowerCase())).toEqual({
        amount,
        currency,
      });
    },
  );
  fc.assert(property, runs(1000));
});

test('PayPal reads HUF, JPY and TWD without decimals', () => {
  expect(paypalMoney(minor(2_299_900), 'HUF' as Currency)).toEqual({ currency_code: 'HUF', value: '22999' }); // ISO 4217
  expect(paypalText(22_999, 'HUF')).toEqual({ currency_code: 'HUF', value: '22999' });
  expect(() => paypalMoney(minor(2_299_950), 'HUF' as Currency)).toThrow(RangeError); // ISO 4217
});

test('an amount in whole steps is the nearest one, halves away from zero', () => {
  const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const property = fc.property(amounts, fc.constantFrom(1, 10, 100), (amount, step) => {
    const rounded = inSteps(amount, step);
    expect(Math.abs(rounded % step)).toBe(0);
    expect(Math.abs(rounded - amount) * 2).toBeLessThanOrEqual(step);
    if (Math.abs(rounded - amount) * 2 === step && step > 1)
      expect(Math.abs(rounded)).toBeGreaterThan(Math.abs(amount));
  });
  fc.assert(property, runs(500));
  expect(inSteps(2_299_950, 100)).toBe(2_300_000);
  expect(inSteps(-2_299_950, 100)).toBe(-2_300_000);
});

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
