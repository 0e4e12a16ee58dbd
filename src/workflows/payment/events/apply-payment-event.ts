import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { PaymentFact, PaymentRef, ProviderEvent } from '../../../payment/provider/provider.ts';
import { type Assessed, assessmentRow } from '../../../payment/risk/assessment.ts';
import { firstOf } from '../../../platform/database/database.ts';
import { call } from '../../../platform/database/functions.ts';
import type { Runtime } from '../../../platform/runtime.ts';

/** Whether the event was new, and whether it belongs to a payment of ours. */
const appliedEventSchema = v.object({
  isNew: v.boolean(),
  paymentId: v.nullable(v.string()),
  quarantine: v.nullable(v.string()),
});
export type AppliedEvent = v.InferOutput<typeof appliedEventSchema>;

/**
 * Stores an event once and applies it, in one transaction: both happen or neither, so a crash in between is
 * healed when the provider sends it again. What the provider answers to our own calls and what it lists is
 * applied the same way. A status moves only up an order that depends on the events themselves and totals only
 * grow, so the end is the same in whatever order a set of events arrives. Postings are made by triggers.
 * @param assessed how the risk was judged, kept before: what the staff must look at confirms nothing.
 */
export async function applyPaymentEvent(
  runtime: Runtime,
  event: ProviderEvent,
  assessed?: Assessed,
): Promise<AppliedEvent> {
  const [rows] = await runtime.database.batch([
    sql`select is_new as "isNew", payment_id as "paymentId", quarantine from ${applied(runtime, event, assessed)}`,
  ]);
  const result = firstOf(appliedEventSchema, rows);
  if (!result) throw new Error('an event was applied without a row');
  return result;
}

/** The call of the function that stores an event and applies it, each kind of fact by its own. */
function applied(runtime: Runtime, event: ProviderEvent, assessed: Assessed | undefined): SQL {
  const now = runtime.clock.now();
  const { provider, eventId, type, occurredAt, fact } = event;
  const ref = refOf(event);
  const told = {
    provider,
    eventId,
    type,
    occurredAt,
    content: fact ?? {},
    payment: ref?.paymentId ?? null,
    now,
  };
  if (fact?.kind === 'payment')
    return call('apply_payment', {
      ...told,
      ...knownOf(fact),
      assessment: assessed ? assessmentRow(runtime, assessed) : null,
    });
  if (fact?.kind === 'refund')
    return call('apply_refund', {
      ...told,
      paymentRef: fact.payment.providerRef,
      refund: fact.refundId ?? null,
      providerRef: fact.providerRef,
      status: fact.status,
      amountMinor: fact.amount,
      currency: fact.currency,
    });
  if (fact?.kind === 'dispute')
    return call('apply_dispute', {
      ...told,
      paymentRef: fact.payment.providerRef,
      providerRef: fact.providerRef,
      status: fact.status,
      amountMinor: fact.amount,
      currency: fact.currency,
      reason: fact.reason,
      evidenceDueAt: fact.evidenceDueAt ?? null,
    });
  return call('apply_capture_request', { ...told, providerRef: ref?.providerRef ?? null });
}

/** What a fact says of a payment, as functions of the database take it. */
export function knownOf(fact: PaymentFact) {
  return {
    providerRef: fact.providerRef,
    status: fact.status,
    capturedMinor: fact.captured,
    currency: fact.currency,
    authorizationRef: fact.authorizationRef ?? null,
    captureRef: fact.captureRef ?? null,
    captureBefore: fact.captureBefore ?? null,
    savedCustomer: fact.savedMethod?.customer ?? null,
    savedMethod: fact.savedMethod?.method ?? null,
  };
}

/** The payment that an event is about. */
function refOf({ fact, captureRequested }: ProviderEvent): PaymentRef | undefined {
  if (fact === undefined) return captureRequested;
  return fact.kind === 'payment' ? fact : fact.payment;
}
