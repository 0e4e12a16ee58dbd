import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { currencySchema, formatMoney, minor } from '../../../src/platform/money/money.ts';
import { Problem } from '../../../src/platform/problems.ts';
import type { Item } from '../../../src/terms/item.ts';
import { type Discount, type Price, priceStay, type Wishes } from '../../../src/terms/price/price-stay.ts';
import { resolveStay } from '../../../src/terms/stay/stay.ts';
import { catalogueItems } from '../../support/booking/catalogue-items.ts';
import { expectedLines, nearest, plainLines, sum } from '../../support/booking/price-oracle.ts';
import {
  freeItem,
  present,
  rateOf,
  seasonOf,
  staysOf,
  taxOf,
  wishesFor,
} from '../../support/booking/stay-arbitraries.ts';
import { addDays, changesIn, wallTime } from '../../support/booking/wall-clock.ts';
import { runs } from '../../support/harness/seeded-property.ts';

const zones = [...new Set([...catalogueItems.map((item) => item.timeZone), 'Australia/Lord_Howe'])];
const nothing: Wishes = { guests: 1, extras: {}, discount: undefined };

const amounts = fc.integer({ min: 1, max: 50_000_000 }).map(minor);
const percentages = fc.record({
  code: fc.constant('TEST'),
  percentBasisPoints: fc.integer({ min: 1, max: 10_000 }),
  fixedAmount: fc.constant(null),
  minimumAmount: fc.constant(null),
}) satisfies fc.Arbitrary<Discount>;
const reductions = fc.record({
  code: fc.constant('TEST'),
  percentBasisPoints: fc.constant(null),
  fixedAmount: amounts,
  minimumAmount: fc.option(amounts),
}) satisfies fc.Arbitrary<Discount>;

/** The price, or nothing where the code was refused because the booking is too small for it. */
function priceUnlessTooSmall(
  item: Item,
  stay: Parameters<typeof priceStay>[1],
  wishes: Wishes,
): Price | undefined {
  try {
    return priceStay(item, stay, wishes);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.details.errors?.map(({ field }) => field)).toEqual(['promotionCode']);
    return undefined;
  }
}

describe.each(catalogueItems.map((item) => ({ item, slug: item.slug, zone: item.timeZone })))(
  'the price of $slug in $zone',
  ({ item }) => {
    test('every line is what exact fractions say, and the lines add up to the total', () => {
      const wishes = fc.tuple(wishesFor(item), fc.option(percentages, { nil: undefined }));
      const property = fc.property(staysOf(item), wishes, ({ stay, minutes }, [wanted, discount]) => {
        const price = priceUnlessTooSmall(item, stay, { ...wanted, discount });
        fc.pre(price !== undefined);
        const expected = expectedLines(item, minutes, { ...wanted, discount });
        expect(plainLines(price)).toEqual(expected);
        expect(BigInt(price.total)).toBe(sum(expected));
        expect(price.lines.reduce((total, line) => total + line.amount, 0)).toBe(price.total);
      });
      fc.assert(property, runs(25));
    });
  },
);

describe.each(zones)('in %s', (zone) => {
  test('hours at the oddest rates, seasons and lengths are rounded once a line: nothing is lost or made', () => {
    const seasons = fc.record({
      percentBasisPoints: fc.integer({ min: -9_999, max: 30_000 }),
      start: fc.integer({ min: -2, max: 1 }),
      length: fc.integer({ min: 1, max: 3 }),
    });
    const taxRates = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 3 });
    const property = fc.property(
      staysOf(freeItem(zone, 'hour'), 72),
      amounts,
      seasons,
      taxRates,
      ({ stay, minutes }, rate, { percentBasisPoints, start, length }, rates) => {
        const from = addDays([...minutes.keys()][0] ?? '', start);
        const item = freeItem(zone, 'hour', {
          rate: rateOf('hour', rate),
          seasons: [seasonOf({ name: 'odd', from, to: addDays(from, length), percentBasisPoints })],
          taxes: rates.map((basisPoints, index) => taxOf({ name: `Tax ${index}`, basisPoints })),
        });
        const price = priceStay(item, stay, nothing);
        expect(plainLines(price)).toEqual(expectedLines(item, minutes, nothing));
        expect(price.lines.reduce((total, line) => total + line.amount, 0)).toBe(price.total);
      },
    );
    fc.assert(property, runs(30));
  });

  test('a stay across the boundary of a season costs what its parts cost, each at the price of its season', () => {
    const days = fc.integer({ min: 1, max: 7 });
    const changes = changesIn(zone, 2027).map((change) => wallTime(zone, change.at).date);
    const boundaries = fc.constantFrom('2027-07-01', ...changes);
    const property = fc.property(
      boundaries,
      days,
      days,
      amounts,
      amounts,
      (boundary, before, after, base, special) => {
        const seasons = [seasonOf({ from: boundary, to: addDays(boundary, 30), fixedAmount: special })];
        for (const per of ['night', 'hour'] as const) {
          const item = freeItem(zone, per, { maximumStay: 1000, rate: rateOf(per, base), seasons });
          const cost = (from: string, to: string) => {
            const [start, end] = per === 'hour' ? [`${from}T00:00`, `${to}T00:00`] : [from, to];
            const { lines } = priceStay(item, resolveStay(item, start, end, present), nothing);
            return lines.map(({ name, unitPrice, amount }) => ({ name, unitPrice, amount }));
          };
          const [first, last] = [addDays(boundary, -before), addDays(boundary, after)];
          expect(cost(first, last)).toEqual([...cost(first, boundary), ...cost(boundary, last)]);
          expect(cost(first, boundary)).toMatchObject([{ name: '', unitPrice: base }]);
          expect(cost(boundary, last)).toMatchObject([{ name: 'special', unitPrice: special }]);
        }
      },
    );
    fc.assert(property, runs(20));
  });
});

test('taxes inside a price add up to the tax of their summed rate, each within a unit for each of them', () => {
  const rates = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 5 });
  const property = fc.property(amounts, rates, fc.integer({ min: 1, max: 14 }), (base, shares, nights) => {
    const taxes = shares.map((basisPoints, index) =>
      taxOf({ name: `Tax ${index}`, basisPoints, isIncluded: true }),
    );
    const item = freeItem('Europe/Paris', 'night', { rate: rateOf('night', base), taxes });
    const stay = resolveStay(item, '2027-03-26', addDays('2027-03-26', nights), present);
    const { total, includedTaxes } = priceStay(item, stay, nothing);
    expect(total).toBe(base * nights);
    const rate = BigInt(shares.reduce((all, share) => all + share, 0));
    const whole = nearest(BigInt(total) * rate, 10_000n + rate);
    expect(includedTaxes.reduce((all, tax) => all + BigInt(tax.amount), 0n)).toBe(whole);
    for (const tax of includedTaxes) {
      const off = BigInt(tax.amount) * (10_000n + rate) - BigInt(total) * BigInt(tax.basisPoints);
      expect(off < 0n ? -off : off).toBeLessThanOrEqual(BigInt(shares.length) * (10_000n + rate));
    }
  });
  fc.assert(property, runs(400));
});

test('a discount never takes the whole price or more, and below its minimum the code is refused', () => {
  const property = fc.property(amounts, fc.oneof(percentages, reductions), (base, discount) => {
    const item = freeItem('Europe/Paris', 'night', { rate: rateOf('night', base) });
    const stay = resolveStay(item, '2027-05-01', '2027-05-03', present);
    const price = priceUnlessTooSmall(item, stay, { ...nothing, discount });
    const subtotal = base * 2;
    const share = nearest(BigInt(subtotal) * BigInt(discount.percentBasisPoints ?? 0), 10_000n);
    const off = discount.fixedAmount ?? Number(share);
    const isGiven = off < subtotal && subtotal >= (discount.minimumAmount ?? 0);
    expect(price?.total).toBe(isGiven ? subtotal - off : undefined);
    expect(price?.total ?? 1).toBeGreaterThan(0);
  });
  fc.assert(property, runs(400));
});

test('a price is exact to the last unit that a number can hold, and past that there is none at all', () => {
  const huge = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(minor);
  const shares = fc.integer({ min: -5_000, max: 5_000 });
  const property = fc.property(
    huge,
    fc.integer({ min: 1, max: 14 }),
    shares,
    (base, nights, percentBasisPoints) => {
      const special = seasonOf({ from: '2027-05-03', to: '2027-06-01', percentBasisPoints });
      const item = freeItem('Asia/Tokyo', 'night', {
        rate: rateOf('night', base),
        seasons: [special],
        taxes: [taxOf({ basisPoints: 825 })],
      });
      const dates = Array.from({ length: nights }, (_, day) => addDays('2027-05-01', day));
      const expected = sum(expectedLines(item, new Map(dates.map((date) => [date, 1440])), nothing));
      const stay = resolveStay(item, '2027-05-01', addDays('2027-05-01', nights), present);
      const price = () => priceStay(item, stay, nothing);
      if (expected > BigInt(Number.MAX_SAFE_INTEGER)) expect(price).toThrow(RangeError);
      else expect(BigInt(price().total)).toBe(expected);
    },
  );
  fc.assert(property, runs(200));
});

test.each([
  { currency: 'JPY', decimals: 0 },
  { currency: 'EUR', decimals: 2 },
  { currency: 'KWD', decimals: 3 },
])(
  'an amount in $currency is written with $decimals decimals, in every language',
  ({ currency, decimals }) => {
    const cents = fc.integer({ min: 0, max: 1e12 }).map(minor);
    const property = fc.property(cents, fc.constantFrom('en', 'fr', 'es'), (amount, language) => {
      const text = formatMoney({ amount, currency: v.parse(currencySchema, currency) }, language);
      const digits = text.replace(/\D/g, '');
      expect(digits).toBe(String(amount).padStart(decimals + 1, '0'));
      const [, fraction = ''] = /\d[.,](\d*)\D*$/.exec(text) ?? [];
      if (decimals > 0) expect(fraction).toHaveLength(decimals);
    });
    fc.assert(property, runs(200));
  },
);
