import type { Item } from '../../../src/terms/item.ts';
import type { Discount, Price } from '../../../src/terms/price/price-stay.ts';

/** A line without its presentation, in an order of its own. */
export type PlainLine = readonly [kind: string, name: string, amount: bigint];

/** What is asked for, as far as it changes a price. */
interface Asked {
  readonly guests: number;
  readonly childAges?: readonly number[] | undefined;
  readonly extras: Readonly<Record<string, number>>;
  readonly discount?: Pick<Discount, 'code' | 'percentBasisPoints' | 'fixedAmount'> | undefined;
}

/** The nearest whole number to a fraction, halves away from zero, by quotient and remainder. */
export function nearest(numerator: bigint, denominator: bigint): bigint {
  const [quotient, remainder] = [numerator / denominator, numerator % denominator];
  const size = remainder < 0n ? -remainder : remainder;
  if (size * 2n < denominator) return quotient;
  return numerator < 0n ? quotient - 1n : quotient + 1n;
}

/**
 * The price of a stay by another road than the code's: minute by minute into exact fractions, one fraction a season and
 * price, each rounded once at the end; taxes by what they are on, the discount shared out by largest remainders. `minutes`
 * are those charged on each local date.
 */
export function expectedLines(item: Item, minutes: ReadonlyMap<string, number>, asked: Asked): PlainLine[] {
  return expectedPrice(item, minutes, asked).lines;
}

/** The same with the taxes that are inside it. */
export function expectedPrice(
  item: Item,
  minutes: ReadonlyMap<string, number>,
  asked: Asked,
): { lines: PlainLine[]; included: Record<string, bigint> } {
  const charged = [...stayLines(item, minutes), ...extraLines(item, minutes.size, asked)];
  const lines = charged.map(({ line }) => line);
  const off = discountOf(sum(lines), asked.discount);
  const touristTax = touristTaxLines(item, minutes, asked);
  const bases = taxBases(item, charged, off);
  const townBase = sum(touristTax);
  if (asked.discount) lines.push(['discount', asked.discount.code, -off]);
  lines.push(...touristTax);

  const included: Record<string, bigint> = {};
  const town = touristTax.length > 0 ? [{ taxes: townTaxes(item), amount: townBase }] : [];
  for (const { taxes, amount } of [...bases, ...town]) {
    const inside = taxes.filter(({ isIncluded }) => isIncluded);
    const rate = inside.reduce((all, { basisPoints }) => all + BigInt(basisPoints), 0n);
    const whole = rate === 0n ? 0n : nearest(amount * rate, 10_000n + rate);
    inside.forEach(({ name, basisPoints }, index) => {
      const others = inside
        .slice(0, -1)
        .reduce((all, one) => all + (rate === 0n ? 0n : (whole * BigInt(one.basisPoints)) / rate), 0n);
      const isLast = index === inside.length - 1;
      const part = rate === 0n ? 0n : isLast ? whole - others : (whole * BigInt(basisPoints)) / rate;
      included[name] = (included[name] ?? 0n) + part;
    });
  }
  for (const tax of item.taxes) {
    const on = bases.filter(({ taxes }) => taxes.includes(tax));
    const isOnTown = tax.onTouristTax && touristTax.length > 0;
    if (tax.isIncluded || (on.length === 0 && !isOnTown)) continue;
    const base = on.reduce((all, { amount }) => all + amount, isOnTown ? townBase : 0n);
    lines.push(['tax', tax.name, nearest(base * BigInt(tax.basisPoints), 10_000n)]);
  }
  return { lines: lines.sort(byText), included };
}

interface Charged {
  readonly line: PlainLine;
  readonly taxes: readonly Item['taxes'][number][];
}

function discountOf(subtotal: bigint, discount: Asked['discount']): bigint {
  if (!discount) return 0n;
  if (discount.fixedAmount !== null) return BigInt(discount.fixedAmount);
  return nearest(subtotal * BigInt(discount.percentBasisPoints ?? 0), 10_000n);
}

/** What is taxed alike, less its part of the discount: each its floor, the units left to the largest remainders. */
function taxBases(item: Item, charged: readonly Charged[], off: bigint) {
  const keyOf = ({ taxes }: Charged) => item.taxes.map((tax) => Number(taxes.includes(tax))).join('');
  const groups = [...Map.groupBy(charged, keyOf).values()].map((same) => ({
    taxes: same[0]?.taxes ?? [],
    whole: sum(same.map(({ line }) => line)),
  }));
  const subtotal = groups.reduce((all, { whole }) => all + whole, 0n) || 1n;
  const parts = groups.map(({ whole }) => (whole * off) / subtotal);
  const missing = Number(off - parts.reduce((all, part) => all + part, 0n));
  const byRemainder = groups
    .map(({ whole }, index) => ({ index, remainder: (whole * off) % subtotal }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder.slice(0, missing)) parts[index] = (parts[index] ?? 0n) + 1n;
  return groups.map(({ taxes, whole }, index) => ({ taxes, amount: whole - (parts[index] ?? 0n) }));
}

function stayLines(item: Item, minutes: ReadonlyMap<string, number>): Charged[] {
  const unit = item.rate.per === 'hour' ? 60n : 1440n;
  const taxes = item.taxes.filter(({ onStay }) => onStay);
  const groups = new Map<string, { name: string; numerator: bigint }>();
  for (const [date, count] of minutes) {
    const season = item.seasons.find((one) => date >= one.from && date < one.to);
    const price = unitPrice(item, season, date);
    const key = `${season ? season.from : 'none'} ${price}`;
    const group = groups.get(key) ?? { name: season?.name ?? '', numerator: 0n };
    group.numerator += price * BigInt(count);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ name, numerator }) => ({
    line: ['stay', name, nearest(numerator, unit)],
    taxes,
  }));
}

/** By cases: whose weekend counts, what it is laid on. */
function unitPrice(item: Item, season: Item['seasons'][number] | undefined, date: string): bigint {
  const base = BigInt(item.rate.price.amount);
  const share = (amount: bigint, basisPoints: number) =>
    nearest(amount * BigInt(10_000 + basisPoints), 10_000n);
  const seasonal = (from: bigint) => {
    if (!season) return from;
    if (season.fixedAmount !== null) return BigInt(season.fixedAmount);
    return share(from, season.percentBasisPoints ?? 0);
  };
  const day = new Date(`${date}T12:00Z`).getUTCDay() || 7;
  if (!(season?.weekendDays ?? item.weekendDays).includes(day)) return seasonal(base);
  if (season && season.weekendFixedAmount !== null) return BigInt(season.weekendFixedAmount);
  if (season && season.weekendPercentBasisPoints !== null)
    return share(seasonal(base), season.weekendPercentBasisPoints);
  if (item.weekendFixedAmount !== null) return seasonal(BigInt(item.weekendFixedAmount));
  return share(seasonal(base), item.weekendPercentBasisPoints ?? 0);
}

function extraLines(item: Item, days: number, { guests, extras }: Asked): Charged[] {
  return Object.entries(extras).flatMap(([code, wanted]) => {
    const extra = item.extras.find((one) => one.code === code);
    if (!extra || wanted === 0) return [];
    const times = extra.per === 'booking' ? 1 : extra.per === 'day' ? days : guests;
    let amount = 0n;
    for (let one = 0; one < wanted * times; one += 1) amount += BigInt(extra.price.amount);
    const taxes = item.taxes.filter(({ onExtras }) => onExtras === null || onExtras.includes(code));
    return [{ line: ['extra', extra.name, amount] as const, taxes }];
  });
}

/** Person by person and night by night. */
function touristTaxLines(item: Item, minutes: ReadonlyMap<string, number>, asked: Asked): PlainLine[] {
  const isByNight = item.rate.per === 'night' || (item.rate.per === 'day' && item.endTime <= item.startTime);
  const nights = isByNight ? minutes.size : minutes.size - 1;
  const ages = [...(asked.childAges ?? [])];
  return item.touristTaxes.flatMap(({ name, price, exemptBelowAge, maximumNights }) => {
    let amount = 0n;
    for (let user = 0; user < asked.guests; user += 1) {
      const age = ages[user] ?? 99;
      if (exemptBelowAge !== null && age < exemptBelowAge) continue;
      for (let night = 0; night < nights; night += 1)
        if (maximumNights === null || night < maximumNights) amount += BigInt(price.amount);
    }
    return amount === 0n ? [] : [['tourist-tax', name, amount] as const];
  });
}

function townTaxes(item: Item) {
  return item.taxes.filter(({ onTouristTax }) => onTouristTax);
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
