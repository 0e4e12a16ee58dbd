import { type SQL, sql } from 'drizzle-orm';
import { type Actor, record } from '../../audit/record.ts';
import { enqueueCall } from '../../outbox/enqueue.ts';
import type { Runtime } from '../../platform/runtime.ts';

/**
 * The CTEs that end the security deposits of the reservations in `ended`, a CTE with `id`: one that is held
 * is released, one that is not held yet never will be.
 */
export function endDeposit(runtime: Runtime, now: Date, actor: Actor, ended: SQL): SQL {
  const at = now.toISOString();
  return sql`deposit_ended as (
      update security_deposits d set status = case when d.status = 'authorized' then 'releasing' else 'canceled' end, changed_at = ${at}
      from ${ended} ended where d.reservation_id = ended.id and d.status in ('scheduled', 'authorizing', 'authorized', 'failed')
      returning d.reservation_id, d.status, d.payment_id
    ), deposit_void as (${enqueueCall(runtime, 'void', sql`payment_id`, sql`(select payment_id from deposit_ended where status = 'releasing' and payment_id is not null) held`)}
    ), noted_deposit_end as (${record(now, actor, sql`'security-deposit.' || status`, sql`reservation_id`, sql`deposit_ended`)})`;
}
