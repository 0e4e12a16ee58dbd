import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import { oneByOne } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';

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
    from payment_assessments a, lateral (select * from payments where id = a.payment_id ${oneByOne}) p
      join reservations r on r.id = p.reservation_id
    where a.outcome = 'review' and a.decision is null and r.status = 'held' order by a.created_at limit 200`);
  return {
    reviews: rowsOf(rowSchema, rows).map(({ amount, currency, createdAt, ...rest }) => ({
      ...rest,
      amount: { amount, currency },
      createdAt: createdAt.toISOString(),
    })),
  };
}

const outcomeSchema = v.object({ outcome: v.picklist(['decided', 'nothing', 'unknown']) });

/**
 * Decides a review. Approved, the guest is sent the way to pay what is due; where all is paid, and nothing
 * else waits for the staff, the reservation is confirmed, and what is beyond its price goes back. Refused,
 * the reservation ends and what was paid goes back. 409 when there is nothing to decide. One statement.
 */
export async function decideReview(
  runtime: Runtime,
  actor: Actor,
  paymentId: string,
  decision: 'approve' | 'refuse',
): Promise<void> {
  const now = runtime.clock.now();
  const decided = call('decide_review', { payment: paymentId, decision, actor, now });
  const [rows] = await runtime.database.batch([sql`select ${decided} as outcome`]);
  const outcome = firstOf(outcomeSchema, rows)?.outcome;
  if (outcome === 'unknown') throw new Problem('not-found', 'There is no such payment.');
  if (outcome === 'nothing')
    throw new Problem('state-conflict', 'There is nothing to decide about this payment.');
}
