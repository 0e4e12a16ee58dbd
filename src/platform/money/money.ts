import * as v from 'valibot';
import { described, named } from '../described.ts';
import { remembered } from '../remembered.ts';
import { currencyDecimals } from './currency-decimals.ts';

/**
 * An amount in the minor unit of its currency (cents, fils, whole yen): always an integer, never a fraction.
 */
export type Minor = number & { readonly __unit: 'minor' };

/** An ISO 4217 code in capitals. */
export type Currency = string & { readonly __unit: 'iso4217' };

/** An amount and its currency; the two never travel apart. */
export interface Money {
  readonly amount: Minor;
  readonly currency: Currency;
}

/**
 * An integer amount of minor units. Throws RangeError for a fraction or a number past 2^53: that is a bug.
 */
export function minor(amount: number): Minor {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not a whole number of minor units: ${amount}`);
  return amount as Minor; // checked in the line above
}

export const minorSchema = v.pipe(v.number(), v.safeInteger(), v.transform(minor));

export const currencySchema = v.pipe(
  v.string(),
  v.regex(/^[A-Z]{3}$/, 'Give a currency as its three-letter code, such as EUR.'),
  v.transform((code) => code as Currency), // the regular expression has just proved the shape
);

export const moneySchema = named(
  'Money',
  'An amount in a currency.',
  v.object({
    amount: described(
      minorSchema,
      'The amount in the minor unit of the currency: cents, fils, whole yen. Never a fraction.',
    ),
    currency: described(currencySchema, 'The currency, three letters (ISO 4217).'),
  }),
);

/** `share` basis points (1/10,000) of an amount, to the nearest minor unit, halves away from zero. */
export function basisPointsOf(amount: number, share: number): Minor {
  const product = BigInt(amount) * BigInt(share);
  const rounded = (abs(product) * 2n + 10_000n) / 20_000n;
  return minor(Number(product < 0n ? -rounded : rounded));
}

/** The tax that is already inside a gross amount: gross * rate / (10,000 + rate), halves away from zero. */
export function basisPointsWithin(gross: number, share: number): Minor {
  const numerator = BigInt(gross) * BigInt(share);
  const denominator = BigInt(10_000 + share);
  const rounded = (abs(numerator) * 2n + denominator) / (denominator * 2n);
  return minor(Number(numerator < 0n ? -rounded : rounded));
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

const currencyFormat = remembered(
  60,
  (language, currency, decimals) =>
    new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      ...(decimals === '' ? {} : { minimumFractionDigits: Number(decimals) }),
    }),
);

/** Money in words and figures of a language, such as `1 234,50 €` for `fr`. */
export function formatMoney({ amount, currency }: Money, language: string): string {
  const decimals = currencyDecimals(currency);
  // What people write without decimals, such as forints, is written with them where there is a part of one.
  const isWhole = amount % 10 ** decimals === 0;
  // As a decimal text: a binary fraction would lose the last cents of a large amount.
  return currencyFormat(language, currency, isWhole ? '' : `${decimals}`).format(
    decimalText(amount, decimals) as Intl.StringNumericLiteral,
  );
}

/** An amount of minor units as a decimal text with so many decimals: `-1234` and 2 give `-12.34`. Exact. */
export function decimalText(amount: number, decimals: number): string {
  const digits = Math.abs(amount)
    .toString()
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : '';
  return `${amount < 0 ? '-' : ''}${whole}${fraction}`;
}

/**
 * The minor units of a decimal text. Throws RangeError for what is no decimal, or finer than so many
 * decimals. Exact.
 */
export function minorOfDecimal(text: string, decimals: number): Minor {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  const surplus = fraction.slice(decimals);
  if (whole === '' || /[1-9]/.test(surplus)) throw new RangeError(`not an amount of money: ${text}`);
  const value = Number(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
  return minor(sign === '-' && value !== 0 ? -value : value);
}
