/** Money in words of the reader. @param {{amount: number, currency: string}} money in minor units */
export function formatMoney({ amount, currency }) {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  const isWhole = amount % 10 ** decimals === 0;
  const shown = isWhole
    ? new Intl.NumberFormat('en-GB', { style: 'currency', currency, maximumFractionDigits: 0 })
    : format;
  return shown.format(amount / 10 ** decimals);
}
