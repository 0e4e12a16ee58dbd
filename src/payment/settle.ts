import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { confirmPaid } from '../booking/confirm-paid.ts';
import { itemLockKey, lockTimeout } from '../booking/item-lock.ts';
import { lapseHolds } from '../booking/lapse.ts';
import { enqueue } from '../notification/enqueue.ts';
import { firstOf } from '../platform/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { post } from './ledger.ts';
import type { PaymentEvent } from './provider.ts';
import { statusOrder } from './status-order.ts';

/** What a provider is told: that we have it. */
export const receivedSchema = v.object({ received: v.literal(true) });

/** Whether the event was new, and whether it belongs to a payment of ours. */
const settlementSchema = v.object({
  isNew: v.boolean(),
  paymentId: v.nullable(v.string()),
  quarantine: v.nullable(v.string()),
});
export type Settlement = v.InferOutput<typeof settlementSchema>;

/**
 * Stores an event once and applies it, in one batch: both happen or neither, so a crash in between is healed when the
 * provider sends it again. The status moves only up an order that depends on the events themselves and totals only grow,
 * so the end is the same in whatever order a set of events arrives.
 */
export async function settle(runtime: Runtime, event: PaymentEvent): Promise<Settlement> {
  const now = runtime.clock.now();
  const itemId = sql`(select r.item_id from reservations r join payments p on p.reservation_id = r.id where p.id = ${paymentIdOf(event)})`;
  const results = await runtime.database.batch([
    sql`select ${lockTimeout}, pg_advisory_xact_lock(${itemLockKey(itemId)})`,
    lapseHolds(now, itemId),
    apply(runtime, now, event),
  ]);
  const settlement = firstOf(settlementSchema, results[2]);
  if (!settlement) throw new Error('the settling statement gave no row');
  return settlement;
}

/** The payment of an event: the one it names, else the one of the provider's own id. */
function paymentIdOf({ provider, payment }: PaymentEvent): SQL {
  return sql`(select p.id from payments p where p.provider = ${provider}
    and (p.id = ${payment?.paymentId ?? null} or p.provider_ref = ${payment?.providerRef ?? null})
    order by p.id = ${payment?.paymentId ?? null} desc nulls last limit 1)`;
}

function apply(runtime: Runtime, now: Date, event: PaymentEvent): SQL {
  const at = now.toISOString();
  const { payment } = event;
  const order = payment ? statusOrder(payment.status, event.occurredAt, event.eventId) : '';
  const mismatch = sql`case
    when ${payment?.status === 'succeeded'}::boolean and p.currency <> ${payment?.currency ?? null} then 'currency-mismatch'
    when ${payment?.status === 'succeeded'}::boolean and p.amount_minor <> ${payment?.captured ?? null}::bigint then 'amount-mismatch'
    when p.provider_ref <> ${payment?.providerRef ?? null} then 'reference-mismatch' end`;
  const isComparable = sql`p.currency = ${payment?.currency ?? null} and coalesce(p.provider_ref = ${payment?.providerRef ?? null}, true)`;
  return sql`
    with stored as (
      insert into payment_events (provider, event_id, type, payment_id, occurred_at, received_at, content)
      values (${event.provider}, ${event.eventId}, ${event.type}, ${paymentIdOf(event)}, ${event.occurredAt.toISOString()}, ${at}, ${JSON.stringify(payment ?? {})}::jsonb)
      on conflict do nothing returning payment_id
    ), settled as (
      update payments p set
        provider_ref = coalesce(p.provider_ref, ${payment?.providerRef ?? null}),
        status = case when ${order} > p.status_order collate "C" then ${payment?.status ?? null} else p.status end,
        status_order = greatest(p.status_order collate "C", ${order}),
        captured_minor = case when ${isComparable} then greatest(p.captured_minor, ${payment?.captured ?? 0}::bigint) else p.captured_minor end,
        refunded_minor = case when ${isComparable} then greatest(p.refunded_minor, ${payment?.refunded ?? 0}::bigint) else p.refunded_minor end,
        quarantine_reason = coalesce(p.quarantine_reason, ${mismatch})
      from stored where p.id = stored.payment_id
      returning new.id, new.reservation_id, new.provider, new.currency, new.status, old.status as status_before, new.captured_minor, new.refunded_minor,
        new.captured_minor - old.captured_minor as newly_captured, new.refunded_minor - old.refunded_minor as newly_refunded,
        new.quarantine_reason, old.quarantine_reason is null and new.quarantine_reason is not null as newly_quarantined
    ), collected as (select * from settled where newly_captured > 0),
    returned as (select * from settled where newly_refunded > 0),
    moved as (select reservation_id, newly_captured, newly_refunded from settled
      where (newly_captured > 0 or newly_refunded > 0) and quarantine_reason is null),
    ${confirmPaid(runtime, now, event.provider, sql`moved`)},
    failed as (
      select r.id from settled s join reservations r on r.id = s.reservation_id
      where s.status = 'failed' and s.status_before <> 'failed' and r.status = 'held' and r.hold_expires_at > ${at}
    ), told_failed as (${enqueue(runtime, 'guest-payment-failed', sql`id`, sql`failed`)}
    ), quarantined as (select id, quarantine_reason from settled where newly_quarantined
    ), told_quarantined as (${enqueue(runtime, 'owner-quarantine', sql`id`, sql`quarantined`)}
    ), noted_quarantined as (${record(now, event.provider, 'payment.quarantined', sql`id`, sql`quarantined`, sql`jsonb_build_object('reason', quarantine_reason)`)}
    ), noted_captured as (${record(now, event.provider, 'payment.captured', sql`id`, sql`collected`, sql`jsonb_build_object('capturedMinor', newly_captured, 'currency', currency)`)}
    ), noted_refunded as (${record(now, event.provider, 'payment.refunded', sql`id`, sql`returned`, sql`jsonb_build_object('refundedMinor', newly_refunded, 'currency', currency)`)}
    ), ${post(runtime, now, 'capture', sql`collected`, { source: sql`'capture:' || id || ':' || captured_minor`, amount: sql`newly_captured`, debit: sql`'provider-clearing:' || provider`, credit: sql`'guest-funds'` })},
    ${post(runtime, now, 'refund', sql`returned`, { source: sql`'refund:' || id || ':' || refunded_minor`, amount: sql`newly_refunded`, debit: sql`'guest-funds'`, credit: sql`'provider-clearing:' || provider` })}
    select exists (select from stored) as "isNew", (select id from settled) as "paymentId", (select quarantine_reason from settled) as quarantine`;
}
