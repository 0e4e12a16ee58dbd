import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { basisPointsOf, type Minor, minor, minorSchema } from '../../platform/money/money.ts';
import { inSteps } from '../../platform/money/payable.ts';
import { fieldProblem } from '../../platform/problems.ts';
import { integer } from '../../platform/text/whole-number.ts';
import type { Item, PricedItem } from '../item.ts';
import type { Stay } from '../stay/stay.ts';
import { type Line, lineSchema } from './line.ts';
import { rateOn, seasonOn } from './season.ts';
import { type Taxable, type Taxed, taxesOf, taxGroupSchema } from './taxes.ts';
import { touristTaxLines } from './tourist-tax.ts';

export const priceSchema = v.object({
  lines: v.array(lineSchema),
  includedTaxes: described(
    v.array(
      named(
        'IncludedTax',
        'A tax that is already inside the price.',
        v.object({
          name: described(v.string(), 'The name of the tax.'),
          basisPoints: described(integer, 'Its rate, in 1/10,000.'),
          amount: described(minorSchema, 'What of the price it is, in minor units of the price’s currency.'),
        }),
      ),
    ),
    'The taxes that are already inside the lines, for information.',
  ),
  taxGroups: v.array(taxGroupSchema),
  total: minorSchema,
});

export type Price = v.InferOutput<typeof priceSchema>;

/**
 * A discount that a promotion code gives, already found to be valid for the item's currency and the instant.
 */
export interface Discount {
  readonly code: string;
  readonly percentBasisPoints: number | null;
  readonly fixedAmount: Minor | null;
  readonly minimumAmount: Minor | null;
}

export interface Wishes {
  readonly guests: number;
  /** Of the guests who are children, as far as they are told: some pay no tourist tax. */
  readonly childAges?: readonly number[] | undefined;
  /** Quantity by code of the extra. */
  readonly extras: Readonly<Record<string, number>>;
  readonly discount: Discount | undefined;
  /** What the staff add to the price of the stay, or take off it, before taxes. */
  readonly adjustment?: Minor;
}

/**
 * The price of a stay, line by line: rate by season and weekend, extras, discount, tourist tax, taxes on top.
 * Every line is rounded by itself, halves away from zero, and the total is the sum of the lines, so nothing
 * is lost or made between them.
 * @param step the smallest amount that can be paid: every line is a whole number of it.
 */
export function priceStay(
  item: PricedItem & Pick<Item, 'extras'>,
  stay: Stay,
  wishes: Wishes,
  step = 1,
): Price {
  const payable = (line: Line) => lineInSteps(line, step);
  const charged: Charged[] = [
    ...stayLines(item, stay),
    ...extraLines(item, stay, wishes),
    ...adjustmentLines(wishes.adjustment),
  ].map(({ line, ...what }) => ({ ...what, line: payable(line) }));
  const charges = charged.map(({ line }) => line);
  const discount = wishes.discount ? [payable(discountLine(wishes.discount, sumOf(charges)))] : [];
  const town = touristTaxLines(item, stay, wishes).map(payable);
  const untaxed = [...charges, ...discount, ...town];
  const taxed = taxesOf(
    item,
    [...charged, ...town.map((line) => ({ line, kind: 'tourist-tax' as const }))].map(
      ({ line, ...what }) => ({
        ...what,
        place: untaxed.indexOf(line),
        amount: line.amount,
      }),
    ),
    sumOf(discount),
    (amount) => inSteps(amount, step),
  );
  const lines = [...untaxed, ...taxed.onTop.map(taxLine)];
  return { lines, includedTaxes: taxed.included, taxGroups: taxed.groups, total: sumOf(lines) };
}

/** A line that can be paid. The price of one stays as the catalogue says it, unless it is the line itself. */
function lineInSteps(line: Line, step: number): Line {
  const amount = inSteps(line.amount, step);
  return { ...line, unitPrice: line.unitPrice === line.amount ? amount : line.unitPrice, amount };
}

/** A line, and what it is for those who tax it. */
type Charged = Omit<Taxable, 'amount' | 'place'> & { readonly line: Line };

function stayLines(item: PricedItem, stay: Stay): Charged[] {
  // Of one season the weekend is a line of its own, where it has another price.
  const groups = new Map<string, Pick<Line, 'name' | 'language' | 'unitPrice'> & { minutes: number }>();
  for (const { date, quantityMinutes } of stay.parts) {
    const season = seasonOn(item, date);
    const unitPrice = rateOn(item, season, date);
    const key = `${season?.from} ${unitPrice}`;
    const minutes = (groups.get(key)?.minutes ?? 0) + quantityMinutes;
    groups.set(key, { name: season?.name ?? '', language: season?.language, unitPrice, minutes });
  }
  const unitMinutes = item.rate.per === 'hour' ? 60 : 1440;
  return [...groups.values()].map(({ name, language, unitPrice, minutes }) => ({
    kind: 'stay',
    line: {
      kind: 'stay',
      name,
      language,
      per: item.rate.per,
      quantity: minutes / unitMinutes,
      unitPrice,
      amount: fractionOf(unitPrice, minutes, unitMinutes),
    },
  }));
}

function fractionOf(amount: Minor, numerator: number, denominator: number): Minor {
  return minor(
    Number((BigInt(amount) * BigInt(numerator) * 2n + BigInt(denominator)) / (BigInt(denominator) * 2n)),
  );
}

function extraLines(item: Pick<Item, 'extras'>, stay: Stay, wishes: Wishes): Charged[] {
  return Object.entries(wishes.extras)
    .filter(([, quantity]) => quantity > 0)
    .map(([code, quantity]) => {
      const extra = item.extras.find((one) => one.code === code);
      if (!extra) throw fieldProblem(`extras.${code}`, 'This extra is not offered here.');
      if (quantity > extra.maxQuantity)
        throw fieldProblem(`extras.${code}`, `At most ${extra.maxQuantity} of this.`);
      // For hourly items the days are the local dates that the stay touches.
      const times = { booking: 1, day: stay.parts.length, person: wishes.guests }[extra.per];
      const unitPrice = extra.price.amount;
      const amount = minor(unitPrice * quantity * times);
      const { name, language, per } = extra;
      return {
        kind: 'extra',
        code,
        line: { kind: 'extra', name, language, per, quantity: quantity * times, unitPrice, amount },
      };
    });
}

/** It is taxed as the stay is. */
function adjustmentLines(amount: Minor = minor(0)): Charged[] {
  if (amount === 0) return [];
  const line = { name: '', per: 'booking', quantity: 1, unitPrice: amount, amount } as const;
  return [{ kind: 'stay', line: { kind: 'adjustment', ...line } }];
}

/**
 * At most what there is to discount, and never the whole: a booking that costs nothing has nothing to pay.
 */
function discountLine(discount: Discount, subtotal: Minor): Line {
  if (discount.minimumAmount !== null && subtotal < discount.minimumAmount)
    throw fieldProblem('promotionCode', 'This booking is too small for that code.');
  const off = discount.fixedAmount ?? basisPointsOf(subtotal, discount.percentBasisPoints ?? 0);
  if (off >= subtotal) throw fieldProblem('promotionCode', 'This booking is too small for that code.');
  const amount = minor(off === 0 ? 0 : -off);
  return { kind: 'discount', name: discount.code, per: 'booking', quantity: 1, unitPrice: amount, amount };
}

function taxLine({ name, language, amount }: Taxed['onTop'][number]): Line {
  return { kind: 'tax', name, language, per: 'booking', quantity: 1, unitPrice: amount, amount };
}

function sumOf(lines: readonly Line[]): Minor {
  return minor(lines.reduce((sum, line) => sum + line.amount, 0));
}
