import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Currency, minor } from '../../../src/platform/money/money.ts';
import { Problem } from '../../../src/platform/problems.ts';
import type { Item } from '../../../src/terms/item.ts';
import { type Discount, priceStay } from '../../../src/terms/price/price-stay.ts';
import { resolveStay } from '../../../src/terms/stay/stay.ts';
import { expectedPrice, plainLines, sum } from '../../support/booking/price-oracle.ts';
import {
  freeItem,
  present,
  rateOf,
  seasonOf,
  staysOf,
  taxOf,
} from '../../support/booking/stay-arbitraries.ts';
import { addDays } from '../../support/booking/wall-clock.ts';
import { runs } from '../../support/harness/seeded-property.ts';

const amounts = fc.integer({ min: 1, max: 5_000_000 }).map(minor);
const shares = fc.integer({ min: -9_999, max: 20_000 });
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

/** No price of weekends, a percentage or an amount. */
const weekends = fc.oneof(
  fc.constant({ weekendPercentBasisPoints: null, weekendFixedAmount: null }),
  shares.map((share) => ({ weekendPercentBasisPoints: share, weekendFixedAmount: null })),
  amounts.map((amount) => ({ weekendPercentBasisPoints: null, weekendFixedAmount: amount })),
);
const adjustments = fc.oneof(
  shares.map((share) => ({ percentBasisPoints: share, fixedAmount: null })),
  amounts.map((amount) => ({ percentBasisPoints: null, fixedAmount: amount })),
);
const seasons = fc.array(fc.tuple(adjustments, weekends, fc.option(weekdays)), { maxLength: 3 }).map((all) =>
  all.map(([adjustment, weekend, weekendDays], index) =>
    seasonOf({
      name: `Season ${index}`,
      from: addDays('2027-02-01', index * 70),
      to: addDays('2027-02-01', index * 70 + 60),
      ...adjustment,
      ...weekend,
      weekendDays,
    }),
  ),
);

const codes = ['breakfast', 'chef', 'delivery'];
const currency = 'EUR' as Currency; // one of ISO 4217
const extras = fc.tuple(amounts, amounts, fc.constant(minor(0))).map((prices) =>
  prices.map((amount, index) => ({
    code: codes[index] ?? '',
    name: `Extra ${index}`,
    per: (['person', 'day', 'booking'] as const)[index] ?? 'booking',
    price: { amount, currency },
    maxQuantity: 3,
  })),
);
const taxes = fc
  .array(
    fc.record({
      basisPoints: fc.integer({ min: 0, max: 3_000 }),
      isIncluded: fc.boolean(),
      onStay: fc.boolean(),
      onExtras: fc.option(fc.subarray(codes)),
      onTouristTax: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  .map((all) => all.map((tax, index) => taxOf({ ...tax, name: `Tax ${index}` })));
const touristTaxes = fc
  .array(
    fc.record({
      price: fc.integer({ min: 1, max: 2_000 }).map((amount) => ({ amount: minor(amount), currency })),
      exemptBelowAge: fc.option(fc.integer({ min: 1, max: 18 })),
      maximumNights: fc.option(fc.integer({ min: 1, max: 9 })),
    }),
    { maxLength: 2 },
  )
  .map((all) => all.map((tax, index) => ({ ...tax, name: `Town ${index}` })));

const items: fc.Arbitrary<Item> = fc
  .record({
    per: fc.constantFrom('night', 'day', 'hour'),
    amount: amounts,
    rules: fc.record({ weekendDays: weekdays, seasons, extras, taxes, touristTaxes }),
    weekend: weekends,
  })
  .map(({ per, amount, rules, weekend }) =>
    freeItem('Europe/Paris', per, { rate: rateOf(per, amount), maximumStay: 21, ...rules, ...weekend }),
  );

const wishes = fc
  .record({
    guests: fc.integer({ min: 1, max: 9 }),
    ages: fc.array(fc.integer({ min: 0, max: 17 }), { maxLength: 9 }),
    extras: fc.dictionary(fc.constantFrom(...codes), fc.integer({ min: 0, max: 3 })),
    share: fc.option(fc.integer({ min: 1, max: 9_999 })),
  })
  .map(({ guests, ages, share, ...rest }) => ({
    ...rest,
    guests,
    childAges: ages.slice(0, guests),
    discount: share === null ? undefined : discountOf(share),
  }));

function discountOf(percentBasisPoints: number): Discount {
  return { code: 'TEST', percentBasisPoints, fixedAmount: null, minimumAmount: null };
}

/** Any item, a stay on it and what is wished, for which there is a price. */
const priced = items.chain((item) =>
  fc.tuple(staysOf(item), wishes).map(([{ stay, minutes }, asked]) => ({ item, stay, minutes, asked })),
);

function priceUnlessTooSmall({ item, stay, asked }: Pick<Priced, 'item' | 'stay' | 'asked'>) {
  try {
    return priceStay(item, stay, asked);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}
type Priced = typeof priced extends fc.Arbitrary<infer P> ? P : never;

test('weekends, taxes by what they are on, the town’s tax and a discount: every line is what exact fractions say', () => {
  const property = fc.property(priced, (given) => {
    const price = priceUnlessTooSmall(given);
    fc.pre(price !== undefined);
    const expected = expectedPrice(given.item, given.minutes, given.asked);
    expect(plainLines(price)).toEqual(expected.lines);
    expect(BigInt(price.total)).toBe(sum(expected.lines));
    const included = Object.fromEntries(
      price.includedTaxes.map(({ name, amount }) => [name, BigInt(amount)]),
    );
    expect(included).toEqual(expected.included);
  });
  fc.assert(property, runs(300));
});

test('what is taxed alike stands in one group, and the groups together are the price: lines, discount, every tax', () => {
  const property = fc.property(priced, (given) => {
    const price = priceUnlessTooSmall(given);
    fc.pre(price !== undefined);
    const { lines, includedTaxes, taxGroups } = price;
    const indexes = taxGroups.flatMap((group) => group.lines).sort((a, b) => a - b);
    const charged = lines.flatMap(({ kind }, index) =>
      kind === 'tax' || kind === 'discount' ? [] : [index],
    );
    expect(indexes).toEqual(charged);
    const total = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    const discount = total(lines.map(({ kind, amount }) => (kind === 'discount' ? amount : 0)));
    expect(total(taxGroups.map((group) => group.discount))).toBe(discount);
    const taxed = taxGroups.flatMap(({ taxes: ofGroup }) => ofGroup);
    const told = [
      ...lines.filter(({ kind }) => kind === 'tax').map(({ name, amount }) => [name, amount, false] as const),
      ...includedTaxes.map(({ name, amount }) => [name, amount, true] as const),
    ];
    expect(new Set(taxed.map(({ name }) => name))).toEqual(new Set(told.map(([name]) => name)));
    for (const [name, amount, isIncluded] of told) {
      const parts = taxed.filter((tax) => tax.name === name);
      expect(total(parts.map((tax) => tax.amount))).toBe(amount);
      for (const tax of parts) expect(tax.isIncluded).toBe(isIncluded);
    }
    for (const group of taxGroups) {
      const net = total(group.lines.map((index) => lines[index]?.amount ?? 0)) + group.discount;
      expect(net).toBeGreaterThanOrEqual(0);
      expect(total(group.taxes.map((tax) => (tax.isIncluded ? tax.amount : 0)))).toBeLessThanOrEqual(net);
    }
  });
  fc.assert(property, runs(150));
});

test('a discount leaves what the town asks as it is', () => {
  const property = fc.property(priced, (given) => {
    const townOf = (discount: Discount | undefined) =>
      priceUnlessTooSmall({ ...given, asked: { ...given.asked, discount } })?.lines.filter(
        ({ kind }) => kind === 'tourist-tax',
      );
    const [without, reduced] = [townOf(undefined), townOf(discountOf(5_000))];
    fc.pre(reduced !== undefined);
    expect(reduced).toEqual(without);
  });
  fc.assert(property, runs(60));
});

/** A house at 100.00 a night for a week from Saturday the 5th of June 2027, with such rules. */
const house = (rules: Partial<Item>) =>
  freeItem('Europe/Paris', 'night', { rate: rateOf('night', minor(10_000)), ...rules });
const week = (item: Item) => resolveStay(item, '2027-06-05', '2027-06-12', present);
const town = { name: 'Taxe de séjour', price: { amount: minor(288), currency } };
const four = { guests: 4, childAges: [17, 18 - 1], extras: {}, discount: undefined };

test('2.88 for each adult and night, seven nights at most: a line of its own, untaxed, after the discount', () => {
  const item = house({
    touristTaxes: [{ ...town, exemptBelowAge: 18, maximumNights: 7 }],
    taxes: [taxOf({ name: 'TVA 10 %', basisPoints: 1_000, isIncluded: true })],
  });
  const nine = resolveStay(item, '2027-06-05', '2027-06-14', present);
  const price = priceStay(item, nine, { ...four, discount: discountOf(1_000) });
  expect(price.lines.map(({ kind, quantity, amount }) => [kind, quantity, amount])).toEqual([
    ['stay', 9, 90_000],
    ['discount', 1, -9_000],
    ['tourist-tax', 14, 4_032], // two adults, seven of the nine nights
  ]);
  expect(price.includedTaxes).toEqual([{ name: 'TVA 10 %', basisPoints: 1_000, amount: 7_364 }]); // of 810.00
  expect(price.total).toBe(85_032);
});

test('without ages all are adults, and where all are exempt there is no line', () => {
  const item = house({ touristTaxes: [{ ...town, exemptBelowAge: 18, maximumNights: null }] });
  const kinds = (childAges: number[] | undefined) =>
    priceStay(item, week(item), {
      guests: 2,
      extras: {},
      discount: undefined,
      ...(childAges && { childAges }),
    })
      .lines.filter(({ kind }) => kind === 'tourist-tax')
      .map(({ amount }) => amount);
  expect([kinds(undefined), kinds([]), kinds([4]), kinds([4, 17])]).toEqual([
    [14 * 288],
    [14 * 288],
    [7 * 288],
    [],
  ]);
});

test('10 % on the stay and 20 % on extras, both inside: a discount is shared out in proportion', () => {
  const extra = {
    code: 'chef',
    name: 'Chef',
    per: 'booking',
    price: { amount: minor(30_000), currency },
  } as const;
  const item = house({
    extras: [{ ...extra, maxQuantity: 1 }],
    taxes: [
      taxOf({ name: 'TVA 10 %', basisPoints: 1_000, isIncluded: true, onExtras: [] }),
      taxOf({ name: 'TVA 20 %', basisPoints: 2_000, isIncluded: true, onStay: false }),
    ],
  });
  const price = priceStay(item, week(item), { ...four, extras: { chef: 1 }, discount: discountOf(1_000) });
  // 700.00 less 70.00 is 630.00, of which 57.27; 300.00 less 30.00 is 270.00, of which 45.00.
  expect(price.includedTaxes.map(({ name, amount }) => [name, amount])).toEqual([
    ['TVA 10 %', 5_727],
    ['TVA 20 %', 4_500],
  ]);
  expect(price.taxGroups.map(({ lines, discount }) => [lines, discount])).toEqual([
    [[0], -7_000],
    [[1], -3_000],
  ]);
  expect(price.total).toBe(90_000);
});

test('the nights of Friday and Saturday cost more, and in high season more again', () => {
  const item = house({
    weekendDays: [5, 6],
    weekendPercentBasisPoints: 2_000,
    seasons: [
      seasonOf({ name: 'High', from: '2027-06-10', to: '2027-07-01', percentBasisPoints: 5_000 }),
      seasonOf({ name: 'Peak', from: '2027-07-01', to: '2027-08-01', fixedAmount: minor(20_000) }),
    ],
  });
  const linesOf = (from: string, to: string) =>
    priceStay(item, resolveStay(item, from, to, present), four).lines.map(({ name, quantity, unitPrice }) => [
      name,
      quantity,
      unitPrice,
    ]);
  expect(linesOf('2027-06-05', '2027-06-13')).toEqual([
    ['', 1, 12_000], // Saturday the 5th
    ['', 4, 10_000],
    ['High', 1, 15_000], // Thursday the 10th
    ['High', 2, 18_000],
  ]);
  expect(linesOf('2027-07-01', '2027-07-04')).toEqual([
    ['Peak', 1, 20_000],
    ['Peak', 2, 24_000],
  ]);
});

test('an hour of the weekend is one that falls on its dates by the clock of the place', () => {
  const item = freeItem('Australia/Lord_Howe', 'hour', {
    rate: rateOf('hour', minor(6_000)),
    weekendDays: [6],
    weekendFixedAmount: minor(9_000),
  });
  const stay = resolveStay(item, '2027-06-04T22:30', '2027-06-05T01:00', present);
  expect(priceStay(item, stay, four).lines.map(({ quantity, amount }) => [quantity, amount])).toEqual([
    [1.5, 9_000],
    [1, 9_000],
  ]);
});
