import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { itemLockKey } from '../../../booking/occupancy/item-lock.ts';
import { enqueueCall } from '../../../outbox/enqueue.ts';
import type { ProviderEvent } from '../../../payment/provider/provider.ts';
import { paymentIdOf, refOf, storeEvent } from '../../../payment/provider/stored-event.ts';
import { firstOf } from '../../../platform/database/database.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { disputeEnd } from '../../reservation/end-disputed.ts';
import { expireHolds } from '../../reservation/expire-holds.ts';
import { applyDispute } from './apply-dispute.ts';
import { applyPayment, impliedCapture } from './apply-payment.ts';
import { applyRefund } from './apply-refund.ts';

/** Whether the event was new, and whether it belongs to a payment of ours. */
const appliedEventSchema = v.object({
  isNew: v.boolean(),
  paymentId: v.nullable(v.string()),
  quarantine: v.nullable(v.string()),
});
export type AppliedEvent = v.InferOutput<typeof appliedEventSchema>;

/**
 * Stores an event once and applies it, in one batch: both happen or neither, so a crash in between is healed
 * when the provider sends it again. What the provider answers to our own calls and what it lists is applied
 * the same way. A status moves only up an order that depends on the events themselves and totals only grow,
 * so the end is the same in whatever order a set of events arrives. Postings are made by triggers.
 * @param assessment a statement that stores how the risk was judged, in the same batch: what the staff must
 *   look at confirms nothing before.
 */
export async function applyPaymentEvent(
  runtime: Runtime,
  event: ProviderEvent,
  assessment?: SQL,
): Promise<AppliedEvent> {
  const now = runtime.clock.now();
  const paymentId = paymentIdOf(event.provider, refOf(event));
  const itemId = sql`(select r.item_id from reservations r join payments p on p.reservation_id = r.id where p.id = ${paymentId})`;
  const followUp = event.fact?.kind === 'dispute' ? disputeEnd(runtime, now, event.provider, event.fact) : [];
  const results = await runtime.database.batch([
    sql`select pg_advisory_xact_lock(${itemLockKey(itemId)})`,
    expireHolds(now, itemId),
    ...(event.fact?.kind === 'payment' ? [lockCode(paymentId)] : []),
    ...(assessment ? [assessment] : []),
    ...before(runtime, now, event),
    apply(runtime, now, event),
    ...followUp,
  ]);
  const applied = firstOf(appliedEventSchema, results.at(-1 - followUp.length));
  if (!applied) throw new Error('the settling statement gave no row');
  return applied;
}

/**
 * Locks the promotion code that the hold of a payment gave back when it lapsed, after the item as a claim
 * does: whether a person may use it once more is counted by the statement that settles, which must begin
 * after whoever used it just now.
 */
function lockCode(paymentId: SQL): SQL {
  return sql`select from promotions where code = (select d.code from promotion_redemptions d join payments p on p.reservation_id = d.reservation_id
    where p.id = ${paymentId} and d.is_released) for update`;
}

/**
 * A refund or a dispute says that its payment was captured, even when the event of the capture has not
 * arrived yet.
 */
function before(runtime: Runtime, now: Date, event: ProviderEvent): SQL[] {
  const { fact } = event;
  const isProof = fact?.kind === 'refund' || fact?.kind === 'dispute';
  return isProof ? [impliedCapture(runtime, now, event, fact)] : [];
}

function apply(runtime: Runtime, now: Date, event: ProviderEvent): SQL {
  const { fact } = event;
  if (fact?.kind === 'payment') return applyPayment(runtime, now, event, fact);
  if (fact?.kind === 'refund') return applyRefund(runtime, now, event, fact);
  if (fact?.kind === 'dispute') return applyDispute(runtime, now, event, fact);
  const ref = event.captureRequested;
  const requested = ref ? sql`stored where payment_id is not null` : sql`stored where false`;
  // A guest may approve sooner than the provider's id is noted after the answer; the call needs it.
  return sql`with stored as (${storeEvent(event, now)}),
    identified as (
      update payments p set provider_ref = ${ref?.providerRef ?? null} from stored where p.id = stored.payment_id and p.provider_ref is null and ${ref !== undefined}
    ), asked as (${enqueueCall(runtime, 'capture', sql`payment_id`, requested)})
    select exists (select from stored) as "isNew", (select payment_id from stored) as "paymentId", null as quarantine`;
}
