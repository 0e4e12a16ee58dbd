import { currencyDecimals } from '../../platform/currency-decimals.ts';
import { type Currency, type Minor, type Money, minor } from '../../platform/money.ts';

/** Without decimals and with three at Stripe; the others have two: https://docs.stripe.com/currencies#zero-decimal */
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

/** How many of Stripe's units one of ours is: 1, or 100 where the currency has no decimals and Stripe writes two (ISK, UGX). */
function unitsOf(currency: string): number {
  const theirs = zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2;
  return 10 ** (theirs - currencyDecimals(currency));
}

/** An amount as Stripe's API takes it. */
export function stripeAmount(amount: Minor, currency: Currency): number {
  return minor(amount * unitsOf(currency));
}

/** An amount of Stripe's, which writes currencies in small letters. Throws RangeError for one that is not whole in our minor unit. */
export function moneyOf(amount: number, code: string): Money {
  const currency = code.toUpperCase() as Currency; // a currency of Stripe's, not of a caller
  return { amount: minor(amount / unitsOf(currency)), currency };
}

/** The same for what is only counted, not ours to move: to the nearest minor unit, since others may have fees in parts of one. */
export function nearestMoneyOf(amount: number, code: string): Money {
  const currency = code.toUpperCase() as Currency; // a currency of Stripe's, not of a caller
  return { amount: minor(Math.round(amount / unitsOf(currency)) || 0), currency };
}
