import { trialBalance } from '../src/ledger/trial-balance.ts';
import { runCommand } from './command.ts';

// Prints every account in every currency.
await runCommand({
  name: 'trial-balance',
  uses: ['DATABASE_URL'],
  async run({ runtime }) {
    const { accounts, sums, isBalanced } = await trialBalance(runtime());
    console.table(accounts);
    console.table(sums);
    console.log(isBalanced ? 'The books balance.' : 'THE BOOKS DO NOT BALANCE.');
    return isBalanced ? 0 : 1;
  },
});
