import { type SQL, sql } from 'drizzle-orm';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';

interface Posting {
  /** Unique for the movement: posting it twice is refused by the database. */
  readonly source: SQL;
  readonly amount: SQL;
  readonly debit: SQL;
  readonly credit: SQL;
}

/**
 * The CTEs that post one balanced movement for the row of `from`, a CTE with the columns `id` (of the payment) and
 * `currency`. `guest-funds` is what we hold for guests; `provider-clearing:…` what a provider holds for us.
 */
export function post(
  runtime: Runtime,
  now: Date,
  name: 'capture' | 'refund',
  from: SQL,
  { source, amount, debit, credit }: Posting,
): SQL {
  const id = newId('ledgerTransaction', now, runtime.random);
  return sql`${sql.raw(`${name}_posted`)} as (
      insert into ledger_transactions (id, source, payment_id, posted_at) select ${id}, ${source}, id, ${now.toISOString()} from ${from}
    ), ${sql.raw(`${name}_entries`)} as (
      insert into ledger_entries (transaction_id, account, amount_minor, currency)
      select ${id}, side.account, side.amount, currency from ${from},
        lateral (values (${debit}, ${amount}), (${credit}, -${amount})) side(account, amount)
    )`;
}
