import { trialBalance } from '../src/ledger/trial-balance.ts';
import { formatMoney } from '../src/platform/money/money.ts';
import { runCommand } from './command.ts';

// Prints every account in every currency, and the sum of each.
await runCommand({
  name: 'trial-balance',
  uses: ['DATABASE_URL'],
  async run({ runtime }) {
    const { accounts, sums, isBalanced } = await trialBalance(runtime());
    if (accounts.length === 0) {
      console.log('Nothing was booked yet.\n\nThe books balance.');
      return 0;
    }
    const rows = accounts.map(({ account, currency, ...amounts }) => [
      account,
      ...[amounts.debits, amounts.credits, amounts.balance].map((amount) =>
        formatMoney({ amount, currency }, 'en'),
      ),
    ]);
    console.log(aligned([['Account', 'Debits', 'Credits', 'Balance'], ...rows]));
    for (const { currency, balance } of sums)
      console.log(`\nSum in ${currency}: ${formatMoney({ amount: balance, currency }, 'en')}`);
    console.log(isBalanced ? '\nThe books balance.' : '\nTHE BOOKS DO NOT BALANCE.');
    return isBalanced ? 0 : 1;
  },
});

/** Rows of words, with figures to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
