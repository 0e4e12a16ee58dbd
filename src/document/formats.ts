import { type Currency, formatMoney, type Minor } from '../platform/money/money.ts';
import { remembered } from '../platform/remembered.ts';

export type Formats = ReturnType<typeof formatsOf>;

/** Writes instants, amounts and numbers as `locale` has it. */
export const formatsOf = remembered(10, (locale: string) => {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const days = remembered(
    20,
    (timeZone) =>
      new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone }),
  );
  const moments = remembered(
    20,
    (timeZone) =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
        timeZone,
      }),
  );
  return {
    /** The day by the clocks of a zone (IANA). */
    day: (instant: string, timeZone: string) => days(timeZone).format(new Date(instant)),
    /** Day, time and the zone's name, by its clocks. */
    moment: (instant: string, timeZone: string) => moments(timeZone).format(new Date(instant)),
    money: (amount: Minor, currency: Currency) => formatMoney({ amount, currency }, locale),
    number: (value: number) => number.format(value),
    /** A share in 1/10,000. */
    share: (basisPoints: number) => share.format(basisPoints / 10_000),
  };
});
