import { expect, test } from 'vitest';
import { currencyDecimals } from '../../src/platform/money/currency-decimals.ts';
import { type Currency, formatMoney, minor } from '../../src/platform/money/money.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

const codes = Intl.supportedValuesOf('currency');

test('every currency has the same minor unit in the code, in the database and on the page', async () => {
  const { rows } = await stack.database.query<{ code: string; decimals: number }>(
    'select code, currency_decimals(code) as decimals from unnest($1::text[]) code',
    [codes],
  );
  expect(rows.filter(({ code, decimals }) => decimals !== currencyDecimals(code))).toEqual([]);
  const page: { formatMoney(money: object): string } = await import(
    new URL('../../public/scripts/money.js', import.meta.url).href
  );
  const figures = (text: string) => text.replaceAll(/[^\d.]/g, '');
  const sample = (code: string) => ({ amount: minor(1_234_567), currency: code as Currency }); // a code of ISO 4217
  const differing = codes.filter(
    (code) => figures(page.formatMoney(sample(code))) !== figures(formatMoney(sample(code), 'en-GB')),
  );
  expect(differing).toEqual([]);
});

test.each([
  ['EUR', 123_450, '€1,234.50'],
  ['JPY', 1235, 'JP¥1,235'],
  ['KWD', 1_234_500, 'KWD 1,234.500'],
  ['HUF', 1_234_500, 'HUF 12,345'],
  ['HUF', 1_234_550, 'HUF 12,345.50'],
])('%s %i is written %s', (code, amount, text) => {
  const money = { amount: minor(amount), currency: code as Currency }; // as above
  expect(formatMoney(money, 'en-GB').replaceAll(/\s/g, ' ')).toBe(text);
});
