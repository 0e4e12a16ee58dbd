import { currencyDecimals } from './currency-decimals.ts';

/** The payment providers that Midas speaks with. */
export const providers = ['stripe', 'paypal'] as const;
export type ProviderName = (typeof providers)[number];

/**
 * What a provider moves at a time, in our minor units: whole steps, from the least to the most. Both are
 * whole steps.
 */
export interface Limits {
  readonly step: number;
  readonly least: number;
  readonly most: number;
}

/** https://docs.stripe.com/currencies#presentment-currencies */
const stripeTakes =
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY
  COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK
  JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR
  MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS
  SRD STD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW`.split(
    /\s+/,
  );

/** Stripe counts these in whole units: https://docs.stripe.com/currencies#zero-decimal */
const stripeZeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Three decimals, of which the last must be 0: https://docs.stripe.com/currencies#three-decimal */
const stripeThreeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Written with two decimals that must be 00: https://docs.stripe.com/currencies#special-cases */
const stripeWhole = new Set(['ISK', 'UGX']);

/**
 * Stripe's units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts; of the others none
 * is named.
 */
const stripeLeast: Readonly<Record<string, number>> = {
  AED: 200,
  AUD: 50,
  BRL: 50,
  CAD: 50,
  CHF: 50,
  CZK: 1_500,
  DKK: 250,
  EUR: 50,
  GBP: 30,
  HKD: 400,
  HUF: 17_500,
  INR: 50,
  JPY: 50,
  MXN: 1_000,
  MYR: 200,
  NOK: 300,
  NZD: 50,
  PLN: 200,
  RON: 200,
  SEK: 300,
  SGD: 50,
  THB: 1_000,
  USD: 50,
};

/**
 * The digits that every method and account at Stripe takes: eight
 * (https://docs.stripe.com/api/payment_intents/create#create_payment_intent-amount), but for these
 * (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). That page gives cards up to
 * twelve, American Express nine, some accounts in Japan eight: which card will be used is not known when a
 * price is made, so what is above eight is paid in shares.
 */
const stripeDigits: Readonly<Record<string, number>> = { IDR: 12, COP: 10, INR: 9 };
const stripeDigitsElse = 8;

/** https://developer.paypal.com/api/rest/reference/currency-codes/ */
const paypalTakes =
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(
    ' ',
  );
/** Without decimals at PayPal, all others with two: the notes of the same page. */
const paypalZeroDecimal = new Set(['HUF', 'JPY', 'TWD']);
/**
 * "Should be less than or equal to 9999999.99": what the Orders API says with MAX_VALUE_EXCEEDED (its OpenAPI
 * file names a thousand billion, so this is the safe one). What one account may pay is less and PayPal's own
 * affair.
 */
const paypalMostUnits = 9_999_999;

/** How many decimals Stripe writes in an amount of a currency. */
function stripeDecimals(currency: string): number {
  if (stripeZeroDecimal.has(currency)) return 0;
  return stripeThreeDecimal.has(currency) ? 3 : 2;
}

/**
 * How many of our minor units one of the provider's units is, as a power of ten: -2 where the provider counts
 * hundredths of ours.
 */
export function decimalsBeyond(provider: ProviderName, currency: string): number {
  const theirs = provider === 'stripe' ? stripeDecimals(currency) : paypalZeroDecimal.has(currency) ? 0 : 2;
  return currencyDecimals(currency) - theirs;
}

function stripeLimits(currency: string): Limits {
  const ofOurs = 10 ** decimalsBeyond('stripe', currency);
  const inOurs = (theirs: number) => Math.floor(theirs * ofOurs);
  const step = stripeThreeDecimal.has(currency) ? 10 : stripeWhole.has(currency) ? 1 : inOurs(1);
  const most = inOurs(10 ** (stripeDigits[currency] ?? stripeDigitsElse) - 1);
  return { step, least: Math.max(step, inOurs(stripeLeast[currency] ?? 1)), most: most - (most % step) };
}

function paypalLimits(currency: string): Limits {
  const unit = 10 ** currencyDecimals(currency);
  const step = paypalZeroDecimal.has(currency) ? unit : 1;
  return { step, least: step, most: paypalMostUnits * unit + (unit - step) };
}

/** What each provider takes of each currency; a currency that is not there it does not take. */
export const providerLimits: Readonly<Record<ProviderName, Readonly<Record<string, Limits>>>> = {
  stripe: Object.fromEntries(stripeTakes.map((currency) => [currency, stripeLimits(currency)])),
  paypal: Object.fromEntries(paypalTakes.map((currency) => [currency, paypalLimits(currency)])),
};

/**
 * What a provider takes of a currency, in our minor units; undefined for a currency that it does not take.
 */
export function limitsOf(provider: ProviderName, currency: string): Limits | undefined {
  return providerLimits[provider][currency];
}
