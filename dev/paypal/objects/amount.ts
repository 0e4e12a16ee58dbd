import { invalid, unprocessable } from '../wire/api-error.ts';
import type { Money } from './objects.ts';

/** https://developer.paypal.com/api/rest/reference/currency-codes: these have no decimals at PayPal, all others two. */
const withoutDecimals = new Set(['HUF', 'JPY', 'TWD']);
const accepted =
  'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(
    ' ',
  );

const decimalsOf = (currency: string) => (withoutDecimals.has(currency) ? 0 : 2);

/** The smallest units of an amount that is paid. Throws PayPal's refusals of currencies and amounts that it does not take. */
export function unitsOf(amount: Money, field?: string): number {
  const units = amountOf(amount, field);
  if (units <= 0) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'Must be greater than zero.', { field });
  return units;
}

/** The same of a part of what is paid, which may be nothing. */
export function amountOf({ currency_code: currency, value }: Money, field?: string): number {
  if (!accepted.includes(currency))
    throw unprocessable('CURRENCY_NOT_SUPPORTED', 'Currency code is not currently supported.', { field });
  if (value.length > 32 || !/^-?(\d+(\.\d+)?|\.\d+)$/.test(value))
    throw invalid(
      'INVALID_PARAMETER_SYNTAX',
      'The value of a field does not conform to the expected format.',
      {
        field,
      },
    );
  const [whole = '', fraction = ''] = value.split('.');
  if (fraction.length > decimalsOf(currency)) throw tooManyDecimals(currency, field);
  const units = Number(whole + fraction.padEnd(decimalsOf(currency), '0'));
  // What the Orders API says with this issue (https://developer.paypal.com/docs/api/orders/v2/#errors).
  if (units >= 10_000_000 * 10 ** decimalsOf(currency))
    throw unprocessable('MAX_VALUE_EXCEEDED', 'Should be less than or equal to 9999999.99.', { field });
  return units;
}

function tooManyDecimals(currency: string, field: string | undefined) {
  return withoutDecimals.has(currency)
    ? unprocessable('DECIMALS_NOT_SUPPORTED', 'Currency does not support decimals.', { field })
    : unprocessable(
        'DECIMAL_PRECISION',
        'If the currency supports decimals, only two decimal place precision is supported.',
        { field },
      );
}

/** So many smallest units, as PayPal writes them. */
export function money(units: number, currency: string): Money {
  const decimals = decimalsOf(currency);
  const digits = Math.abs(units)
    .toString()
    .padStart(decimals + 1, '0');
  const text = decimals > 0 ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  return { currency_code: currency, value: `${units < 0 ? '-' : ''}${text}` };
}

/** What PayPal keeps of a payment: 3.49 % and 49 hundredths of the unit, in the sandbox. */
export function feeOf(units: number, currency: string): number {
  return Math.round((units * 349) / 10_000) + (decimalsOf(currency) === 2 ? 49 : 0);
}
