import { type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../audit/record.ts';
import { stepSql } from '../platform/money/payable.ts';

/** Why money goes back. */
export type RefundReason = 'cancelled' | 'refused' | 'staff' | 'late-payment' | 'overpayment';

/**
 * How money goes back where it came from: rows of `payment_id`, `amount_minor` and `currency`. In whole steps
 * of what each provider can move: what moves in large steps first, so that what moves in small ones takes the
 * rest; else the newest payment first, and gift cards and store credit last; nothing of what was set aside.
 * `due` is a CTE with `reservation_id` and `due_minor`. What does not fit into what was collected is left.
 */
export function portionsNewestFirst(due: SQL): SQL {
  return sql`select id as payment_id, wanted_minor - wanted_minor % step as amount_minor, currency
    from (
      select id, currency, step, least(free_minor, due_minor - coalesce(sum(free_minor) over (
          partition by reservation_id order by provider = 'credit', step desc, created_at desc, id desc
          rows between unbounded preceding and 1 preceding), 0))::bigint as wanted_minor
      from (
        select p.id, p.reservation_id, p.provider, p.currency, p.created_at, due.due_minor, step,
          refundable_minor(p, step) as free_minor
        from ${due} due join payments p on p.reservation_id = due.reservation_id,
          lateral (select ${stepSql(sql`p.provider`, sql`p.currency`)} as step) of_it
        where p.purpose <> 'security-deposit' and refundable_minor(p, step) > 0 and not is_set_aside(p)
      ) source
    ) wanted where wanted_minor >= step`;
}

/** `insert into refunds … select` of these portions, to stand as a CTE. */
export function refundNewestFirst(now: Date, actor: Actor, due: SQL, reason: RefundReason): SQL {
  const at = now.toISOString();
  return sql`insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at)
    select new_id('rfd'), payment_id, amount_minor, currency, ${reason}, ${actor}, ${at}, ${at} from (${portionsNewestFirst(due)}) portions`;
}
