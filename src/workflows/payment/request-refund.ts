import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { money } from '../../booking/reservation.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId } from '../../platform/ids.ts';
import {
  type Currency,
  currencySchema,
  formatMoney,
  type Minor,
  minor,
  minorSchema,
  moneySchema,
} from '../../platform/money/money.ts';
import { paymentStep } from '../../platform/money/payable.ts';
import { positiveAmount } from '../../platform/money/positive-amount.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';

/** Part of a payment, or all that is left of it where it says so, and why. */
export const refundRequestSchema = v.pipe(
  named(
    'RefundRequest',
    'What is to go back, and why: an amount, or all.',
    v.strictObject({
      amount: v.optional(described(positiveAmount, 'How much, in minor units of the payment’s currency.')),
      all: v.optional(
        described(
          v.literal(true, 'Say true, or leave it out and give an amount.'),
          'Instead of an amount: all that is left.',
        ),
      ),
      currency: v.optional(
        described(currencySchema, 'Must be the payment’s own (ISO 4217): a check against the wrong payment.'),
      ),
      reason: described(
        v.pipe(freeText(500), v.minLength(3, 'Say why, in a few words.')),
        'Why, in a few words, for the guest and the books.',
      ),
    }),
  ),
  v.examples([{ amount: minor(5000), reason: 'The pool was closed.' }]),
);

export const refundSchema = named(
  'Refund',
  'Money that goes back to a guest.',
  v.object({
    id: described(v.string(), 'The id of the refund, `rfd_…`.'),
    payment: described(v.string(), 'The id of the payment, `pay_…`.'),
    amount: described(moneySchema, 'How much.'),
    reason: described(v.string(), 'Why.'),
    status: described(
      v.picklist(['pending', 'succeeded', 'failed']),
      'Whether it is on its way, has arrived, or did not.',
    ),
  }),
);

const outcomeSchema = v.object({
  payment: v.nullable(v.object({ currency: currencySchema, left: minorSchema, step: minorSchema })),
  isReused: v.boolean(),
  isReplay: v.boolean(),
  refund: v.nullable(
    v.object({
      id: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      reason: v.string(),
      status: v.picklist(['pending', 'succeeded', 'failed']),
    }),
  ),
});

/**
 * Sends money of one payment back because the staff want it, a part or, where they say so, all that is left.
 * Asked again under the same key it is the same refund; under another key it is another. The sum never passes
 * what was captured: the database refuses it, for twenty at once. What is sent back is taken off the sale,
 * also of one that was cancelled since, except what was beyond the price. Of a hold it comes off the price
 * once that is confirmed. One batch; the provider's call follows from the outbox.
 */
export async function requestRefund(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  request: v.InferOutput<typeof refundRequestSchema>,
  identity: IdempotentRequest,
): Promise<{ refund: v.InferOutput<typeof refundSchema>; isReplay: boolean }> {
  if (request.amount === undefined && !request.all)
    throw fieldProblem('amount', 'Give an amount, or say with all: true that everything goes back.');
  if (request.amount !== undefined && request.all)
    throw fieldProblem('all', 'Give an amount or say all, not both.');
  const outcome = await refusingTooMuch(() => run(runtime, actor, paymentId, request, identity));
  if (!outcome?.payment) throw new Problem('not-found', 'There is no such payment.');
  if (outcome.isReused)
    throw new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (request.currency && request.currency !== outcome.payment.currency)
    throw fieldProblem('currency', `The payment is in ${outcome.payment.currency}.`);
  if (request.amount && request.amount % outcome.payment.step !== 0) throw tooFine(outcome.payment);
  if (!outcome.refund) throw tooMuch();
  const { id, amount, currency, reason, status } = outcome.refund;
  return {
    refund: { id, payment: paymentId, amount: { amount, currency }, reason, status },
    isReplay: outcome.isReplay,
  };
}

async function run(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  request: v.InferOutput<typeof refundRequestSchema>,
  identity: IdempotentRequest,
) {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const id = newId('refund', now, runtime.random);
  const results = await runtime.database.batch([
    sql`select ${functionNamed('lock_item_of')}(p.reservation_id), pg_advisory_xact_lock(hashtextextended(${identity.keyDigest}, 1))
      from payments p where p.id = ${paymentId}`,
    sql`with known as (select request_digest, resource_id from idempotency_keys where key_digest = ${identity.keyDigest}),
      payment as (
        select p.*, step, refundable_minor(p, step) as left_minor
        from payments p, lateral (select ${paymentStep(sql`p`)} as step) of_it
        where p.id = ${paymentId}
      ),
      made as (
        insert into refunds (id, payment_id, amount_minor, currency, reason, note, requested_by, created_at, changed_at)
        select ${id}, id, coalesce(${request.amount ?? null}::bigint, left_minor), currency, 'staff', ${request.reason}, ${actor}, ${at}, ${at} from payment
        where coalesce(${request.amount ?? null}::bigint, left_minor) between 1 and left_minor and coalesce(currency = ${request.currency ?? null}, true)
          and coalesce(${request.amount ?? null}::bigint, left_minor) % step = 0 and not exists (select from known)
        returning *
      ), remembered as (
        insert into idempotency_keys (key_digest, request_digest, resource_id, created_at) select ${identity.keyDigest}, ${identity.requestDigest}, id, ${at} from made
      ), reduced as (
        update reservations r set changed_at = ${at}, credited_minor = least(r.total_minor,
          r.credited_minor + greatest(0, made.amount_minor - greatest(0, (select m.paid_minor - m.sold_minor from ${money} m))))
        from made join payment on true where r.id = payment.reservation_id and r.confirmed_at is not null and payment.purpose <> 'security-deposit'
      ), noted as (${record(now, actor, 'refund.requested', sql`payment_id`, sql`made`, sql`jsonb_build_object('refundId', id, 'amountMinor', amount_minor, 'currency', currency)`)})
      select (select json_build_object('currency', currency, 'left', left_minor, 'step', step) from payment) as payment,
        exists (select from known where request_digest <> ${identity.requestDigest}) as "isReused", exists (select from known) as "isReplay",
        (select json_build_object('id', f.id, 'amount', f.amount_minor, 'currency', f.currency, 'reason', f.note, 'status', f.status)
          from (select * from made union all select f.* from refunds f join known on known.resource_id = f.id) f) as refund`,
  ]);
  return firstOf(outcomeSchema, results[1]);
}

async function refusingTooMuch<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRefusedBy(error, 'refunds_within_capture')) throw tooMuch();
    throw error;
  }
}

/** The refusal of an amount finer than what the provider moves. */
export function tooFine({ step, currency }: { step: Minor; currency: Currency }): Problem {
  const money = formatMoney({ amount: step, currency }, 'en');
  return fieldProblem('amount', `This way of paying moves whole steps of ${money} only.`);
}

function tooMuch(): Problem {
  return fieldProblem('amount', 'That is more than is left of this payment.');
}
