import type { Line } from '../booking/pricing.ts';
import type { Quote } from '../booking/quote.ts';
import type { Language } from '../booking/reservation-request.ts';
import { basisPointsOf, type Minor, minor } from '../platform/money.ts';
import { apportion, nearest } from './apportion.ts';
import type { DocumentLine, Sale } from './content.ts';
import { textsByLanguage } from './texts/by-language.ts';

/**
 * The sale of a quote, line by line, with the tax of each line. A discount is a line of its own, negative, with the tax
 * that it takes off. The quote rounds a tax once, over all lines; here it is divided over the lines, so that the taxes by
 * line add up to the quote's to the minor unit, and the lines to its total.
 */
export function documentLines(quote: Quote, language: Language): Sale {
  const charges = quote.lines.filter((line) => line.kind !== 'tax');
  const amounts = charges.map(({ amount }) => amount);
  const taxable = sum(amounts);
  let nets: number[] = amounts;
  const included = quote.includedTaxes.map((tax) => {
    // Each takes its part of what the taxes before it left, so that no line is more tax than price.
    const parts = apportion(tax.amount, nets);
    nets = nets.map((net, index) => net - (parts[index] ?? 0));
    return { name: tax.name, basisPoints: tax.basisPoints, parts };
  });
  const onTop = quote.lines
    .filter((line) => line.kind === 'tax')
    .map(({ name, amount }) => ({
      name,
      basisPoints: rateOf(amount, taxable),
      parts: apportion(amount, amounts),
    }));
  return saleOf(
    charges.map((line, index) => ({
      description: describe(quote, line, language),
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      net: minor(nets[index] ?? 0),
      taxes: [...included, ...onTop].map(({ name, basisPoints, parts }) => ({
        name,
        basisPoints,
        amount: parts[index] ?? minor(0),
      })),
    })),
  );
}

/**
 * The share of a sale that a credit note takes back, after `creditedBeforeMinor` had been taken back already. It is the
 * difference of two running shares, each exact and none ever shrinking: credits that reach the total have taken back
 * every line and every tax exactly, whatever the steps. The tax of a share is rounded as the ledger rounds it.
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
  const sale = documentLines(quote, language);
  const before = shareOf(sale, creditedBeforeMinor);
  const after = shareOf(sale, creditedAfter);
  const difference = (index: number, part: number) =>
    minor((after[part]?.[index] ?? 0) - (before[part]?.[index] ?? 0));
  return saleOf(
    sale.lines.map(({ description, taxes }, index) => {
      const net = difference(index, 0);
      return {
        description,
        // A share of a sale has no quantity: it is one amount.
        quantity: 1,
        unitPrice: net,
        net,
        taxes: taxes.map((tax, at) => ({ ...tax, amount: difference(index, at + 1) })),
      };
    }),
  );
}

/** Of a sale's first `credited` minor units: the net amounts by line, then each tax by line. */
function shareOf({ lines, total }: Sale, credited: number): Minor[][] {
  const nets = lines.map(({ net }) => net);
  const taxes = (lines[0]?.taxes ?? []).map((_, at) => lines.map((line) => line.taxes[at]?.amount ?? 0));
  const tax = nearest(sum(taxes.map(sum)), credited, total);
  const byTax = apportion(tax, taxes.map(sum));
  return [apportion(credited - tax, nets), ...taxes.map((amounts, at) => apportion(byTax[at] ?? 0, amounts))];
}

function saleOf(lines: readonly Omit<DocumentLine, 'gross'>[]): Sale {
  const whole = lines.map((line) => ({
    ...line,
    gross: minor(line.net + sum(line.taxes.map(({ amount }) => amount))),
  }));
  return { lines: whole, taxSummary: summaryOf(whole), total: minor(sum(whole.map(({ gross }) => gross))) };
}

function summaryOf(lines: readonly DocumentLine[]): Sale['taxSummary'] {
  const net = minor(sum(lines.map((line) => line.net)));
  const rates = new Map<string, Sale['taxSummary'][number]>();
  for (const { name, basisPoints, amount } of lines.flatMap(({ taxes }) => taxes)) {
    const key = `${basisPoints} ${name}`;
    rates.set(key, { name, basisPoints, net, tax: minor((rates.get(key)?.tax ?? 0) + amount) });
  }
  return [...rates.values()];
}

/**
 * The rate of a tax on top, in 1/10,000, which a quote freezes only as an amount. Of the rates that give exactly this
 * amount, the roundest: for a price of ten thousand minor units or more there is at most one more than the true one.
 */
function rateOf(tax: Minor, taxable: number): number {
  if (tax === 0 || taxable === 0) return 0;
  const steps = [1000, 500, 100, 50, 25, 10, 5];
  const closest = (step: number) => Math.round((tax * 10_000) / taxable / step) * step;
  return steps.map(closest).find((rate) => basisPointsOf(taxable, rate) === tax) ?? closest(1);
}

function describe({ item }: Quote, line: Line, language: Language): string {
  const { per, discount } = textsByLanguage[language];
  if (line.kind === 'discount') return discount(line.name);
  const unit = line.per === 'booking' ? '' : ` (${per[line.per]})`;
  if (line.kind === 'extra') return `${line.name}${unit}`;
  return `${item.name}${unit}${line.name === '' ? '' : `, ${line.name}`}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
