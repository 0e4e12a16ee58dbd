import { invalidParameter } from './api-error.ts';

/** https://docs.stripe.com/currencies#presentment-currencies */
const supported = new Set(
  `aed afn all amd ang aoa ars aud awg azn bam bbd bdt bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny
  cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk
  jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr
  mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos
  srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw`.split(
    /\s+/,
  ),
);

/** https://docs.stripe.com/currencies#zero-decimal. ISK and UGX are Stripe's exceptions: two decimals there. */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));

/** https://docs.stripe.com/currencies#three-decimal */
const threeDecimal = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** Minor units, from https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts; others have none. */
const minimumAmountMinor: Record<string, number> = {
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1_500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1_000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1_000,
  usd: 50,
};

/**
 * Eight digits (https://docs.stripe.com/api/payment_intents/create), and of these currencies more for all methods
 * (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, which gives some cards more of every currency).
 */
const maximumDigits: Record<string, number> = { idr: 12, cop: 10, inr: 9 };

/** Two decimals that must be 00: https://docs.stripe.com/currencies#special-cases */
const wholeOnly = new Set(['isk', 'ugx']);

/** How many digits of an amount stand after the decimal point. */
function decimalsOf(currency: string): number {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** An amount in minor units as a person reads it, for example `€1,234.50`. */
export function formatAmount(amountMinor: number, currency: string): string {
  const digits = decimalsOf(currency);
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amountMinor / 10 ** digits);
}

/** Throws a 400 for a currency or an amount that the real API refuses to charge. */
export function requireChargeable(amountMinor: number, currency: string): void {
  if (!supported.has(currency)) {
    const list = [...supported].join(', ');
    const message = `Invalid currency: ${currency}. Stripe currently supports these currencies: ${list}`;
    throw invalidParameter('currency', message);
  }
  const minimum = minimumAmountMinor[currency] ?? 1;
  if (amountMinor < minimum) {
    const message = `Amount must be at least ${formatAmount(minimum, currency)} ${currency}`;
    throw invalidParameter('amount', message, 'amount_too_small');
  }
  const maximum = 10 ** (maximumDigits[currency] ?? 8) - 1;
  if (amountMinor > maximum) {
    const message = `Amount must be no more than ${formatAmount(maximum, currency)}`;
    throw invalidParameter('amount', message, 'amount_too_large');
  }
  requireWholeStep('amount', amountMinor, currency);
}

/** Throws a 400 for an amount finer than Stripe moves: of a charge, a capture or a refund. */
export function requireWholeStep(parameter: string, amountMinor: number, currency: string): void {
  // The card networks settle these currencies in two decimals, so Stripe takes multiples of ten only.
  if (threeDecimal.has(currency) && amountMinor % 10 !== 0) {
    const message = `Invalid amount: the last digit must be 0 for ${currency}, a three-decimal currency.`;
    throw invalidParameter(parameter, message, 'parameter_invalid_integer');
  }
  if (wholeOnly.has(currency) && amountMinor % 100 !== 0) {
    const message = `Invalid amount: the last two digits must be 00 for ${currency}, which has no decimals.`;
    throw invalidParameter(parameter, message, 'parameter_invalid_integer');
  }
}
