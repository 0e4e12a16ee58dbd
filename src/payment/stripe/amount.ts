import { type Currency, type Minor, type Money, minor } from '../../platform/money/money.ts';
import { decimalsBeyond } from '../../platform/money/provider-limits.ts';

/**
 * An amount as Stripe's API takes it. Throws RangeError for one finer than Stripe counts: it was not made
 * payable.
 */
export function stripeAmount(amount: Minor, currency: Currency): number {
  const beyond = decimalsBeyond('stripe', currency);
  return minor(beyond < 0 ? amount * 10 ** -beyond : amount / 10 ** beyond);
}

/**
 * An amount of Stripe's, which writes currencies in small letters. Throws RangeError for one that is not
 * whole in our minor unit.
 */
export function moneyOf(amount: number, code: string): Money {
  const currency = code.toUpperCase() as Currency; // a currency of Stripe's, not of a caller
  return { amount: minor(inOurs(amount, currency)), currency };
}

/**
 * Throws RangeError for what is no currency of ISO 4217, such as a stablecoin (`usdc`), whose unit we do not
 * know.
 */
function inOurs(amount: number, currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError('not a currency of ISO 4217');
  const beyond = decimalsBeyond('stripe', currency);
  return beyond < 0 ? amount / 10 ** -beyond : amount * 10 ** beyond;
}

/**
 * The same for what is only counted, not ours to move: to the nearest minor unit, since others may have fees
 * in parts of one.
 */
export function nearestMoneyOf(amount: number, code: string): Money {
  const currency = code.toUpperCase() as Currency; // a currency of Stripe's, not of a caller
  return { amount: minor(Math.round(inOurs(amount, currency)) || 0), currency };
}
