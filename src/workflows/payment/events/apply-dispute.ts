import { type SQL, sql } from 'drizzle-orm';
import { record } from '../../../audit/record.ts';
import { enqueue } from '../../../outbox/enqueue.ts';
import { type DisputeFact, type ProviderEvent, takenBack } from '../../../payment/provider/provider.ts';
import { disputeOrder } from '../../../payment/provider/status-order.ts';
import { storeEvent } from '../../../payment/provider/stored-event.ts';
import type { Runtime } from '../../../platform/runtime.ts';

/**
 * Whether the dispute `g` tells of money that was taken: an inquiry takes none, and what was taken back
 * without a dispute is none.
 */
const isTelling = sql`g.reason <> ${takenBack} and g.status <> 'inquiry'`;

/**
 * The statement that stores an event about a dispute and applies it. The owner is told when it opens and when
 * it ends. What is lost is conceded, by a trigger; what else its end means for the reservation follows in
 * `end-disputed.ts`.
 *
 * What was taken back without a dispute is one that is lost at once. Providers also tell of the money of a
 * dispute that way, before it or after: where there is a dispute about the payment, that one counts and the
 * other takes nothing, in any order.
 */
export function applyDispute(runtime: Runtime, now: Date, event: ProviderEvent, fact: DisputeFact): SQL {
  const at = now.toISOString();
  const order = disputeOrder(fact.status, event.occurredAt, event.eventId);
  const told = sql`(${fact.reason} = ${takenBack} and exists (select from disputes g where g.payment_id = stored.payment_id and ${isTelling}))`;
  return sql`with stored as (${storeEvent(event, now)}),
    applied as (
      insert into disputes as d (id, payment_id, provider, provider_ref, amount_minor, currency, status, status_order, reason, evidence_due_at, created_at, changed_at)
      select new_id('dsp'), payment_id, ${event.provider}, ${fact.providerRef}, ${fact.amount}, ${fact.currency}, case when ${told} then 'won' else ${fact.status} end, ${order}, ${fact.reason},
        ${fact.evidenceDueAt?.toISOString() ?? null}, ${at}, ${at} from stored where payment_id is not null
      on conflict (provider, provider_ref) do update set
        status = case when excluded.status_order > d.status_order collate "C" then excluded.status else d.status end,
        status_order = greatest(d.status_order collate "C", excluded.status_order),
        evidence_due_at = coalesce(excluded.evidence_due_at, d.evidence_due_at),
        changed_at = case when excluded.status_order > d.status_order collate "C" and excluded.status <> d.status then excluded.changed_at else d.changed_at end
      returning new.id, new.payment_id, new.amount_minor, new.currency, new.status, new.reason, old.status is distinct from new.status as is_changed
    ), changed as (select * from applied where is_changed and not (reason = ${takenBack} and status = 'won')),
    covered as (
      update disputes d set status = 'won', changed_at = ${at} from applied a
      where d.payment_id = a.payment_id and d.id <> a.id and d.status = 'lost' and d.reason = ${takenBack} and a.reason <> ${takenBack} and a.status <> 'inquiry'
      returning d.id
    ),
    told as (${enqueue(runtime, 'owner-dispute', sql`id`, sql`changed`)}),
    noted as (${record(now, event.provider, sql`'dispute.' || status`, sql`payment_id`, sql`changed`, sql`jsonb_build_object('disputeId', id, 'amountMinor', amount_minor, 'currency', currency, 'reason', reason)`)})
    select exists (select from stored) as "isNew", (select payment_id from stored) as "paymentId", null as quarantine`;
}
