import { type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../audit/record.ts';

/** Why money goes back. */
export type RefundReason = 'cancelled' | 'refused' | 'staff';

/**
 * `insert into refunds … select`, to stand as a CTE: money goes back where it came from, the newest payment first and gift cards and
 * store credit last. `due` is a CTE with `reservation_id` and `due_minor`. What does not fit into what was collected is left.
 */
export function refundNewestFirst(
  now: Date,
  actor: Actor,
  due: SQL,
  reason: RefundReason,
  note: string | null = null,
): SQL {
  const at = now.toISOString();
  return sql`insert into refunds (id, payment_id, amount_minor, currency, reason, note, requested_by, created_at, changed_at)
    select new_id('rfd'), source.id, least(source.free_minor, source.due_minor - source.before_minor), source.currency, ${reason}, ${note}, ${actor}, ${at}, ${at}
    from (
      select p.id, p.currency, due.due_minor, p.captured_minor - p.refunding_minor - p.disputed_minor as free_minor,
        coalesce(sum(p.captured_minor - p.refunding_minor - p.disputed_minor) over (
          partition by p.reservation_id order by p.provider = 'credit', p.created_at desc, p.id desc rows between unbounded preceding and 1 preceding), 0) as before_minor
      from ${due} due join payments p on p.reservation_id = due.reservation_id
      where p.purpose <> 'security-deposit' and p.captured_minor - p.refunding_minor - p.disputed_minor > 0
    ) source where source.due_minor > source.before_minor`;
}
