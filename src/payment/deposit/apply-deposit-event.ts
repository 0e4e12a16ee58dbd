import { type SQL, sql } from 'drizzle-orm';
import { type Actor, record } from '../../audit/record.ts';
import { enqueue, enqueueCall } from '../../outbox/enqueue.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** How long after a hold was refused it is tried again. */
export const retryHours = 6;

/**
 * The CTEs by which a security deposit follows the payments that hold it. `settled` is a CTE of payments with
 * `status` and `status_before`. A new hold takes the place of the one before, which is released. What is held
 * for a reservation that is cancelled is released again. Of one that ended while a part was to be taken of it
 * nothing was taken: the owner is told, and may take of the next.
 */
export function applyDepositEvent(runtime: Runtime, now: Date, actor: Actor, settled: SQL): SQL {
  const at = now.toISOString();
  const retryAt = new Date(now.getTime() + retryHours * 3_600_000).toISOString();
  return sql`deposit_changes as (
      select d.reservation_id, d.amount_minor as wanted_minor, d.payment_id as held_by, s.id as payment_id, s.status, s.newly_captured,
        d.status as deposit_before, d.failures
      from ${settled} s join security_deposits d on d.reservation_id = s.reservation_id
      where s.purpose = 'security-deposit' and s.status <> s.status_before and s.quarantine_reason is null
    ), deposits as (
      update security_deposits d set
        status = case
          when c.status = 'authorized' and d.status in ('canceled', 'released', 'releasing', 'captured') then d.status
          when c.status = 'authorized' then 'authorized'
          when c.status = 'succeeded' then 'captured'
          when c.status = 'canceled' and d.payment_id = c.payment_id and d.status = 'releasing' then 'released'
          when c.status = 'canceled' and d.payment_id = c.payment_id and d.status in ('authorized', 'capturing') then 'failed'
          when c.status in ('failed', 'canceled') and d.status = 'authorizing' then 'failed'
          else d.status end,
        payment_id = case when c.status = 'authorized' or (c.status = 'succeeded' and d.payment_id is null) then c.payment_id else d.payment_id end,
        captured_minor = case when c.status = 'succeeded' then least(d.amount_minor, greatest(d.captured_minor, c.newly_captured))
          when c.status = 'canceled' and d.payment_id = c.payment_id and d.status = 'capturing' then 0 else d.captured_minor end,
        capture_reason = case when c.status = 'succeeded' then coalesce(d.capture_reason, 'taken at the provider') else d.capture_reason end,
        evidence_note = case when c.status = 'succeeded' then coalesce(d.evidence_note, 'none') else d.evidence_note end,
        failures = case when c.status = 'authorized' then 0 when c.status in ('failed', 'canceled') and d.status in ('authorizing', 'authorized') then d.failures + 1 else d.failures end,
        authorize_at = case when c.status in ('failed', 'canceled') then greatest(d.authorize_at, ${retryAt}) else d.authorize_at end,
        changed_at = ${at}
      from deposit_changes c where d.reservation_id = c.reservation_id
      returning d.reservation_id, new.status, old.status as status_before, old.payment_id as held_by, c.payment_id, c.status as payment_status, new.captured_minor, old.captured_minor as captured_before
    ), replaced as (select held_by as id from deposits where payment_status = 'authorized' and held_by is not null and held_by <> payment_id),
    unwanted as (select payment_id as id from deposits where payment_status = 'authorized' and status in ('canceled', 'released', 'releasing', 'captured')),
    replaced_void as (${enqueueCall(runtime, 'void', sql`id`, sql`(select id from replaced union select id from unwanted) hold`)}),
    deposit_held as (select * from deposits where status = 'authorized' and status_before <> 'authorized'),
    deposit_failed as (select * from deposits where status = 'failed' and status_before not in ('failed', 'capturing')),
    not_taken as (select * from deposits where status = 'failed' and status_before = 'capturing'),
    deposit_captured as (select * from deposits where status = 'captured' and status_before <> 'captured'),
    deposit_released as (select * from deposits where status = 'released' and status_before <> 'released'),
    told_held as (${enqueue(runtime, 'guest-deposit-held', sql`reservation_id`, sql`deposit_held`)}),
    told_deposit_failed as (${enqueue(runtime, 'guest-deposit-failed', sql`reservation_id`, sql`deposit_failed`)}),
    told_owner_deposit as (${enqueue(runtime, 'owner-deposit-failed', sql`reservation_id`, sql`deposit_failed`)}),
    told_not_taken as (${enqueue(runtime, 'owner-deposit-call-failed', sql`reservation_id`, sql`not_taken`, sql`jsonb_build_object('amountMinor', captured_before)`)}),
    told_captured as (${enqueue(runtime, 'guest-deposit-captured', sql`reservation_id`, sql`deposit_captured`, sql`jsonb_build_object('amountMinor', captured_minor)`)}),
    told_released as (${enqueue(runtime, 'guest-deposit-released', sql`reservation_id`, sql`deposit_released`)}),
    noted_deposit as (${record(now, actor, sql`'security-deposit.' || status`, sql`reservation_id`, sql`(select * from deposits where status <> status_before) step`, sql`jsonb_build_object('paymentId', payment_id)`)})`;
}
