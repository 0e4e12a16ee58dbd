import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../platform/database/newest-first.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';

const payers = ['stripe', 'paypal'] as const;

export const payoutsQuerySchema = v.strictObject({
  ...newestFirstEntries,
  provider: v.optional(
    described(v.picklist(payers, `Choose one of ${payers.join(', ')}.`), 'Only those of this provider.'),
  ),
});

export const payoutsSchema = named(
  'Payouts',
  'A page of what providers have paid out to the bank.',
  v.object({
    payouts: described(
      v.array(
        named(
          'Payout',
          'Money that a provider has sent to the bank.',
          v.object({
            id: described(v.string(), 'The id of its movement in the ledger, `txn_…`.'),
            provider: described(v.picklist(payers), 'Who paid out.'),
            providerRef: described(v.string(), 'The provider’s own id of it.'),
            amount: described(moneySchema, 'How much; below zero for what came back from the bank.'),
            postedAt: described(
              v.string(),
              'When the comparison with the provider brought it, RFC 3339 in UTC.',
            ),
          }),
        ),
      ),
      'The payouts, the newest first.',
    ),
    nextCursor: nextCursorSchema,
  }),
);

const rowSchema = v.object({
  id: v.string(),
  at: instantSchema,
  provider: v.picklist(payers),
  providerRef: v.string(),
  currency: currencySchema,
  amount: minorSchema,
});

/**
 * What providers have paid out, the newest first. Its `source` in the ledger is `payout:<provider>:<their id>`
 * (`workflows/payment/reconcile.ts`). One statement.
 */
export async function listPayouts(
  runtime: Runtime,
  { provider, ...asked }: v.InferOutput<typeof payoutsQuerySchema>,
): Promise<v.InferOutput<typeof payoutsSchema>> {
  const list = newestFirst(asked, { at: sql`t.posted_at`, id: sql`t.id` }, [
    sql`t.kind = 'payout'`,
    provider && sql`split_part(t.source, ':', 2) = ${provider}`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, split_part(t.source, ':', 2) as provider,
      substr(t.source, length('payout:' || split_part(t.source, ':', 2) || ':') + 1) as "providerRef",
      e.currency, e.amount_minor::float8 as amount
    from (select * from ledger_transactions t ${list.where} ${list.order}) t
    join ledger_entries e on e.transaction_id = t.id and e.account = 'bank'
    order by t.posted_at desc, t.id desc`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const payouts = page.map(({ at, currency, amount, ...payout }) => ({
    ...payout,
    amount: { amount, currency },
    postedAt: at.toISOString(),
  }));
  return { payouts, nextCursor };
}
