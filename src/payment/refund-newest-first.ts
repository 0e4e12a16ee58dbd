import { type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../audit/record.ts';
import { functionNamed } from '../platform/database/functions.ts';

/** Why money goes back. */
export type RefundReason = 'cancelled' | 'refused' | 'staff' | 'late-payment' | 'overpayment';

/**
 * How money goes back where it came from: rows of `payment_id`, `amount_minor` and `currency`. In whole steps
 * of what each provider can move: what moves in large steps first, so that what moves in small ones takes the
 * rest; else the newest payment first, and gift cards and store credit last; nothing of what was set aside.
 * `due` is a CTE with `reservation_id` and `due_minor`. What does not fit into what was collected is left.
 */
export function portionsNewestFirst(due: SQL): SQL {
  return sql`select portion.* from ${due} due, ${functionNamed('refund_portions')}(due.reservation_id, due.due_minor) portion`;
}

/** `insert into refunds … select` of these portions, to stand as a CTE. */
export function refundNewestFirst(now: Date, actor: Actor, due: SQL, reason: RefundReason): SQL {
  const at = now.toISOString();
  return sql`insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at)
    select new_id('rfd'), payment_id, amount_minor, currency, ${reason}, ${actor}, ${at}, ${at} from (${portionsNewestFirst(due)}) portions`;
}
