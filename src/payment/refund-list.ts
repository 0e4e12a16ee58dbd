import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../platform/database/newest-first.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';

const statuses = ['pending', 'succeeded', 'failed'] as const;
const reasons = [
  'cancelled',
  'late-payment',
  'duplicate-payment',
  'overpayment',
  'refused',
  'changed',
  'staff',
  'provider',
] as const;

export const refundsQuerySchema = v.strictObject({
  ...newestFirstEntries,
  status: v.optional(
    described(v.picklist(statuses, `Choose one of ${statuses.join(', ')}.`), 'Only those that stand so.'),
  ),
  reason: v.optional(
    described(v.picklist(reasons, `Choose one of ${reasons.join(', ')}.`), 'Only those for this reason.'),
  ),
});

export const refundsSchema = named(
  'Refunds',
  'A page of refunds.',
  v.object({
    refunds: described(
      v.array(
        named(
          'ListedRefund',
          'A refund as a row of the list of the staff.',
          v.object({
            id: described(v.string(), 'The id of the refund, `rfd_…`.'),
            payment: described(v.string(), 'The id of the payment, `pay_…`.'),
            reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
            reference: described(v.string(), 'The reference of the reservation, as people call it.'),
            provider: described(v.string(), 'Through whom it goes back.'),
            amount: described(moneySchema, 'How much goes back.'),
            status: described(v.picklist(statuses), 'Whether it is on its way, has arrived or failed.'),
            reason: described(v.picklist(reasons), 'Why it goes back.'),
            note: described(
              v.nullable(v.string()),
              'Why, in the words of the staff; null where they wrote none.',
            ),
            requestedBy: described(
              v.string(),
              'Who asked for it: `user:…`, `key:…`, `guest`, `system` or a provider.',
            ),
            createdAt: described(v.string(), 'When it was asked for, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The refunds, the newest first.',
    ),
    nextCursor: nextCursorSchema,
  }),
);

const rowSchema = v.object({
  id: v.string(),
  at: instantSchema,
  payment: v.string(),
  reservation: v.string(),
  reference: v.string(),
  provider: v.string(),
  currency: currencySchema,
  amount: minorSchema,
  status: v.picklist(statuses),
  reason: v.picklist(reasons),
  note: v.nullable(v.string()),
  requestedBy: v.string(),
});

/** The refunds that the staff look for, the newest first. One statement. */
export async function listRefunds(
  runtime: Runtime,
  { status, reason, ...asked }: v.InferOutput<typeof refundsQuerySchema>,
): Promise<v.InferOutput<typeof refundsSchema>> {
  const list = newestFirst(asked, { at: sql`f.created_at`, id: sql`f.id` }, [
    status && sql`f.status = ${status}`,
    reason && sql`f.reason = ${reason}`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, f.payment_id as payment, r.id as reservation, r.reference, p.provider, f.currency,
      f.amount_minor::float8 as amount, f.status, f.reason, f.note, f.requested_by as "requestedBy"
    from (select * from refunds f ${list.where} ${list.order}) f
    join payments p on p.id = f.payment_id
    join reservations r on r.id = p.reservation_id
    order by f.created_at desc, f.id desc`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const refunds = page.map(({ at, currency, amount, ...refund }) => ({
    ...refund,
    amount: { amount, currency },
    createdAt: at.toISOString(),
  }));
  return { refunds, nextCursor };
}
