import { currencyDecimals } from '../../src/platform/money/currency-decimals.ts';
import type { Item } from '../client/midas.ts';
import type { Texts } from '../texts/texts.ts';

/** Minor units and their currency, as the API writes money. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export type Formats = ReturnType<typeof formatsFor>;

const moment = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
} as const;

/** How money, dates and counts are written in a language. */
export function formatsFor({ locale, units, per }: Texts) {
  let regions: Intl.DisplayNames | undefined;
  const part = (options: Intl.DateTimeFormatOptions, date: string | Date) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(date));
  const wall = (instant: string) => new Date(`${instant.slice(0, 19)}Z`);
  return {
    money({ amount, currency }: Money): string {
      const decimals = currencyDecimals(currency);
      const one = 10 ** decimals;
      const shown = amount % one === 0 ? { maximumFractionDigits: 0 } : { minimumFractionDigits: decimals };
      return new Intl.NumberFormat(locale, { style: 'currency', currency, ...shown }).format(amount / one);
    },
    /** A local date, `2027-06-01`. */
    date: (date: string) => part({ dateStyle: 'full' }, date),
    /** The date of an instant of an item. */
    day: (instant: string) => part({ dateStyle: 'full' }, instant.slice(0, 10)),
    month: (date: string) => part({ month: 'long', year: 'numeric' }, date),
    weekday: (date: string) => part({ weekday: 'short' }, date),
    /**
     * A time of an item, `2027-06-01T16:00:00+01:00`, as the clocks there show it. The API writes it with the offset of the place,
     * so it is read without: what this browser knows of zones may be older.
     */
    instant: (instant: string) => part(moment, wall(instant)),
    /** From one time of an item to another, in two parts; what both have in common is said once. */
    span(from: string, to: string): [string, string] {
      const format = new Intl.DateTimeFormat(locale, { ...moment, timeZone: 'UTC' });
      const parts = format.formatRangeToParts(wall(from), wall(to));
      const second = parts.findIndex(({ source }) => source === 'endRange');
      const joined = (some: typeof parts) =>
        some
          .map(({ value }) => value)
          .join('')
          .trim();
      return [joined(parts.slice(0, second)), joined(parts.slice(second))];
    },
    /** `3 nights`, `1.5 hours`. */
    counted: (quantity: number, unit: keyof typeof units) =>
      `${new Intl.NumberFormat(locale).format(quantity)} ${units[unit][new Intl.PluralRules(locale).select(quantity) === 'one' ? 0 : 1]}`,
    /** `€320 an hour`. */
    rate(price: Money, unit: keyof typeof per): string {
      return `${this.money(price)} ${per[unit]}`.trim();
    },
    percent: (basisPoints: number) =>
      new Intl.NumberFormat(locale, { style: 'percent' }).format(basisPoints / 10_000),
    place({ city, country }: Item['place']): string {
      // Made once: a list names eighteen places.
      regions ??= new Intl.DisplayNames(locale, { type: 'region' });
      return `${city}, ${regions.of(country)}`;
    },
  };
}
