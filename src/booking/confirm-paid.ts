import { type SQL, sql } from 'drizzle-orm';
import { type Actor, record } from '../audit/record.ts';
import { enqueue } from '../notification/enqueue.ts';
import type { Runtime } from '../platform/runtime.ts';

/**
 * The CTEs that follow a payment, for a statement that runs under the item's lock after lapsed holds have ended. `paid` is
 * a CTE with `reservation_id`, `newly_captured` and `newly_refunded`. A held reservation is confirmed. One that has lapsed is confirmed if a
 * unit is still free; else, and for one cancelled or paid before, the money is marked as owed back and both sides are told. What has gone back is owed no more.
 */
export function confirmPaid(runtime: Runtime, now: Date, actor: Actor, paid: SQL): SQL {
  const at = now.toISOString();
  return sql`confirmable as (
      select r.id, paid.newly_captured, paid.newly_refunded, case
        when paid.newly_captured = 0 then null
        when r.status = 'held' then r.unit_id
        when r.status = 'lapsed' and r.starts_at > ${at} then (
          select u.id from units u where u.item_id = r.item_id and u.is_active and not exists (
            select from occupancies o where o.unit_id = u.id
              and o.period && tstzrange(r.starts_at, r.ends_at + make_interval(mins => r.turnaround_minutes)))
          order by u.id = r.unit_id desc, u.name limit 1)
        end as unit_id
      from ${paid} paid join reservations r on r.id = paid.reservation_id
    ), decided as (
      update reservations r set
        unit_id = coalesce(c.unit_id, r.unit_id),
        status = case when c.unit_id is null then r.status else 'confirmed' end,
        confirmed_at = case when c.unit_id is null then r.confirmed_at else ${at} end,
        refund_due_minor = greatest(0, r.refund_due_minor + case when c.unit_id is null then c.newly_captured else 0 end - c.newly_refunded),
        refund_reason = case when c.unit_id is null and c.newly_captured > 0 then coalesce(r.refund_reason, case r.status when 'confirmed' then 'duplicate-payment' else 'late-payment' end) else r.refund_reason end
      from confirmable c where r.id = c.id
      returning r.id, c.unit_id is not null as is_confirmed, c.newly_captured
    ), confirmed as (select id from decided where is_confirmed),
    refundable as (select id, newly_captured from decided where not is_confirmed and newly_captured > 0),
    told_confirmed as (${enqueue(runtime, 'guest-confirmation', sql`id`, sql`confirmed`)}),
    told_owner as (${enqueue(runtime, 'owner-new-reservation', sql`id`, sql`confirmed`)}),
    told_late as (${enqueue(runtime, 'guest-late-payment', sql`id`, sql`refundable`, sql`jsonb_build_object('amountMinor', newly_captured)`)}),
    told_owner_late as (${enqueue(runtime, 'owner-late-payment', sql`id`, sql`refundable`, sql`jsonb_build_object('amountMinor', newly_captured)`)}),
    noted_confirmed as (${record(now, actor, 'reservation.confirmed', sql`id`, sql`confirmed`)}),
    noted_late as (${record(now, actor, 'reservation.refund-due', sql`id`, sql`refundable`, sql`jsonb_build_object('refundDueMinor', newly_captured)`)})`;
}
