import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../../audit/record.ts';
import { enqueue } from '../../../outbox/enqueue.ts';
import { firstOf, isRefusedBy } from '../../../platform/database/database.ts';
import { described, named } from '../../../platform/described.ts';
import { currencySchema, minorSchema } from '../../../platform/money/money.ts';
import { fieldProblem, Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { refundSchema } from '../request-refund.ts';
import { transferReference } from './record-transfer.ts';

/** The bank's reference of the transfer by which somebody sent a refund; of cash the receipt, if there is one. */
export const sentBackSchema = named(
  'SentBack',
  'That a refund was sent by hand.',
  v.strictObject({
    reference: v.optional(
      described(
        transferReference,
        'The bank’s own reference of the transfer. Of cash the number of a receipt, or nothing.',
      ),
    ),
  }),
);

const foundSchema = v.object({
  refund: v.object({
    id: v.string(),
    amount: minorSchema,
    currency: currencySchema,
    reason: v.string(),
    status: refundSchema.entries.status,
    provider: v.string(),
    reference: v.nullable(v.string()),
  }),
});

/**
 * Notes that a refund of a bank transfer was sent, or one of cash given: no provider can move it, so a person does. The guest is
 * told. Saying it again under the same reference changes nothing. One batch.
 */
export async function markSentBack(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  refundId: string,
  reference: string | undefined,
): Promise<v.InferOutput<typeof refundSchema>> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const results = await refusingUsed(() =>
    runtime.database.batch([
      sql`with sent as (
          update refunds f set status = 'succeeded', provider_ref = coalesce(${reference ?? null}::text, f.id), changed_at = ${at} from payments p
          where f.id = ${refundId} and f.payment_id = ${paymentId} and p.id = f.payment_id and f.status = 'pending'
            and (p.provider = 'cash' or (p.provider = 'transfer' and ${reference ?? null}::text is not null))
          returning f.id, f.payment_id, p.reservation_id, f.amount_minor, f.currency, p.provider
        ), told as (${enqueue(runtime, 'guest-refund', sql`reservation_id`, sql`sent where provider = 'transfer'`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
        told_of_cash as (${enqueue(runtime, 'guest-cash-back', sql`reservation_id`, sql`sent where provider = 'cash'`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
        noted as (${record(now, actor, 'refund.succeeded', sql`payment_id`, sql`sent`, sql`jsonb_build_object('refundId', id, 'refundedMinor', amount_minor, 'currency', currency, 'reference', ${reference ?? null}::text)`)})
        select count(*) from sent`,
      sql`select json_build_object('id', f.id, 'amount', f.amount_minor, 'currency', f.currency, 'reason', coalesce(f.note, f.reason), 'status', f.status,
          'provider', p.provider, 'reference', f.provider_ref) as refund
        from refunds f join payments p on p.id = f.payment_id where f.id = ${refundId} and p.id = ${paymentId}`,
    ]),
  );
  const refund = firstOf(foundSchema, results[1])?.refund;
  if (!refund) throw new Problem('not-found', 'There is no such refund of this payment.');
  const { id, amount, currency, reason, status } = refund;
  if (refund.provider !== 'transfer' && refund.provider !== 'cash')
    throw new Problem('state-conflict', 'This refund goes by itself, the way the payment came.');
  if (refund.provider === 'transfer' && reference === undefined)
    throw fieldProblem('reference', 'Give the reference that the bank statement has.');
  if (refund.reference !== (reference ?? id))
    throw new Problem('state-conflict', 'This refund was sent under another reference.');
  return { id, payment: paymentId, amount: { amount, currency }, reason, status };
}

/** One transfer of the bank sends one refund of a payment. */
async function refusingUsed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRefusedBy(error, 'refunds_provider_ref'))
      throw fieldProblem('reference', 'Another refund of this payment was sent under this reference.');
    throw error;
  }
}
