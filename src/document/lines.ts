import type { Language } from '../platform/languages.ts';
import { apportion, nearest } from '../platform/money/apportion.ts';
import { type Minor, minor } from '../platform/money/money.ts';
import { isolated } from '../platform/text/isolated.ts';
import type { Line } from '../terms/price/line.ts';
import type { Quote } from '../terms/quote.ts';
import { textsByLanguage } from '../texts/document.ts';
import type { DocumentLine, Sale } from './content.ts';
import { formatsOf } from './formats.ts';

/**
 * What the same taxes are on: lines of a quote, the part of the discount that falls on them, and their taxes.
 */
interface Group {
  readonly charges: readonly { readonly place: number; readonly line: Line }[];
  readonly taxes: Quote['taxGroups'][number]['taxes'];
}

/**
 * A line with what the rate of each of its taxes is on: a tax inside the price is on what is left of it, one
 * on top on the price.
 */
interface TaxedLine extends Omit<DocumentLine, 'gross' | 'taxes'> {
  readonly taxes: readonly (DocumentLine['taxes'][number] & { readonly isIncluded: boolean })[];
}

/**
 * The sale of a quote, line by line, with the tax of each line. A discount is a line of its own, negative,
 * with the tax that it takes off: where lines are taxed differently, a line for each rate. The quote rounds a
 * tax once; here it is divided over the lines, so that the taxes by line add up to the quote's to the minor
 * unit, and the lines to its total.
 */
export function documentLines(quote: Quote, language: Language): Sale {
  return saleOf(taxedLines(quote, language));
}

function taxedLines(quote: Quote, language: Language): TaxedLine[] {
  const lines = groupsOf(quote).flatMap((group) => groupLines(quote, language, group));
  return lines.sort((a, b) => a.place - b.place).map(({ line }) => line);
}

function groupLines(quote: Quote, language: Language, { charges, taxes }: Group) {
  const amounts = charges.map(({ line }) => line.amount);
  let nets: number[] = amounts;
  const parts = taxes.map((tax) => {
    if (!tax.isIncluded) return apportion(tax.amount, amounts);
    // Each takes its part of what the taxes before it left, so that no line is more tax than price.
    const inside = apportion(tax.amount, nets);
    nets = nets.map((net, index) => net - (inside[index] ?? 0));
    return inside;
  });
  return charges.map(({ place, line }, index) => ({
    place,
    line: {
      description: describe(quote, line, language),
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      net: minor(nets[index] ?? 0),
      taxes: taxes.map(({ name, basisPoints, isIncluded }, at) => ({
        name,
        basisPoints,
        isIncluded,
        amount: parts[at]?.[index] ?? minor(0),
      })),
    },
  }));
}

function groupsOf(quote: Quote): Group[] {
  const placed = quote.lines.map((line, place) => ({ place, line }));
  const discounts = placed.filter(({ line }) => line.kind === 'discount');
  const isSpread = quote.taxGroups.filter(({ discount }) => discount !== 0).length > 0;
  return quote.taxGroups.map(({ lines, discount, taxes }, index) => ({
    charges: [
      ...placed.filter(({ place }) => lines.includes(place)),
      // A discount of nothing still stands on the document, once.
      ...(discount !== 0 || (!isSpread && index === 0) ? discounts : []).map(({ place, line }) => ({
        place,
        line: { ...line, unitPrice: discount, amount: discount },
      })),
    ],
    taxes,
  }));
}

/**
 * The share of a sale that a credit note takes back, after `creditedBeforeMinor` had been taken back already.
 * It is the difference of two running shares, each exact and none ever shrinking: credits that reach the
 * total have taken back every line and every tax exactly, whatever the steps. The tax of a share is rounded
 * as the ledger rounds it.
 *
 * RangeError for an amount that is not positive or passes what is left of the sale.
 */
export function creditLines(
  quote: Quote,
  language: Language,
  creditedMinor: number,
  creditedBeforeMinor = 0,
): Sale {
  const creditedAfter = creditedBeforeMinor + creditedMinor;
  if (!(creditedMinor > 0 && creditedBeforeMinor >= 0 && creditedAfter <= quote.total))
    throw new RangeError(`cannot credit ${creditedMinor} of ${quote.total} after ${creditedBeforeMinor}`);
  const whole = taxedLines(quote, language);
  const sale = saleOf(whole);
  const before = shareOf(sale, creditedBeforeMinor);
  const after = shareOf(sale, creditedAfter);
  const difference = (index: number, part: number) =>
    minor((after[part]?.[index] ?? 0) - (before[part]?.[index] ?? 0));
  const names = sale.taxSummary.map(keyOf);
  return saleOf(
    whole.map(({ description, taxes }, index) => {
      const net = difference(index, 0);
      return {
        description,
        // A share of a sale has no quantity: it is one amount.
        quantity: 1,
        unitPrice: net,
        net,
        taxes: taxes.map((tax) => ({ ...tax, amount: difference(index, names.indexOf(keyOf(tax)) + 1) })),
      };
    }),
  );
}

/** Of a sale's first `credited` minor units: the net amounts by line, then each tax by line. */
function shareOf({ lines, taxSummary, total }: Sale, credited: number): Minor[][] {
  const nets = lines.map(({ net }) => net);
  const taxes = taxSummary.map((one) =>
    lines.map((line) => line.taxes.find((tax) => keyOf(tax) === keyOf(one))?.amount ?? 0),
  );
  const tax = nearest(sum(taxes.map(sum)), credited, total);
  const byTax = apportion(tax, taxes.map(sum));
  return [apportion(credited - tax, nets), ...taxes.map((amounts, at) => apportion(byTax[at] ?? 0, amounts))];
}

function keyOf({ name, basisPoints }: { name: string; basisPoints: number }): string {
  return `${basisPoints} ${name}`;
}

function saleOf(lines: readonly TaxedLine[]): Sale {
  const whole = lines.map(({ taxes, ...line }) => ({
    ...line,
    taxes: taxes.map(({ isIncluded: _, ...tax }) => tax),
    gross: minor(line.net + sum(taxes.map(({ amount }) => amount))),
  }));
  return { lines: whole, taxSummary: summaryOf(lines), total: minor(sum(whole.map(({ gross }) => gross))) };
}

/**
 * Each tax with the amount that its rate is reckoned on, which invoices name by rate (Directive 2006/112/EC,
 * article 226): of a tax inside the price what is left without such taxes, of one on top the price with them.
 */
function summaryOf(lines: readonly TaxedLine[]): Sale['taxSummary'] {
  const rates = new Map<string, Sale['taxSummary'][number]>();
  for (const { net, taxes } of lines) {
    const price = net + sum(taxes.filter(({ isIncluded }) => isIncluded).map(({ amount }) => amount));
    for (const tax of taxes) {
      const { name, basisPoints, isIncluded } = tax;
      const before = rates.get(keyOf(tax)) ?? { net: 0, tax: 0 };
      rates.set(keyOf(tax), {
        name,
        basisPoints,
        net: minor(before.net + (isIncluded ? net : price)),
        tax: minor(before.tax + tax.amount),
      });
    }
  }
  return [...rates.values()];
}

function describe({ item, lines, currency }: Quote, line: Line, language: Language): string {
  const { per, adjustment, discount, locale } = textsByLanguage[language];
  if (line.kind === 'adjustment') return adjustment;
  if (line.kind === 'discount') return discount(isolated(line.name));
  const unit = line.per === 'booking' ? '' : ` (${per[line.per]})`;
  if (line.kind === 'extra' || line.kind === 'tourist-tax') return `${isolated(line.name)}${unit}`;
  const said = `${isolated(item.name)}${unit}${line.name === '' ? '' : `, ${isolated(line.name)}`}`;
  const isAlone = lines.filter(({ kind, name }) => kind === 'stay' && name === line.name).length === 1;
  if (isAlone) return said;
  // Weekends are a line of their own, and a credit note has no column that tells it apart.
  const { number, money } = formatsOf(locale);
  return `${said}, ${number(line.quantity)}\u00a0×\u00a0${money(line.unitPrice, currency)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
