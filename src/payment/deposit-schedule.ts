import { sql } from 'drizzle-orm';
import { record } from '../audit/record.ts';
import { enqueueCall } from '../notification/enqueue.ts';
import type { Runtime } from '../platform/runtime.ts';
import { endDeposit } from './deposit-end.ts';
import { statusOrder } from './status-order.ts';

const batchSize = 50;
/** How long before a hold lapses it is renewed. */
const renewalHours = 24;
/** After so many refusals in a row only the guest can hold the deposit. */
const mostFailures = 8;

/**
 * Sets going what is due of all security deposits: holding one at its time or again after a refusal, renewing a hold that would lapse
 * before the deposit is released, and releasing after the return. Deciding and asking for the call are one statement each, so a
 * schedule that runs twice asks once.
 */
export async function keepDeposits(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const soon = new Date(now.getTime() + renewalHours * 3_600_000).toISOString();
  await runtime.database.batch([
    // A hold that was refused is given up, so that another attempt can take its place.
    sql`update payments p set status = 'canceled', changed_at = ${at}, status_order = greatest(p.status_order collate "C", ${statusOrder('canceled', now, 'given-up')})
      from security_deposits d where d.reservation_id = p.reservation_id and p.purpose = 'security-deposit' and p.status = 'failed'
        and d.status = 'failed' and d.authorize_at <= ${at}`,
    sql`with due as (
        select d.reservation_id, d.amount_minor, d.currency, coalesce((select p.provider from payments p
          where p.reservation_id = d.reservation_id and p.provider <> 'credit' and p.captured_minor > 0 order by p.saved_method is not null desc, p.created_at desc limit 1), '') as provider
        from security_deposits d join reservations r on r.id = d.reservation_id
        where d.status in ('scheduled', 'failed') and d.failures < ${mostFailures} and d.authorize_at <= ${at} and d.release_at > ${at} and r.status = 'confirmed'
        order by d.authorize_at limit ${batchSize} for update of d skip locked
      ), made as (
        insert into payments (id, reservation_id, provider, purpose, amount_minor, currency, created_at, changed_at)
        select new_id('pay'), reservation_id, provider, 'security-deposit', amount_minor, currency, ${at}, ${at} from due where provider <> ''
        on conflict do nothing returning id, reservation_id
      ), begun as (
        update security_deposits d set status = 'authorizing', changed_at = ${at} from made where d.reservation_id = made.reservation_id returning d.reservation_id
      ), asked as (${enqueueCall(runtime, 'hold-deposit', sql`id`, sql`made`)}
      ), noted as (${record(now, 'system', 'security-deposit.authorizing', sql`reservation_id`, sql`begun`)})
      select count(*) from made`,
    sql`with due as (
        select p.id, d.reservation_id from security_deposits d join payments p on p.id = d.payment_id
        where d.status = 'authorized' and p.status = 'authorized' and p.capture_before <= ${soon} and p.capture_before < d.release_at and d.release_at > ${at}
          and not exists (select from outbox o where o.subject_id = p.id and o.template = 'renew-deposit' and (o.status = 'pending' or o.created_at > ${at}::timestamptz - interval '6 hours'))
          and not exists (select from payments n where n.reservation_id = d.reservation_id and n.purpose = 'security-deposit' and n.status in ('pending', 'processing'))
        order by p.capture_before limit ${batchSize} for update of d skip locked
      ), asked as (${enqueueCall(runtime, 'renew-deposit', sql`id`, sql`due`)}
      ), noted as (${record(now, 'system', 'security-deposit.renewing', sql`reservation_id`, sql`due`)})
      select count(*) from due`,
    sql`with returned as (
        select d.reservation_id as id from security_deposits d where d.status in ('scheduled', 'failed', 'authorized') and d.release_at <= ${at}
        order by d.release_at limit ${batchSize} for update skip locked
      ), ${endDeposit(runtime, now, 'system', sql`returned`)}
      select count(*) from returned`,
  ]);
}
