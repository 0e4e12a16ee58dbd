import type { Discount, Price } from '../../src/booking/pricing.ts';
import type { Item } from '../../src/catalogue/item.ts';

/** A line without its presentation, in an order of its own. */
export type PlainLine = readonly [kind: string, name: string, amount: bigint];

/** The nearest whole number to a fraction, halves away from zero, by quotient and remainder. */
export function nearest(numerator: bigint, denominator: bigint): bigint {
  const [quotient, remainder] = [numerator / denominator, numerator % denominator];
  const size = remainder < 0n ? -remainder : remainder;
  if (size * 2n < denominator) return quotient;
  return numerator < 0n ? quotient - 1n : quotient + 1n;
}

/**
 * The price of a stay by another road than the code's: minute by minute into exact fractions, one fraction a season, each
 * rounded once at the end. `minutes` are those charged on each local date.
 */
export function expectedLines(
  item: Item,
  minutes: ReadonlyMap<string, number>,
  wishes: {
    guests: number;
    extras: Readonly<Record<string, number>>;
    discount?: Pick<Discount, 'code' | 'percentBasisPoints' | 'fixedAmount'> | undefined;
  },
): PlainLine[] {
  const lines: PlainLine[] = [...stayLines(item, minutes), ...extraLines(item, minutes.size, wishes)];
  const subtotal = sum(lines);
  const { discount } = wishes;
  if (discount) {
    const off = BigInt(
      discount.fixedAmount ?? nearest(subtotal * BigInt(discount.percentBasisPoints ?? 0), 10_000n),
    );
    lines.push(['discount', discount.code, -off]);
  }
  const taxable = sum(lines);
  for (const tax of item.taxes)
    if (!tax.isIncluded) lines.push(['tax', tax.name, nearest(taxable * BigInt(tax.basisPoints), 10_000n)]);
  return lines.sort(byText);
}

function stayLines(item: Item, minutes: ReadonlyMap<string, number>): PlainLine[] {
  const unit = item.rate.per === 'hour' ? 60n : 1440n;
  const bySeason = new Map<string, { name: string; numerator: bigint }>();
  for (const [date, count] of minutes) {
    const season = item.seasons.find((one) => date >= one.from && date < one.to);
    const key = season ? season.from : 'none';
    const group = bySeason.get(key) ?? { name: season?.name ?? '', numerator: 0n };
    group.numerator += unitPrice(item, season) * BigInt(count);
    bySeason.set(key, group);
  }
  return [...bySeason.values()].map(({ name, numerator }) => ['stay', name, nearest(numerator, unit)]);
}

function unitPrice(item: Item, season: Item['seasons'][number] | undefined): bigint {
  const base = BigInt(item.rate.price.amount);
  if (!season) return base;
  if (season.fixedAmount !== null) return BigInt(season.fixedAmount);
  return nearest(base * BigInt(10_000 + (season.percentBasisPoints ?? 0)), 10_000n);
}

function extraLines(
  item: Item,
  days: number,
  { guests, extras }: { guests: number; extras: Readonly<Record<string, number>> },
): PlainLine[] {
  const lines: PlainLine[] = [];
  for (const extra of item.extras) {
    const wanted = extras[extra.code] ?? 0;
    const times = extra.per === 'booking' ? 1 : extra.per === 'day' ? days : guests;
    let amount = 0n;
    for (let one = 0; one < wanted * times; one += 1) amount += BigInt(extra.price.amount);
    if (wanted > 0) lines.push(['extra', extra.name, amount]);
  }
  return lines;
}

/** The lines of a price in the oracle's form. */
export function plainLines(price: Price): PlainLine[] {
  return price.lines.map(({ kind, name, amount }): PlainLine => [kind, name, BigInt(amount)]).sort(byText);
}

export function sum(lines: readonly PlainLine[]): bigint {
  return lines.reduce((total, [, , amount]) => total + amount, 0n);
}

function byText(a: PlainLine, b: PlainLine): number {
  const [left, right] = [a.join('|'), b.join('|')];
  return left < right ? -1 : left > right ? 1 : 0;
}
