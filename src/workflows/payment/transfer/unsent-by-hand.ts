import { sql } from 'drizzle-orm';
import { enqueue } from '../../../outbox/enqueue.ts';
import { afterLocking, oneByOne, type Sweep } from '../../../platform/run.ts';
import type { Runtime } from '../../../platform/runtime.ts';

/** After so many days in which the owner has not sent it, they are told again. */
const reminderDays = 3;

const ways = {
  transfer: { job: 'transfers to send back', template: 'owner-transfer-back' },
  cash: { job: 'cash to give back', template: 'owner-cash-back' },
} as const;

/**
 * Refunds of bank transfers, or of cash, that nobody has sent: no provider can move them, so the owner is told again
 * every few days until one says so.
 */
export function unsentByHand(runtime: Runtime, now: Date, way: keyof typeof ways): Sweep {
  const { job, template } = ways[way];
  const since = new Date(now.getTime() - reminderDays * 86_400_000).toISOString();
  const isOld = sql`f.status = 'pending' and f.created_at <= ${since}`;
  const due = sql`select f.id, f.payment_id, f.amount_minor from refunds f,
      lateral (select * from payments where id = f.payment_id ${oneByOne}) p
    where p.provider = ${way} and ${isOld}
      and not exists (select from outbox o where o.subject_id = p.id and o.template = ${template} and o.details->>'refundId' = f.id and o.created_at > ${since} ${oneByOne})`;
  return {
    job,
    due,
    among: sql`select f.id from refunds f where ${isOld}`,
    work: afterLocking(
      runtime,
      (ids) => sql`select from refunds where id = ${ids} order by id for update`,
      (ids) => sql`with unsent as (${due} and f.id = ${ids}),
        told as (${enqueue(runtime, template, sql`payment_id`, sql`unsent`, sql`jsonb_build_object('amountMinor', amount_minor, 'refundId', id)`)})
        select count(*) from unsent`,
    ),
  };
}
