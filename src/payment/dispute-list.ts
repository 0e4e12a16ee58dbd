import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database/database.ts';
import { newestFirst, newestFirstEntries, nextCursorSchema } from '../platform/database/newest-first.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';
import { disputeStatuses, providers } from './provider/provider.ts';

export const disputesQuerySchema = v.strictObject({
  ...newestFirstEntries,
  status: v.optional(
    described(
      v.picklist(disputeStatuses, `Choose one of ${disputeStatuses.join(', ')}.`),
      'Only those that stand so; `needs-response` are those that wait for our answer.',
    ),
  ),
  provider: v.optional(
    described(
      v.picklist(providers, `Choose one of ${providers.join(', ')}.`),
      'Only those of this provider.',
    ),
  ),
});

export const disputesSchema = named(
  'Disputes',
  'A page of the disputes that guests have opened at providers.',
  v.object({
    disputes: described(
      v.array(
        named(
          'Dispute',
          'A payment that its guest disputes at the provider.',
          v.object({
            id: described(v.string(), 'The id of the dispute, `dsp_…`.'),
            payment: described(v.string(), 'The id of the payment, `pay_…`.'),
            reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
            reference: described(v.string(), 'The reference of the reservation, as people call it.'),
            provider: described(v.picklist(providers), 'Whose dispute it is.'),
            amount: described(moneySchema, 'What is disputed.'),
            status: described(v.picklist(disputeStatuses), 'How it stands.'),
            reason: described(v.string(), 'Why, by the provider’s own code.'),
            evidenceDueAt: described(
              v.nullable(v.string()),
              'Until when the provider takes an answer, RFC 3339 in UTC; null where it does not say.',
            ),
            createdAt: described(v.string(), 'When we heard of it, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The disputes, the newest first.',
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
  provider: v.picklist(providers),
  amount: minorSchema,
  currency: currencySchema,
  status: v.picklist(disputeStatuses),
  reason: v.string(),
  evidenceDueAt: v.nullable(instantSchema),
});

/** The disputes that the staff look for, the newest first. One statement. */
export async function listDisputes(
  runtime: Runtime,
  { status, provider, ...asked }: v.InferOutput<typeof disputesQuerySchema>,
): Promise<v.InferOutput<typeof disputesSchema>> {
  const list = newestFirst(asked, { at: sql`d.created_at`, id: sql`d.id` }, [
    status && sql`d.status = ${status}`,
    provider && sql`d.provider = ${provider}`,
  ]);
  const rows = await runtime.database.query(sql`
    select ${list.columns}, d.payment_id as payment, r.id as reservation, r.reference, d.provider, d.currency,
      d.amount_minor::float8 as amount, d.status, d.reason, d.evidence_due_at as "evidenceDueAt"
    from (select * from disputes d ${list.where} ${list.order}) d
    join payments p on p.id = d.payment_id
    join reservations r on r.id = p.reservation_id
    order by d.created_at desc, d.id desc`);
  const { page, nextCursor } = list.read(rowSchema, rows);
  const disputes = page.map(({ at, currency, amount, evidenceDueAt, ...dispute }) => ({
    ...dispute,
    amount: { amount, currency },
    evidenceDueAt: evidenceDueAt?.toISOString() ?? null,
    createdAt: at.toISOString(),
  }));
  return { disputes, nextCursor };
}
