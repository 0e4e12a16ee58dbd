import { type SQL, sql } from 'drizzle-orm';
import { enqueueCall } from '../../../outbox/enqueue.ts';
import { statusOrder } from '../../../payment/provider/status-order.ts';
import type { Runtime } from '../../../platform/runtime.ts';

/**
 * The CTEs that give up the payments of reservations which are open, here and at the provider, since nobody
 * should pay them any more. Money that is on its way cannot be called back. `over` is a CTE with
 * `reservation_id` and `paid_id`, the payment that stays, if one does. What another part of the same
 * statement changes must not be among them: a row changes once in a statement.
 * @param name the CTE's name, where a statement has several.
 */
export function giveUpOpen(runtime: Runtime, now: Date, over: SQL, name = 'given_up'): SQL {
  const [gone, called] = [sql.identifier(name), sql.identifier(`${name}_void`)];
  return sql`${gone} as (
      update payments p set status = 'canceled', changed_at = ${now.toISOString()},
        status_order = greatest(p.status_order collate "C", ${statusOrder('canceled', now, 'replaced')})
      from ${over} over where p.reservation_id = over.reservation_id and p.id is distinct from over.paid_id and p.purpose <> 'security-deposit'
        and p.status in ('pending', 'failed') returning p.id, p.provider_ref
    ), ${called} as (${enqueueCall(runtime, 'void', sql`id`, sql`(select id from ${gone} where provider_ref is not null) known`)})`;
}
