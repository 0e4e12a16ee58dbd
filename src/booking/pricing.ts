import * as v from 'valibot';
import type { Item } from '../catalogue/item.ts';
import { basisPointsOf, type Minor, minor, minorSchema } from '../platform/money.ts';
import { fieldProblem } from '../platform/problems.ts';
import { shareOfIncludedTax } from './included-tax.ts';
import type { Stay } from './stay.ts';

/** A line of a quote. Lines add up to the total exactly; a discount is negative. Amounts in minor units of the quote. */
export const lineSchema = v.object({
  kind: v.picklist(['stay', 'extra', 'discount', 'tax']),
  /** What it is for: the season (empty outside of any), the extra, the code or the tax. */
  name: v.string(),
  per: v.picklist(['hour', 'day', 'night', 'booking', 'person']),
  quantity: v.number(),
  unitPrice: minorSchema,
  amount: minorSchema,
});

export type Line = v.InferOutput<typeof lineSchema>;

export const priceSchema = v.object({
  lines: v.array(lineSchema),
  /** Taxes already inside the lines, for information. */
  includedTaxes: v.array(v.object({ name: v.string(), basisPoints: v.number(), amount: minorSchema })),
  total: minorSchema,
});

export type Price = v.InferOutput<typeof priceSchema>;

/** A discount that a promotion code gives, already found to be valid for the item's currency and the instant. */
export interface Discount {
  readonly code: string;
  readonly percentBasisPoints: number | null;
  readonly fixedAmount: Minor | null;
  readonly minimumAmount: Minor | null;
}

export interface Wishes {
  readonly guests: number;
  /** Quantity by code of the extra. */
  readonly extras: Readonly<Record<string, number>>;
  readonly discount: Discount | undefined;
}

/**
 * The price of a stay, line by line: rate by season, extras, discount, taxes on top. Every line is rounded by itself,
 * halves away from zero, and the total is the sum of the lines, so nothing is lost or made between them.
 */
export function priceStay(item: Item, stay: Stay, wishes: Wishes): Price {
  const charges = [...stayLines(item, stay), ...extraLines(item, stay, wishes)];
  const discount = wishes.discount ? [discountLine(wishes.discount, sumOf(charges))] : [];
  const taxable = sumOf([...charges, ...discount]);
  const lines = [...charges, ...discount, ...taxLines(item, taxable)];
  return { lines, includedTaxes: shareOfIncludedTax(item.taxes, taxable), total: sumOf(lines) };
}

function stayLines(item: Item, stay: Stay): Line[] {
  const bySeason = new Map<Item['seasons'][number] | undefined, number>();
  for (const part of stay.parts) {
    const season = item.seasons.find(({ from, to }) => from <= part.date && part.date < to);
    bySeason.set(season, (bySeason.get(season) ?? 0) + part.quantityMinutes);
  }
  const unitMinutes = item.rate.per === 'hour' ? 60 : 1440;
  return [...bySeason].map(([season, minutes]) => {
    const unitPrice = seasonPrice(item.rate.price.amount, season);
    return {
      kind: 'stay',
      name: season?.name ?? '',
      per: item.rate.per,
      quantity: minutes / unitMinutes,
      unitPrice,
      amount: fractionOf(unitPrice, minutes, unitMinutes),
    };
  });
}

function seasonPrice(base: Minor, season: Item['seasons'][number] | undefined): Minor {
  if (season?.fixedAmount != null) return season.fixedAmount;
  return season?.percentBasisPoints == null ? base : basisPointsOf(base, 10_000 + season.percentBasisPoints);
}

function fractionOf(amount: Minor, numerator: number, denominator: number): Minor {
  return minor(
    Number((BigInt(amount) * BigInt(numerator) * 2n + BigInt(denominator)) / (BigInt(denominator) * 2n)),
  );
}

function extraLines(item: Item, stay: Stay, wishes: Wishes): Line[] {
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
      return {
        kind: 'extra',
        name: extra.name,
        per: extra.per,
        quantity: quantity * times,
        unitPrice,
        amount: minor(unitPrice * quantity * times),
      };
    });
}

/** At most what there is to discount, and never the whole: a booking that costs nothing has nothing to pay. */
function discountLine(discount: Discount, subtotal: Minor): Line {
  if (discount.minimumAmount !== null && subtotal < discount.minimumAmount)
    throw fieldProblem('promotionCode', 'This booking is too small for that code.');
  const off = discount.fixedAmount ?? basisPointsOf(subtotal, discount.percentBasisPoints ?? 0);
  if (off >= subtotal) throw fieldProblem('promotionCode', 'This booking is too small for that code.');
  const amount = minor(off === 0 ? 0 : -off);
  return { kind: 'discount', name: discount.code, per: 'booking', quantity: 1, unitPrice: amount, amount };
}

function taxLines(item: Item, taxable: Minor): Line[] {
  return item.taxes
    .filter((tax) => !tax.isIncluded)
    .map((tax) => {
      const amount = basisPointsOf(taxable, tax.basisPoints);
      return { kind: 'tax', name: tax.name, per: 'booking', quantity: 1, unitPrice: amount, amount };
    });
}

function sumOf(lines: readonly Line[]): Minor {
  return minor(lines.reduce((sum, line) => sum + line.amount, 0));
}
