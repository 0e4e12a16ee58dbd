import * as v from 'valibot';
import { type Currency, decimalText, type Minor, minorOfDecimal } from '../../platform/money.ts';

/** The currencies that PayPal takes without decimals; all others have two (PayPal's currency codes page). It takes none with three. */
const withoutDecimals = new Set(['HUF', 'JPY', 'TWD']);
/** PayPal counts these in whole units, and we in hundredths, as ISO 4217 does. */
const wholeButHundredths = new Set(['HUF', 'TWD']);
const accepted = new Set(
  'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(
    ' ',
  ),
);

/** `{ currency_code, value }` as PayPal writes it. */
export const paypalMoneySchema = v.object({ currency_code: v.string(), value: v.string() });
export type PaypalMoney = v.InferOutput<typeof paypalMoneySchema>;

/** Whether PayPal can take an amount: a currency that it knows, and no fraction that it does not. */
export function isPayable(amount: Minor, currency: Currency): boolean {
  return accepted.has(currency) && !(wholeButHundredths.has(currency) && amount % 100 !== 0);
}

/** An amount in PayPal's words. Exact. */
export function paypalMoney(amount: Minor, currency: Currency): PaypalMoney {
  const units = wholeButHundredths.has(currency) ? amount / 100 : amount;
  return { currency_code: currency, value: decimalText(units, withoutDecimals.has(currency) ? 0 : 2) };
}

/** The minor units of PayPal's words. Throws RangeError for what is no amount. Exact. */
export function minorOf({ currency_code: currency, value }: PaypalMoney): Minor {
  return minorOfDecimal(value, currency === 'JPY' ? 0 : 2);
}

/** The currency of PayPal's words. */
export function currencyOf({ currency_code: code }: PaypalMoney): Currency {
  return code as Currency; // a currency of PayPal's, not of a caller
}
