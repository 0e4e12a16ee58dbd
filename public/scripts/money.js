/** Currencies with another number of decimals than two, by ISO 4217: the API counts money in its minor units. */
const decimals = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
]);

/**
 * Money as the page's language writes it.
 * @param {{amount: number, currency: string}} money in minor units @param {string} [lang] `en`, as in London, when left out
 */
export function formatMoney({ amount, currency }, lang = 'en') {
  const count = decimals.get(currency) ?? 2;
  const one = 10 ** count;
  const shown = amount % one === 0 ? { maximumFractionDigits: 0 } : { minimumFractionDigits: count };
  return new Intl.NumberFormat(lang === 'en' ? 'en-GB' : lang, {
    style: 'currency',
    currency,
    ...shown,
  }).format(amount / one);
}
