import { type SQL, sql } from 'drizzle-orm';
import { type Actor, record } from '../../audit/record.ts';
import { due } from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { hasOtherInProcess, keepsTime, keptForProcess, keptToPayAgain } from '../../terms/hold.ts';

/**
 * How long money may be on its way by a method that takes days: the slowest that Stripe has, SEPA direct
 * debit, takes up to 14 business days (https://docs.stripe.com/payments/sepa-debit); ACH debits and PayPal's
 * eChecks take less.
 */
const processingBusinessDays = 14;
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
 * Whether the payment `s` that has failed leaves the reservation `r` with something to pay now. What was paid
 * by another way meanwhile, or is on its way by one, concerns nobody.
 */
export function asksForAnother(): SQL {
  return sql`(${due} > 0 and (r.status = 'held' or s.purpose = 'balance') and not ${hasOtherInProcess(sql`s.id`)})`;
}

/**
 * The CTEs by which a hold waits for money that is on its way. `settled` is a CTE of payments with `status`
 * and `status_before`. While it is in process the time stays held, within bounds; failed, the guest may pay
 * in another way for a day. Guest and owner hear of each step. A confirmed reservation needs no time; its
 * balance in process is told all the same.
 */
export function followProcessing(runtime: Runtime, now: Date, actor: Actor, settled: SQL): SQL {
  const at = now.toISOString();
  const until = afterBusinessDays(now, processingBusinessDays);
  return sql`turned as (
      select s.id as payment_id, s.amount_minor, s.status, r.id, r.status = 'held' as is_held, s.status = 'processing' or ${asksForAnother()} as concerns
      from ${settled} s join reservations r on r.id = s.reservation_id
      where s.purpose <> 'security-deposit' and s.status <> s.status_before
        and (s.status = 'processing' or (s.status_before = 'processing' and s.status in ('failed', 'canceled')))
        and ${keepsTime(now)}
    ), time_kept as (
      update reservations r set changed_at = ${at}, hold_expires_at = case turned.status
        when 'processing' then ${keptForProcess(until)} else ${keptToPayAgain(now)} end
      from turned where r.id = turned.id and turned.is_held and turned.concerns
    ), in_process as (select * from turned where status = 'processing'), out_of_process as (select * from turned where status <> 'processing' and concerns),
    told_process as (${enqueue(runtime, 'guest-payment-processing', sql`id`, sql`in_process`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    told_owner_process as (${enqueue(runtime, 'owner-payment-processing', sql`id`, sql`in_process`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    told_owner_failed as (${enqueue(runtime, 'owner-processing-failed', sql`id`, sql`out_of_process`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    noted_process as (${record(now, actor, sql`'payment.' || status`, sql`payment_id`, sql`turned`)})`;
}
