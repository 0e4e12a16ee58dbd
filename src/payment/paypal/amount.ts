import * as v from 'valibot';
import { currencyDecimals } from '../../platform/money/currency-decimals.ts';
import { type Currency, decimalText, type Minor, minor, minorOfDecimal } from '../../platform/money/money.ts';
import { decimalsBeyond, limitsOf } from '../../platform/money/provider-limits.ts';

/** `{ currency_code, value }` as PayPal writes it. */
export const paypalMoneySchema = v.object({ currency_code: v.string(), value: v.string() });
export type PaypalMoney = v.InferOutput<typeof paypalMoneySchema>;

/** Whether PayPal can take an amount: a currency that it knows, and no fraction that it does not. */
export function isPayable(amount: Minor, currency: Currency): boolean {
  const limits = limitsOf('paypal', currency);
  return limits !== undefined && amount % limits.step === 0;
}

/**
 * An amount in PayPal's words. Exact. Throws RangeError for one finer than PayPal counts: it was not made
 * payable.
 */
export function paypalMoney(amount: Minor, currency: Currency): PaypalMoney {
  const beyond = decimalsBeyond('paypal', currency);
  const units = minor(amount / 10 ** beyond);
  return { currency_code: currency, value: decimalText(units, currencyDecimals(currency) - beyond) };
}

/** The minor units of PayPal's words. Throws RangeError for what is no amount. Exact. */
export function minorOf({ currency_code: currency, value }: PaypalMoney): Minor {
  return minorOfDecimal(value, currencyDecimals(currency));
}

/** The currency of PayPal's words. */
export function currencyOf({ currency_code: code }: PaypalMoney): Currency {
  return code as Currency; // a currency of PayPal's, not of a caller
}
