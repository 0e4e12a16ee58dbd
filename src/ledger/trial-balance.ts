import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minorSchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Every account in every currency. The balances of a currency add up to zero, or the books are wrong. */
export const trialBalanceSchema = named(
  'TrialBalance',
  'Every account in every currency.',
  v.object({
    accounts: described(
      v.array(
        named(
          'AccountBalance',
          'An account in a currency.',
          v.object({
            account: described(v.string(), 'The account.'),
            currency: described(currencySchema, 'The currency (ISO 4217).'),
            debits: described(minorSchema, 'The sum of its debits, in minor units.'),
            credits: described(minorSchema, 'The sum of its credits, in minor units.'),
            balance: described(minorSchema, 'Debits less credits, in minor units.'),
            reporting: described(
              v.nullable(minorSchema),
              'The balance in minor units of the reporting currency, as far as rates were stored; else null.',
            ),
          }),
        ),
      ),
      'The accounts, by currency and name.',
    ),
    sums: described(
      v.array(
        named(
          'CurrencySum',
          'The sum of all accounts in a currency.',
          v.object({
            currency: described(currencySchema, 'The currency (ISO 4217).'),
            balance: described(
              minorSchema,
              'The sum of all balances, in minor units: zero, or the books are wrong.',
            ),
          }),
        ),
      ),
      'The sum of each currency.',
    ),
    isBalanced: described(v.boolean(), 'Whether every sum is zero.'),
  }),
);

const rowSchema = v.object({
  account: v.string(),
  currency: currencySchema,
  debits: minorSchema,
  credits: minorSchema,
  balance: minorSchema,
  reporting: v.nullable(minorSchema),
});

/** The trial balance up to an instant. One statement. */
export async function trialBalance(
  runtime: Runtime,
  at: Date = runtime.clock.now(),
): Promise<v.InferOutput<typeof trialBalanceSchema>> {
  const rows = await runtime.database.query(sql`
    select e.account, e.currency, coalesce(sum(e.amount_minor) filter (where e.amount_minor > 0), 0)::float8 as debits,
      coalesce(-sum(e.amount_minor) filter (where e.amount_minor < 0), 0)::float8 as credits, sum(e.amount_minor)::float8 as balance,
      sum(k.amount_minor)::float8 as reporting
    from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      left join ledger_reporting k on k.transaction_id = e.transaction_id and k.account = e.account and k.currency = e.currency
    where t.posted_at <= ${at.toISOString()} group by e.currency, e.account order by e.currency, e.account`);
  const accounts = rowsOf(rowSchema, rows);
  const currencies = [...new Set(accounts.map(({ currency }) => currency))];
  const sums = currencies.map((currency) => ({
    currency,
    balance: v.parse(
      minorSchema,
      accounts.filter((one) => one.currency === currency).reduce((sum, { balance }) => sum + balance, 0),
    ),
  }));
  return { accounts, sums, isBalanced: sums.every(({ balance }) => balance === 0) };
}
