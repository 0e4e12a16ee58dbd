/**
 * ISO 4217, list one: currencies with another number of decimals than two. The database's `currency_decimals`
 * is the same.
 */
const others: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

const decimals: ReadonlyMap<string, number> = new Map(
  Object.entries(others).flatMap(([count, codes]) =>
    codes.split(' ').map((code) => [code, Number(count)] as const),
  ),
);

/**
 * How many decimals of a currency one minor unit is: 2 for EUR, 0 for JPY, 3 for KWD. By ISO 4217 and not by
 * `Intl`, which says how people write amounts today (forints without decimals) and changes with its version.
 */
export function currencyDecimals(currency: string): number {
  return decimals.get(currency) ?? 2;
}
