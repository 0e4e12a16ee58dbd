import { type SQL, sql } from 'drizzle-orm';
import { record } from '../audit/record.ts';
import { netPaid } from '../booking/reservation.ts';
import { enqueue } from '../notification/enqueue.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { DisputeFact, ProviderEvent } from './provider.ts';
import { disputeOrder } from './status-order.ts';
import { storeEvent } from './stored-event.ts';

/**
 * The statement that stores an event about a dispute and applies it. The owner is told when it opens and when it ends. One
 * lost before the stay begins ends the reservation if it takes all that was paid for it; a part is conceded, by a trigger.
 */
export function applyDispute(runtime: Runtime, now: Date, event: ProviderEvent, fact: DisputeFact): SQL {
  const at = now.toISOString();
  const order = disputeOrder(fact.status, event.occurredAt, event.eventId);
  return sql`with stored as (${storeEvent(event, now)}),
    applied as (
      insert into disputes as d (id, payment_id, provider, provider_ref, amount_minor, currency, status, status_order, reason, evidence_due_at, created_at, changed_at)
      select new_id('dsp'), payment_id, ${event.provider}, ${fact.providerRef}, ${fact.amount}, ${fact.currency}, ${fact.status}, ${order}, ${fact.reason},
        ${fact.evidenceDueAt?.toISOString() ?? null}, ${at}, ${at} from stored where payment_id is not null
      on conflict (provider, provider_ref) do update set
        status = case when excluded.status_order > d.status_order collate "C" then excluded.status else d.status end,
        status_order = greatest(d.status_order collate "C", excluded.status_order),
        evidence_due_at = coalesce(excluded.evidence_due_at, d.evidence_due_at), changed_at = excluded.changed_at
      returning new.id, new.payment_id, new.amount_minor, new.currency, new.status, new.reason, old.status is distinct from new.status as is_changed
    ), changed as (select a.*, p.reservation_id, p.purpose from applied a join payments p on p.id = a.payment_id where is_changed),
    ended as (
      update reservations r set status = 'cancelled', cancelled_at = ${at}, changed_at = ${at}
      from changed where r.id = changed.reservation_id and changed.status = 'lost' and r.status in ('held', 'confirmed') and r.starts_at > ${at}
        and changed.purpose <> 'security-deposit' and ${netPaid} <= changed.amount_minor
      returning r.id
    ),
    told as (${enqueue(runtime, 'owner-dispute', sql`id`, sql`changed`)}),
    noted as (${record(now, event.provider, sql`'dispute.' || status`, sql`payment_id`, sql`changed`, sql`jsonb_build_object('disputeId', id, 'amountMinor', amount_minor, 'currency', currency, 'reason', reason)`)}),
    noted_end as (${record(now, 'system', 'reservation.cancelled', sql`id`, sql`ended`, sql`jsonb_build_object('reason', 'dispute-lost')`)})
    select exists (select from stored) as "isNew", (select payment_id from stored) as "paymentId", null as quarantine`;
}
