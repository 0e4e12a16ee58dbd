import * as v from 'valibot';
import type { Language } from '../../platform/languages.ts';
import { basisPointsOf, type Minor, minor, minorSchema } from '../../platform/money/money.ts';
import type { PricedItem } from '../item.ts';
import { shareOfIncludedTax } from './included-tax.ts';
import { spread } from './spread.ts';

/**
 * Lines of a price that the same taxes are on. Together the groups are the price: every line but the discount
 * and the taxes on top stands in one of them, and its part of the discount and of each tax beside it.
 * Documents are made of them.
 */
export const taxGroupSchema = v.object({
  /** Places in the lines of the price. */
  lines: v.array(v.number()),
  /** Its part of the discount, zero or below. */
  discount: minorSchema,
  taxes: v.array(
    v.object({ name: v.string(), basisPoints: v.number(), isIncluded: v.boolean(), amount: minorSchema }),
  ),
});

type TaxGroup = v.InferOutput<typeof taxGroupSchema>;

/** What is taxed: a line, by its place in the price and its amount, and what it is for. */
export interface Taxable {
  readonly place: number;
  readonly amount: Minor;
  readonly kind: 'stay' | 'extra' | 'tourist-tax';
  /** Of an extra. */
  readonly code?: string;
}

export interface Taxed {
  readonly groups: TaxGroup[];
  readonly included: { name: string; basisPoints: number; amount: Minor }[];
  readonly onTop: { name: string; language: Language | undefined; amount: Minor }[];
}

/**
 * The taxes of a price. Its discount, zero or below, is shared out over the groups in proportion to what they
 * cost, by largest remainders, and leaves the tourist tax as it is. A tax inside the prices is rounded once a
 * group, together with the others inside it. A tax on top is rounded once over all that it is on, by
 * `payable` to what can be paid, and shared out likewise. A tax that is on nothing in the price is not named.
 */
export function taxesOf(
  item: PricedItem,
  charged: readonly Taxable[],
  discount: Minor,
  payable: (amount: Minor) => Minor = (amount) => amount,
): Taxed {
  const groups = groupsOf(item, charged);
  const discounts = spread(
    discount,
    groups.map((group) => (group.isDiscounted ? group.amount : 0)),
  );
  const bases = groups.map(({ amount }, index) => minor(amount + (discounts[index] ?? 0)));
  const included = groups.map(({ taxes }, index) => shareOfIncludedTax(taxes, bases[index] ?? minor(0)));
  const onTop = item.taxes
    .filter((tax) => !tax.isIncluded && groups.some(({ taxes }) => taxes.includes(tax)))
    .map((tax) => {
      const weights = groups.map(({ taxes }, index) => (taxes.includes(tax) ? (bases[index] ?? 0) : 0));
      const amount = payable(basisPointsOf(sumOf(weights), tax.basisPoints));
      return { tax, amount, parts: spread(amount, weights) };
    });
  return {
    groups: groups.map(({ lines, taxes }, index) => ({
      lines,
      discount: discounts[index] ?? minor(0),
      taxes: [
        ...(included[index] ?? []).map((tax) => ({ ...tax, isIncluded: true })),
        ...onTop
          .filter(({ tax }) => taxes.includes(tax))
          .map(({ tax: { name, basisPoints }, parts }) => ({
            name,
            basisPoints,
            isIncluded: false,
            amount: parts[index] ?? minor(0),
          })),
      ],
    })),
    included: item.taxes
      .filter((tax) => tax.isIncluded && groups.some(({ taxes }) => taxes.includes(tax)))
      .map(({ name, basisPoints }) => {
        const parts = included.flat().filter((part) => part.name === name);
        return { name, basisPoints, amount: minor(sumOf(parts.map(({ amount }) => amount))) };
      }),
    onTop: onTop.map(({ tax: { name, language }, amount }) => ({ name, language, amount })),
  };
}

interface Group {
  readonly lines: number[];
  readonly taxes: PricedItem['taxes'];
  readonly isDiscounted: boolean;
  amount: number;
}

function groupsOf(item: PricedItem, charged: readonly Taxable[]): Group[] {
  const groups = new Map<string, Group>();
  for (const taxable of charged) {
    const taxes = item.taxes.filter((tax) => isOn(tax, taxable));
    const isDiscounted = taxable.kind !== 'tourist-tax';
    const key = JSON.stringify([isDiscounted, ...taxes.map(({ name }) => name)]);
    const group = groups.get(key) ?? { lines: [], taxes, isDiscounted, amount: 0 };
    group.lines.push(taxable.place);
    group.amount += taxable.amount;
    groups.set(key, group);
  }
  return [...groups.values()];
}

function isOn(tax: PricedItem['taxes'][number], { kind, code = '' }: Taxable): boolean {
  if (kind === 'stay') return tax.onStay;
  if (kind === 'tourist-tax') return tax.onTouristTax;
  return tax.onExtras === null || tax.onExtras.includes(code);
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
