import { type SQL, sql } from 'drizzle-orm';
import { type Actor, record } from '../audit/record.ts';
import { enqueue } from '../notification/enqueue.ts';
import type { Runtime } from '../platform/runtime.ts';

/**
 * How long money may be on its way by a method that takes days: the slowest that Stripe has, SEPA direct debit, takes up to 14 business
 * days (https://docs.stripe.com/payments/sepa-debit); ACH debits and PayPal's eChecks take less.
 */
const processingBusinessDays = 14;
/** However often a guest tries anew, a hold ends so long after it was made. */
const longestHoldDays = 45;
/** Nobody waits for money on the last day: what has not arrived so long before the start gives the time free. */
const hoursBeforeStart = 24;
/** After it has failed, the guest may pay in another way for so long. */
export const payAgainHours = 24;

/** The end of the last of so many business days (Monday to Friday, UTC) after an instant. */
function afterBusinessDays(now: Date, days: number): Date {
  const end = new Date(now);
  for (let left = days; left > 0; ) {
    end.setUTCDate(end.getUTCDate() + 1);
    if (end.getUTCDay() !== 0 && end.getUTCDay() !== 6) left -= 1;
  }
  return end;
}

/**
 * The CTEs by which a hold waits for money that is on its way. `settled` is a CTE of payments with `status` and `status_before`. While it
 * is in process the time stays held, within bounds; failed, the guest may pay in another way for a day. Guest and owner hear of each step. A
 * confirmed reservation needs no time; its balance in process is told all the same.
 */
export function followProcessing(runtime: Runtime, now: Date, actor: Actor, settled: SQL): SQL {
  const at = now.toISOString();
  const until = afterBusinessDays(now, processingBusinessDays).toISOString();
  const again = new Date(now.getTime() + payAgainHours * 3_600_000).toISOString();
  return sql`turned as (
      select s.id as payment_id, s.amount_minor, s.status, r.id, r.status = 'held' as is_held from ${settled} s join reservations r on r.id = s.reservation_id
      where s.purpose <> 'security-deposit' and s.status <> s.status_before
        and (s.status = 'processing' or (s.status_before = 'processing' and s.status in ('failed', 'canceled')))
        and ((r.status = 'held' and r.hold_expires_at > ${at}) or r.status = 'confirmed')
    ), time_kept as (
      update reservations r set changed_at = ${at}, hold_expires_at = case turned.status
        when 'processing' then greatest(r.hold_expires_at, least(${until}, r.starts_at - make_interval(hours => ${hoursBeforeStart}),
          r.created_at + make_interval(days => ${longestHoldDays})))
        else least(${again}, r.starts_at) end
      from turned where r.id = turned.id and turned.is_held
    ), in_process as (select * from turned where status = 'processing'), out_of_process as (select * from turned where status <> 'processing'),
    told_process as (${enqueue(runtime, 'guest-payment-processing', sql`id`, sql`in_process`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    told_owner_process as (${enqueue(runtime, 'owner-payment-processing', sql`id`, sql`in_process`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    told_owner_failed as (${enqueue(runtime, 'owner-processing-failed', sql`id`, sql`out_of_process`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    noted_process as (${record(now, actor, sql`'payment.' || status`, sql`payment_id`, sql`turned`)})`;
}
