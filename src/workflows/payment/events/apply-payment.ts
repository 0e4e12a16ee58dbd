import { type SQL, sql } from 'drizzle-orm';
import { type Actor, record } from '../../../audit/record.ts';
import { enqueue, onceNotPaying } from '../../../outbox/enqueue.ts';
import { applyDepositEvent } from '../../../payment/deposit/apply-deposit-event.ts';
import type {
  DisputeFact,
  PaymentFact,
  ProviderEvent,
  RefundFact,
} from '../../../payment/provider/provider.ts';
import { statusOrder } from '../../../payment/provider/status-order.ts';
import { paymentIdOf, storeEvent } from '../../../payment/provider/stored-event.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { keepsTime } from '../../../terms/hold.ts';
import { confirmPaid } from '../../reservation/confirm-reservation.ts';
import { asksForAnother, followProcessing } from '../../reservation/keep-while-processing.ts';
import { giveUpOpen } from '../open/give-up-open.ts';

/**
 * The statement that stores an event about a payment and applies it. Runs under the item's lock, after lapsed
 * holds have ended.
 */
export function applyPayment(runtime: Runtime, now: Date, event: ProviderEvent, fact: PaymentFact): SQL {
  return sql`with stored as (${storeEvent(event, now)}),
    ${applyPaymentFact(runtime, now, sourceOf(event), fact, sql`stored`)}
    select exists (select from stored) as "isNew", (select id from settled) as "paymentId", (select quarantine_reason from settled) as quarantine`;
}

/**
 * The statement that notes the capture that a refund or a dispute proves: of the whole amount, which is all
 * that we take for a booking, or of as much as went back of a security deposit. Does nothing when the capture
 * is known.
 */
export function impliedCapture(
  runtime: Runtime,
  now: Date,
  event: ProviderEvent,
  proof: RefundFact | DisputeFact,
): SQL {
  const { provider, eventId } = event;
  const unseen = sql`(select p.id as payment_id, case p.purpose when 'security-deposit' then ${proof.amount}::bigint else p.amount_minor end as implied_minor
    from payments p where p.id = ${paymentIdOf(provider, proof.payment)} and p.captured_minor = 0 and p.currency = ${proof.currency}
      and not exists (select from payment_events e where e.provider = ${provider} and e.event_id = ${eventId}))`;
  return sql`with stored as ${unseen},
    ${applyPaymentFact(runtime, now, sourceOf(event), { ...proof.payment, kind: 'payment', status: 'succeeded', amount: proof.amount, currency: proof.currency, captured: sql`stored.implied_minor` }, sql`stored`)}
    select count(*) from settled`;
}

/**
 * The statement that brings the payment `paymentId`, if there is one, up to a fact that no provider told of
 * but somebody of the business. Runs under the item's lock, after lapsed holds have ended.
 */
export function applyRecorded(runtime: Runtime, now: Date, actor: Actor, fact: PaymentFact): SQL {
  const { paymentId } = fact;
  const stored = sql`(select p.id as payment_id from payments p where p.id = ${paymentId ?? null})`;
  const source = { actor, occurredAt: now, eventId: 'recorded' };
  return sql`with ${applyPaymentFact(runtime, now, source, fact, stored)} select count(*) from settled`;
}

/** Who told of a fact, and its place in the order of statuses. */
interface FactSource extends Pick<ProviderEvent, 'occurredAt' | 'eventId'> {
  readonly actor: Actor;
}

const sourceOf = ({ provider, occurredAt, eventId }: ProviderEvent): FactSource => ({
  actor: provider,
  occurredAt,
  eventId,
});

/** What stands for a provider's id of a payment that it never made. */
const nothingMade = /^(refused|none):/;

/** A fact whose captured amount may be an expression over `stored`. */
type AppliedFact = Omit<PaymentFact, 'captured'> & { readonly captured: number | SQL };

/**
 * The CTEs that bring a payment up to a fact, and everything that follows: the confirmation, what goes back,
 * the security deposit, mails and audit. Other ways that were open are given up: what they were opened for is
 * no longer due. What was set aside stays so for the owner, who is told once; a genuine success after it is
 * applied all the same. `stored` is a CTE with the `payment_id`. The last facts of money win by size, those
 * of status by their order.
 */
function applyPaymentFact(
  runtime: Runtime,
  now: Date,
  { actor, occurredAt, eventId }: FactSource,
  fact: AppliedFact,
  stored: SQL,
): SQL {
  const at = now.toISOString();
  const order = statusOrder(fact.status, occurredAt, eventId);
  const captured = sql`(${fact.captured})::bigint`;
  const isSuccess = sql`${fact.status === 'succeeded'}::boolean`;
  // What was called refused, or had no method, has no id at the provider: one that it tells of is the
  // payment's, whichever comes first.
  const known = sql`(case when p.provider_ref !~ ${nothingMade.source} then p.provider_ref end)`;
  const told = sql`${nothingMade.test(fact.providerRef) ? null : fact.providerRef}::text`;
  const mismatch = sql`case
    when ${isSuccess} and p.currency <> ${fact.currency} then 'currency-mismatch'
    when ${isSuccess} and p.purpose <> 'security-deposit' and p.amount_minor <> ${captured} then 'amount-mismatch'
    when ${isSuccess} and p.amount_minor < ${captured} then 'amount-mismatch'
    when ${known} <> ${told} then 'reference-mismatch' end`;
  // Of a payment that took days nobody watches the end.
  const whenFailed = sql`case when was_in_process then ${at}::timestamptz else ${onceNotPaying(runtime)} end`;
  const isComparable = sql`p.currency = ${fact.currency} and coalesce(${known} = ${told}, true)`;
  const isLater = sql`${order} > p.status_order collate "C"`;
  return sql`settled as (
      update payments p set
        provider_ref = coalesce(${known}, ${told}, p.provider_ref, ${fact.providerRef}),
        authorization_ref = coalesce(${fact.authorizationRef ?? null}, p.authorization_ref),
        capture_ref = coalesce(p.capture_ref, ${fact.captureRef ?? null}),
        saved_customer = coalesce(p.saved_customer, ${fact.savedMethod?.customer ?? null}),
        saved_method = coalesce(p.saved_method, ${fact.savedMethod?.method ?? null}),
        processing_since = case when ${isLater} and ${fact.status === 'processing'}::boolean then coalesce(p.processing_since, ${at}) else p.processing_since end,
        capture_before = greatest(p.capture_before, ${fact.captureBefore?.toISOString() ?? null}::timestamptz),
        status = case when ${isLater} then ${fact.status} else p.status end,
        status_order = greatest(p.status_order collate "C", ${order}),
        captured_minor = case when ${isComparable} then greatest(p.captured_minor, ${captured}) else p.captured_minor end,
        quarantine_reason = coalesce(p.quarantine_reason, ${mismatch}),
        changed_at = ${at}
      from ${stored} stored where p.id = stored.payment_id
      returning new.id, new.reservation_id, new.provider, new.purpose, new.amount_minor, new.currency, new.status, old.status as status_before, new.captured_minor,
        new.refunding_minor, new.captured_minor - old.captured_minor as newly_captured, new.capture_before,
        new.quarantine_reason, old.quarantine_reason is null and new.quarantine_reason is not null as newly_quarantined,
        old.quarantine_reason is not null as was_set_aside, ${isSuccess} and (${mismatch}) is null and new.captured_minor = new.amount_minor as is_genuine
    ), collected as (select * from settled where newly_captured > 0),
    -- A genuine success after what was set aside brings in all that was asked for, so all of it is applied.
    moved as (
      select id, reservation_id, provider, purpose, amount_minor, currency, captured_minor, refunding_minor,
        case when was_set_aside then captured_minor - refunding_minor else newly_captured end as newly_captured
      from collected where (quarantine_reason is null or (was_set_aside and is_genuine)) and purpose <> 'security-deposit'
    ),
    ${confirmPaid(runtime, now, actor, sql`moved`)},
    ${giveUpOpen(runtime, now, sql`(select reservation_id, id as paid_id from moved where reservation_id not in (select id from confirmed))`, 'rivals')},
    ${applyDepositEvent(runtime, now, actor, sql`settled`)},
    ${followProcessing(runtime, now, actor, sql`settled`)},
    failed as (
      select r.id, s.status_before = 'processing' as was_in_process from settled s join reservations r on r.id = s.reservation_id
      where ((s.status = 'failed' and s.status_before <> 'failed') or (s.status = 'canceled' and s.status_before = 'processing')) and s.purpose <> 'security-deposit'
        and ${keepsTime(now)} and ${asksForAnother()}
    ), told_failed as (${enqueue(runtime, 'guest-payment-failed', sql`id`, sql`failed`, sql`jsonb_build_object('wasInProcess', was_in_process)`, whenFailed)}
    ), quarantined as (select id, quarantine_reason from settled where newly_quarantined
    ), told_quarantined as (${enqueue(runtime, 'owner-quarantine', sql`id`, sql`quarantined`)}
    ), noted_quarantined as (${record(now, actor, 'payment.quarantined', sql`id`, sql`quarantined`, sql`jsonb_build_object('reason', quarantine_reason)`)}
    ), noted_captured as (${record(now, actor, 'payment.captured', sql`id`, sql`collected`, sql`jsonb_build_object('capturedMinor', newly_captured, 'currency', currency)`)})`;
}
