import fc from 'fast-check';
import type { Item } from '../../../src/terms/item.ts';
import { resolveStay, type Stay } from '../../../src/terms/stay/stay.ts';
import { catalogueItem } from './catalogue-items.ts';
import { addDays, changesIn, instantsAt, minuteMs, minutesByDate, wallTime } from './wall-clock.ts';

/** The present of pure tests: every stay of 2027 is ahead, and within the horizon of every item. */
export const present = new Date('2026-12-20T00:00:00Z');

/** An item in a zone whose rules allow nearly every stay, by the hour round the clock, except for what a test says. */
export function freeItem(zone: string, per: Item['rate']['per'], rules: Partial<Item> = {}): Item {
  const item = catalogueItem('gardenia');
  const free = { minimumStay: 1, maximumStay: 300, leadTimeMinutes: 0, horizonDays: 1095, gridMinutes: 5 };
  const hours = per === 'hour' ? { startTime: '00:00', endTime: '00:00' } : {};
  const plain = { seasons: [], extras: [], taxes: [], touristTaxes: [] };
  return { ...item, ...free, ...hours, ...plain, timeZone: zone, rate: { ...item.rate, per }, ...rules };
}

/** A season without rules of its own, except for what a test says. */
export function seasonOf(season: Partial<Item['seasons'][number]>): Item['seasons'][number] {
  return {
    name: 'special',
    from: '2027-01-01',
    to: '2028-01-01',
    percentBasisPoints: null,
    fixedAmount: null,
    minimumStay: null,
    arrivalDays: null,
    departureDays: null,
    weekendDays: null,
    weekendPercentBasisPoints: null,
    weekendFixedAmount: null,
    ...season,
  };
}

/** A tax on the whole of a price, except for what a test says. */
export function taxOf(tax: Partial<Item['taxes'][number]>): Item['taxes'][number] {
  const whole = { onStay: true, onExtras: null, onTouristTax: false };
  return { name: 'Tax', basisPoints: 0, isIncluded: false, ...whole, ...tax };
}

/** The same rate as an item's at another price. */
export function rateOf(per: Item['rate']['per'], amount: Item['rate']['price']['amount']): Item['rate'] {
  return { per, price: { ...catalogueItem('gardenia').rate.price, amount } };
}

/** Dates of 2027, every second of them within two days of a change of the zone's clocks, if it has any. */
export function datesIn(zone: string): fc.Arbitrary<string> {
  const anyDate = fc.integer({ min: 0, max: 320 }).map((day) => addDays('2027-01-06', day));
  const changes = changesIn(zone, 2027).map((change) => wallTime(zone, change.at).date);
  if (changes.length === 0) return anyDate;
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -2, max: 2 }))
    .map(([date, days]) => addDays(date, days));
  return fc.oneof(anyDate, near);
}

/** A stay that an item's rules allow, with what an oracle needs of it: the minutes on each local date. */
export function staysOf(
  item: Item,
  longest = item.maximumStay,
): fc.Arbitrary<{ stay: Stay; minutes: Map<string, number> }> {
  const { minimumStay, timeZone, gridMinutes } = item;
  const dates = datesIn(timeZone);
  if (item.rate.per !== 'hour') {
    const allowed = fc
      .tuple(dates, fc.integer({ min: minimumStay, max: longest }))
      .filter(([from, count]) => keepsSeasons(item, from, addDays(from, count)));
    return allowed.map(([from, count]) => ({
      stay: resolveStay(item, from, addDays(from, count), present),
      minutes: new Map(Array.from({ length: count }, (_, day) => [addDays(from, day), 1440])),
    }));
  }
  const lengths = fc.integer({ min: (minimumStay * 60) / gridMinutes, max: (longest * 60) / gridMinutes });
  const open = { ...item, startTime: '00:00', endTime: '00:00' }; // prices are of any hour
  const steps = fc.integer({ min: 0, max: 1440 / gridMinutes - 1 });
  return fc
    .tuple(dates, steps, lengths)
    .map(([date, step, length]) => ({
      from: instantsAt(timeZone, { date, minutes: step * gridMinutes })[0] ?? 0,
      lengthMs: length * gridMinutes * minuteMs,
    }))
    .filter(({ from }) => from > 0)
    .map(({ from, lengthMs }) => ({
      stay: resolveStay(open, new Date(from).toISOString(), new Date(from + lengthMs).toISOString(), present),
      minutes: minutesByDate(timeZone, from, from + lengthMs),
    }));
}

/** Whether a stay of nights or days of 24 hours is one that the seasons of its first and last night allow. */
function keepsSeasons(item: Item, from: string, to: string): boolean {
  const inSeason = (date: string) => item.seasons.find((one) => one.from <= date && date < one.to);
  const isoDay = (date: string) => new Date(`${date}T12:00Z`).getUTCDay() || 7;
  const [first, last] = [inSeason(from), inSeason(addDays(to, -1))];
  return (
    addDays(from, first?.minimumStay ?? item.minimumStay) <= to &&
    (first?.arrivalDays ?? item.arrivalDays).includes(isoDay(from)) &&
    (last?.departureDays ?? item.departureDays).includes(isoDay(to))
  );
}

/** Guests and extras within an item's limits. */
export function wishesFor(item: Item): fc.Arbitrary<{ guests: number; extras: Record<string, number> }> {
  const quantities = item.extras.map(({ code, maxQuantity }) => [
    code,
    fc.integer({ min: 0, max: maxQuantity }),
  ]);
  return fc.record({
    guests: fc.integer({ min: 1, max: item.capacity }),
    extras: fc.record(Object.fromEntries(quantities)),
  });
}
