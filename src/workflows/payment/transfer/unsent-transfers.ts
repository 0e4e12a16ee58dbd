import { sql } from 'drizzle-orm';
import { enqueue } from '../../../outbox/enqueue.ts';
import { afterLocking, oneByOne, type Sweep } from '../../../platform/run.ts';
import type { Runtime } from '../../../platform/runtime.ts';

/** After so many days in which the owner has not sent it, they are told again. */
const reminderDays = 3;

/**
 * Refunds of bank transfers, and of cash, that nobody has sent: no provider can move them, so the owner is told
 * again every few days until one says so.
 */
export function unsentTransfers(runtime: Runtime, now: Date): Sweep {
  const since = new Date(now.getTime() - reminderDays * 86_400_000).toISOString();
  const isOld = sql`f.status = 'pending' and f.created_at <= ${since}`;
  const due = sql`select f.id, f.payment_id, f.amount_minor, p.provider from refunds f,
      lateral (select * from payments where id = f.payment_id ${oneByOne}) p
    where p.provider in ('transfer', 'cash') and ${isOld}
      and not exists (select from outbox o where o.subject_id = p.id and o.template in ('owner-transfer-back', 'owner-cash-back') and o.details->>'refundId' = f.id and o.created_at > ${since} ${oneByOne})`;
  const told = (template: 'owner-transfer-back' | 'owner-cash-back', provider: 'transfer' | 'cash') =>
    enqueue(
      runtime,
      template,
      sql`payment_id`,
      sql`unsent where provider = ${provider}`,
      sql`jsonb_build_object('amountMinor', amount_minor, 'refundId', id)`,
    );
  return {
    job: 'transfers to send back',
    due,
    among: sql`select f.id from refunds f where ${isOld}`,
    work: afterLocking(
      runtime,
      (ids) => sql`select from refunds where id = ${ids} order by id for update`,
      (ids) => sql`with unsent as (${due} and f.id = ${ids}),
        told as (${told('owner-transfer-back', 'transfer')}), told_of_cash as (${told('owner-cash-back', 'cash')})
        select count(*) from unsent`,
    ),
  };
}
