import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../../platform/database/newest-first.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../../platform/money/money.ts';
import type { Runtime } from '../../platform/runtime.ts';

const statuses = [
  'scheduled',
  'authorizing',
  'authorized',
  'failed',
  'capturing',
  'captured',
  'releasing',
  'released',
  'canceled',
] as const;

export const depositsQuerySchema = v.strictObject({
  ...newestFirstEntries,
  status: v.optional(
    described(v.picklist(statuses, `Choose one of ${statuses.join(', ')}.`), 'Only those that stand so.'),
  ),
});

export const depositsSchema = named(
  'SecurityDeposits',
  'A page of security deposits.',
  v.object({
    deposits: described(
      v.array(
        named(
          'ListedDeposit',
          'A security deposit as a row of the list of the staff.',
          v.object({
            reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
            reference: described(v.string(), 'The reference of the reservation, as people call it.'),
            status: described(v.picklist(statuses), 'How it stands.'),
            amount: described(moneySchema, 'How much is to be held.'),
            captured: described(moneySchema, 'What of it was taken.'),
            authorizeAt: described(v.string(), 'When it is held, RFC 3339 in UTC.'),
            releaseAt: described(v.string(), 'When it is given free, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The deposits, that which is held last first.',
    ),
    nextCursor: nextCursorSchema,
  }),
);

const rowSchema = v.object({
  id: v.string(),
  at: instantSchema,
  reference: v.string(),
  status: v.picklist(statuses),
  currency: currencySchema,
  amount: minorSchema,
  captured: minorSchema,
  releaseAt: instantSchema,
});

/** Security deposits by when they are to be held, the last first. One statement. */
export async function listDeposits(
  runtime: Runtime,
  { status, ...asked }: v.InferOutput<typeof depositsQuerySchema>,
): Promise<v.InferOutput<typeof depositsSchema>> {
  const list = newestFirst(asked, { at: sql`d.authorize_at`, id: sql`d.reservation_id` }, [
    status && sql`d.status = ${status}`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, r.reference, d.status, d.currency,
      d.amount_minor::float8 as amount, d.captured_minor::float8 as captured, d.release_at as "releaseAt"
    from (select * from security_deposits d ${list.where} ${list.order}) d
    join reservations r on r.id = d.reservation_id
    order by d.authorize_at desc, d.reservation_id desc`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const deposits = page.map(({ id, at, currency, amount, captured, releaseAt, ...deposit }) => ({
    reservation: id,
    ...deposit,
    amount: { amount, currency },
    captured: { amount: captured, currency },
    authorizeAt: at.toISOString(),
    releaseAt: releaseAt.toISOString(),
  }));
  return { deposits, nextCursor };
}
