import { formatMoney, type Money } from '../../platform/money/money.ts';
import { remembered } from '../../platform/remembered.ts';
import type { FormTexts, Unit } from '../../texts/form-texts.ts';

export type FormFormats = ReturnType<typeof formFormats>;

const numbersOf = remembered(10, (locale) => ({
  number: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
  share: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }),
  plurals: new Intl.PluralRules(locale, { maximumFractionDigits: 2 }),
}));

const momentsOf = remembered(40, (locale, timeZone) => ({
  date: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone }),
  time: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone }),
}));

/** Writes amounts, lengths and times as the language of a page has them. */
export function formFormats({ locale, units }: FormTexts) {
  const { number, share, plurals } = numbersOf(locale);
  return {
    money: (money: Money) => formatMoney(money, locale),
    counted: (count: number, unit: Unit) =>
      `${number.format(count)}\u00a0${units[unit][plurals.select(count) === 'one' ? 0 : 1]}`,
    /** A share of 1/10,000. */
    share: (basisPoints: number) => share.format(basisPoints / 10_000),
    number: (value: number) => number.format(value),
    /** Date and time by the clocks of a zone (IANA), such as "1 June 2027, 16:00". */
    moment: (instant: string, timeZone: string) => {
      const { date, time } = momentsOf(locale, timeZone);
      const at = new Date(instant);
      return `${date.format(at)}, ${time.format(at)}`;
    },
  };
}
