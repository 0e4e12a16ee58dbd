import { Temporal } from 'temporal-polyfill';
import { fieldProblem } from '../../../platform/problems.ts';
import type { Item } from '../../../terms/item.ts';
import type { Quote } from '../../../terms/quote.ts';

/**
 * The extras of a sale by the codes that an item has for them today. A quote has their names and what was
 * counted; refused at `extras` where that does not say which they are.
 */
export function soldExtras(sold: Quote, item: Item): Record<string, number> {
  const extras = sold.lines
    .filter(({ kind }) => kind === 'extra')
    .map(({ name, per, quantity }) => {
      const extra = item.extras.find((one) => one.name === name && one.per === per);
      const times = { booking: 1, day: soldDays(sold), person: sold.guests };
      const count = extra ? quantity / times[extra.per] : Number.NaN;
      if (!extra || !Number.isInteger(count))
        throw fieldProblem(
          'extras',
          `Say which extras it is to have: ${name} is not offered there as it was sold.`,
        );
      return [extra.code, count] as const;
    });
  return Object.fromEntries(extras);
}

/**
 * Whether all guests of a sale paid the town's tax, as far as some need not. Who did not was known by ages
 * that are not kept.
 */
export function allPaidTouristTax(sold: Quote, item: Item): boolean {
  const nights = endsOnDeparture(sold) ? soldDays(sold) : soldDays(sold) - 1;
  return item.touristTaxes
    .filter(({ exemptBelowAge }) => exemptBelowAge !== null)
    .every(({ name, maximumNights }) => {
      const line = sold.lines.find((one) => one.kind === 'tourist-tax' && one.name === name);
      return (line?.quantity ?? 0) === sold.guests * Math.min(nights, maximumNights ?? nights);
    });
}

/** How much time was sold, in its rate units. */
export function soldLength({ lines }: Quote): number {
  return lines.filter(({ kind }) => kind === 'stay').reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The days that extras by the day were counted for; of hours the local dates that the stay touches. */
function soldDays(sold: Quote): number {
  if (sold.item.per !== 'hour') return soldLength(sold);
  const first = Temporal.ZonedDateTime.from(sold.local.startsAt).toPlainDate();
  const last = Temporal.ZonedDateTime.from(sold.local.endsAt).subtract({ nanoseconds: 1 }).toPlainDate();
  return first.until(last, { largestUnit: 'days' }).days + 1;
}

function endsOnDeparture({ item: { per, startTime, endTime } }: Quote): boolean {
  return per === 'night' || (per === 'day' && endTime <= startTime);
}
