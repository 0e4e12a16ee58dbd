import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database.ts';
import { currencySchema, minorSchema } from '../platform/money.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Every account in every currency. The balances of a currency add up to zero, or the books are wrong. */
export const trialBalanceSchema = v.object({
  accounts: v.array(
    v.object({
      account: v.string(),
      currency: currencySchema,
      debits: minorSchema,
      credits: minorSchema,
      balance: minorSchema,
      /** The same in the reporting currency, as far as rates were stored. */
      reporting: v.nullable(minorSchema),
    }),
  ),
  sums: v.array(v.object({ currency: currencySchema, balance: minorSchema })),
  isBalanced: v.boolean(),
});

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
