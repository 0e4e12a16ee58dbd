import { type SQL, sql } from 'drizzle-orm';
import { record } from '../../../audit/record.ts';
import { enqueue } from '../../../outbox/enqueue.ts';
import type { ProviderEvent, RefundFact } from '../../../payment/provider/provider.ts';
import { storeEvent } from '../../../payment/provider/stored-event.ts';
import type { Runtime } from '../../../platform/runtime.ts';

/**
 * The statement that stores an event about a refund and applies it: to the refund that we asked for, or to
 * one made in the provider's dashboard, which it takes into the books. One that does not fit beside what is
 * on its way is quarantined.
 */
export function applyRefund(runtime: Runtime, now: Date, event: ProviderEvent, fact: RefundFact): SQL {
  const at = now.toISOString();
  return sql`with stored as (${storeEvent(event, now)}),
    payment as (select p.*, f.id as refund_id from stored join payments p on p.id = stored.payment_id
      left join lateral (select f.id from refunds f where f.payment_id = p.id and (f.id = ${fact.refundId ?? null} or f.provider_ref = ${fact.providerRef})
        order by f.id = ${fact.refundId ?? null} desc nulls last limit 1) f on true),
    known as (
      update refunds f set provider_ref = coalesce(f.provider_ref, ${fact.providerRef}), changed_at = ${at},
        status = case when (f.status, ${fact.status}) in (('pending', 'succeeded'), ('pending', 'failed'), ('succeeded', 'failed')) then ${fact.status} else f.status end
      from payment where f.id = payment.refund_id and f.amount_minor = ${fact.amount} and f.currency = ${fact.currency}
      returning new.id, new.payment_id, new.amount_minor, new.currency, new.reason, new.status, new.status <> old.status as is_changed
    ), made as (
      insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, status, provider_ref, created_at, changed_at)
      select new_id('rfd'), id, ${fact.amount}, currency, 'provider', ${event.provider}, ${fact.status}, ${fact.providerRef}, ${at}, ${at} from payment
      where refund_id is null and currency = ${fact.currency} and captured_minor - refunding_minor >= ${fact.amount}::bigint
      returning id, payment_id, amount_minor, currency, reason, status, true as is_changed
    ), applied as (select * from known union all select * from made),
    changed as (select a.*, p.reservation_id from applied a join payments p on p.id = a.payment_id where is_changed),
    odd as (
      update payments p set quarantine_reason = 'refund-mismatch', changed_at = ${at} from payment
      where p.id = payment.id and p.quarantine_reason is null and not exists (select from applied) returning p.id
    ),
    gone as (select * from changed where status = 'succeeded'), bounced as (select * from changed where status = 'failed'),
    -- The mail about a cancellation, or about the end of a dispute after it, has told of its refund.
    untold as (select * from gone where reason <> 'cancelled'),
    told_guest as (${enqueue(runtime, 'guest-refund', sql`reservation_id`, sql`untold`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    told_owner as (${enqueue(runtime, 'owner-refund-failed', sql`payment_id`, sql`bounced`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
    told_odd as (${enqueue(runtime, 'owner-quarantine', sql`id`, sql`odd`)}),
    noted_odd as (${record(now, event.provider, 'payment.quarantined', sql`id`, sql`odd`, sql`jsonb_build_object('reason', 'refund-mismatch')`)}),
    noted as (${record(now, event.provider, sql`'refund.' || status`, sql`payment_id`, sql`changed`, sql`jsonb_build_object('refundId', id, 'refundedMinor', amount_minor, 'currency', currency)`)})
    select exists (select from stored) as "isNew", (select payment_id from stored) as "paymentId",
      coalesce((select 'refund-mismatch' from odd), (select quarantine_reason from payment)) as quarantine`;
}
