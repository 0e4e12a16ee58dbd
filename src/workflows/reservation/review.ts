import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { itemLockKey } from '../../booking/occupancy/item-lock.ts';
import { money } from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { refundNewestFirst } from '../../payment/refund-newest-first.ts';
import { awaitsReview } from '../../payment/risk/assessment.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { approvedUntil, isHeld } from '../../terms/hold.ts';
import { cancellation } from './cancel-reservation.ts';
import { confirmation, tellReturned } from './confirm-reservation.ts';

export const reviewDecisionSchema = named(
  'ReviewDecision',
  'What the staff decide about a payment.',
  v.strictObject({
    decision: described(
      v.picklist(['approve', 'refuse'], 'Say approve or refuse.'),
      'Whether it can be paid, or the reservation is given back.',
    ),
  }),
);

const reasonsSchema = v.array(
  named(
    'FraudReason',
    'Something that makes a payment look doubtful, or less so.',
    v.object({
      code: described(v.string(), 'Its code, as `disposable-mail`.'),
      weight: described(v.number(), 'How much it adds to the score; below zero, takes from it.'),
      explanation: described(v.string(), 'In words.'),
    }),
  ),
);

export const reviewsSchema = named(
  'PaymentReviews',
  'The payments that wait for the staff.',
  v.object({
    reviews: described(
      v.array(
        named(
          'PaymentReview',
          'A payment that the staff must decide about.',
          v.object({
            payment: described(v.string(), 'The id of the payment, `pay_…`.'),
            reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
            reference: described(v.string(), 'What people call the reservation by.'),
            amount: described(moneySchema, 'What is to be paid.'),
            phase: described(
              v.picklist(['before', 'event']),
              'Whether it was judged before it was paid, or by an event of the provider.',
            ),
            score: described(v.number(), 'The sum of all reasons.'),
            probability: described(v.number(), 'The same as a probability of fraud, from 0 to 1.'),
            reasons: described(reasonsSchema, 'Why, the weightiest first.'),
            createdAt: described(v.string(), 'When it was judged, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'The payments, the oldest first; at most 200.',
    ),
  }),
);

const rowSchema = v.object({
  payment: v.string(),
  reservation: v.string(),
  reference: v.string(),
  amount: minorSchema,
  currency: currencySchema,
  phase: v.picklist(['before', 'event']),
  score: v.number(),
  probability: v.number(),
  reasons: reasonsSchema,
  createdAt: instantSchema,
});

/** The payments that wait for the staff, the oldest first. One statement. */
export async function openReviews(runtime: Runtime): Promise<v.InferOutput<typeof reviewsSchema>> {
  const rows =
    await runtime.database.query(sql`select p.id as payment, r.id as reservation, r.reference, p.amount_minor::float8 as amount, p.currency,
      a.phase, a.score, a.probability, a.reasons, a.created_at as "createdAt"
    from payment_assessments a join payments p on p.id = a.payment_id join reservations r on r.id = p.reservation_id
    where a.outcome = 'review' and a.decision is null and r.status = 'held' order by a.created_at limit 200`);
  return {
    reviews: rowsOf(rowSchema, rows).map(({ amount, currency, createdAt, ...rest }) => ({
      ...rest,
      amount: { amount, currency },
      createdAt: createdAt.toISOString(),
    })),
  };
}

/**
 * Decides a review. Approved, the guest is sent the way to pay what is due; where all is paid, and nothing
 * else waits for the staff, the reservation is confirmed, and what is beyond its price goes back. Refused,
 * the reservation ends and what was paid goes back. 409 when there is nothing to decide. One batch.
 */
export async function decideReview(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  decision: 'approve' | 'refuse',
): Promise<void> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const until = approvedUntil(now).toISOString();
  const isApproved = sql`${decision === 'approve'}::boolean`;
  const results = await runtime.database.batch([
    sql`select pg_advisory_xact_lock(${itemLockKey(sql`r.item_id`)}) from payments p join reservations r on r.id = p.reservation_id where p.id = ${paymentId}`,
    sql`with decided as (
        update payment_assessments a set decision = ${decision}, decided_by = ${actor}, decided_at = ${at}
        from payments p join reservations r on r.id = p.reservation_id
        where a.payment_id = ${paymentId} and p.id = a.payment_id and a.outcome = 'review' and a.decision is null and ${isHeld(now)}
        returning p.id as payment_id, p.reservation_id
      ), one as (select distinct on (payment_id) * from decided),
      approved as (
        select r.id, r.unit_id, null::text as paid_id, m.due_minor, m.toward_minor - m.price_minor as beyond_minor, ${awaitsReview(sql`one.payment_id`)} as awaits_more
        from one join reservations r on r.id = one.reservation_id, ${money} m where ${isApproved}
      ), ready as (select * from approved where due_minor = 0 and not awaits_more),
      ${confirmation(runtime, now, actor, sql`ready`)},
      sent_back as (${refundNewestFirst(now, 'system', sql`(select id as reservation_id, beyond_minor as due_minor from ready where beyond_minor > 0)`, 'overpayment')} returning payment_id, amount_minor),
      back as (select p.reservation_id as id, sum(s.amount_minor)::bigint as return_minor, 'overpayment' as reason
        from sent_back s join payments p on p.id = s.payment_id group by 1),
      ${tellReturned(runtime, now, actor, sql`back`)},
      invited as (
        update reservations r set changed_at = ${at}, hold_expires_at = greatest(r.hold_expires_at, ${until})
        from approved where r.id = approved.id and approved.due_minor > 0 returning r.id
      ),
      told_invited as (${enqueue(runtime, 'guest-payment-approved', sql`id`, sql`invited`)}),
      noted as (${record(now, actor, `payment.review-${decision}d`, sql`payment_id`, sql`one`)})
      select (select count(*) from one)::int as count, exists (select from payments where id = ${paymentId}) as "isKnown"`,
    ...(decision === 'refuse' ? [endRefused(runtime, actor, paymentId)] : []),
  ]);
  const outcome = firstOf(v.object({ count: v.number(), isKnown: v.boolean() }), results[1]);
  if (!outcome?.isKnown) throw new Problem('not-found', 'There is no such payment.');
  if (outcome.count === 0)
    throw new Problem('state-conflict', 'There is nothing to decide about this payment.');
}

/** The statement that ends the reservation of a payment that was refused just now. */
function endRefused(runtime: Runtime, actor: Actor, paymentId: string): SQL {
  const isRefusedNow = sql`exists (select from payment_assessments a where a.payment_id = ${paymentId} and a.decision = 'refuse'
    and a.decided_by = ${actor} and a.decided_at = ${runtime.clock.now().toISOString()})`;
  const id = sql`(select p.reservation_id from payments p where p.id = ${paymentId})`;
  return cancellation(runtime, sql`r.id = ${id}`, 'payment-refused', actor, isRefusedNow);
}
