import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentLines } from '../../../src/document/lines.ts';
import { type Currency, type Minor, minor } from '../../../src/platform/money/money.ts';
import { ownPrice } from '../../../src/terms/price/own-price.ts';
import { type Price, priceStay } from '../../../src/terms/price/price-stay.ts';
import type { Quote } from '../../../src/terms/quote.ts';
import { freeItem, rateOf, staysOf, taxOf } from '../../support/booking/stay-arbitraries.ts';
import { runs } from '../../support/harness/seeded-property.ts';

const currency = 'EUR' as Currency; // one of ISO 4217
const amounts = fc.integer({ min: 1, max: 500_000 }).map(minor);
const taxes = fc
  .array(
    fc.record({
      basisPoints: fc.integer({ min: 0, max: 3_000 }),
      isIncluded: fc.boolean(),
      onStay: fc.boolean(),
      onExtras: fc.option(fc.constant<string[]>(['chef'])),
      onTouristTax: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map((all) => all.map((tax, index) => taxOf({ ...tax, name: `Tax ${index}` })));

/** Any item with an extra and a tax of the town, a stay on it, and the step in which all is paid. */
const stays = fc
  .record({
    night: amounts,
    chef: amounts,
    town: fc.integer({ min: 0, max: 500 }),
    taxes,
    step: fc.constantFrom(1, 10, 100),
  })
  .chain(({ night, chef, town, step, ...rules }) => {
    const item = freeItem('Europe/Paris', 'night', {
      rate: rateOf('night', night),
      extras: [{ code: 'chef', name: 'Chef', per: 'day', price: { amount: chef, currency }, maxQuantity: 3 }],
      touristTaxes: [
        { name: 'Town', price: { amount: minor(town), currency }, exemptBelowAge: null, maximumNights: null },
      ],
      maximumStay: 14,
      ...rules,
    });
    return fc.record({
      item: fc.constant(item),
      step: fc.constant(step),
      stay: staysOf(item).map((one) => one.stay),
      chefs: fc.integer({ min: 0, max: 2 }),
      share: fc.double({ min: 0, max: 3, noNaN: true }),
    });
  });
type Given = typeof stays extends fc.Arbitrary<infer G> ? G : never;

const priceOf =
  ({ item, stay, chefs, step }: Given) =>
  (adjustment: Minor) =>
    priceStay(item, stay, { guests: 2, extras: { chef: chefs }, discount: undefined, adjustment }, step);

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** The documents of a price add up to it, tax by tax. */
function expectDocument(price: Price) {
  const item = { name: 'House' };
  const sale = documentLines({ ...price, item, currency } as unknown as Quote, 'en'); // all that lines are made of
  expect(sale.total).toBe(price.total);
  const told = [...price.includedTaxes, ...price.lines.filter(({ kind }) => kind === 'tax')];
  expect(sum(sale.taxSummary.map(({ tax }) => tax))).toBe(sum(told.map(({ amount }) => amount)));
}

test('a price of our own is exactly what was asked for, by one line taxed as the stay; or both neighbours are named', () => {
  const property = fc.property(stays, (given) => {
    const at = priceOf(given);
    const computed = at(minor(0));
    const wanted = minor(Math.round((computed.total * given.share) / given.step) * given.step);
    const own = ownPrice(at, wanted, given.step);
    if ('least' in own) {
      const extras = computed.lines.filter(({ kind }) => kind !== 'stay' && kind !== 'tax');
      expect(own.least).toBeGreaterThan(wanted);
      expect(own.least).toBeGreaterThanOrEqual(sum(extras.map(({ amount }) => amount)));
      return;
    }
    if ('below' in own) {
      expect(own.below).toBeLessThan(wanted);
      expect(own.above).toBeGreaterThan(wanted);
      for (const near of [own.below, own.above])
        expect(ownPrice(at, near, given.step)).toHaveProperty('price');
      return;
    }
    const { price } = own;
    expect(price.total).toBe(wanted);
    expect(sum(price.lines.map(({ amount }) => amount))).toBe(wanted);
    const adjustment = sum(
      price.lines.flatMap(({ kind, amount }) => (kind === 'adjustment' ? [amount] : [])),
    );
    const isKept = (line: { kind: string }) => line.kind !== 'tax' && line.kind !== 'adjustment';
    expect(price.lines.filter(isKept)).toEqual(computed.lines.filter(isKept));
    if (adjustment === 0) expect(price).toEqual(computed);
    for (const group of price.taxGroups)
      expect(sum(group.lines.map((index) => price.lines[index]?.amount ?? 0))).toBeGreaterThanOrEqual(0);
    if (price.total > 0) expectDocument(price);
  });
  fc.assert(property, runs(200));
});

test('without taxes on top every total from that of a stay for nothing can be had, to the step', () => {
  const item = freeItem('Europe/Paris', 'night', { rate: rateOf('night', minor(10_000)) });
  const [one] = fc.sample(staysOf(item, 3), 1);
  const at = (adjustment: Minor) =>
    priceStay(item, one?.stay as Given['stay'], { guests: 1, extras: {}, discount: undefined, adjustment }); // a sample of one
  for (const wanted of [0, 1, 9_999, 50_000])
    expect(ownPrice(at, minor(wanted), 1)).toMatchObject({ price: { total: wanted } });
});
