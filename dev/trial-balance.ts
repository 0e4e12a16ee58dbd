import { trialBalance } from '../src/ledger/trial-balance.ts';
import { parseConfig } from '../src/platform/config.ts';
import { createRuntime } from '../src/platform/runtime.ts';

// Prints every account in every currency, from the database of the environment.
const runtime = createRuntime(parseConfig(process.env, 'dev'));
const { accounts, sums, isBalanced } = await trialBalance(runtime);
console.table(accounts);
console.table(sums);
console.log(isBalanced ? 'The books balance.' : 'THE BOOKS DO NOT BALANCE.');
process.exit(isBalanced ? 0 : 1);
