import type Stripe from 'stripe';
import type { DisputeFact } from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import { moneyOf } from './amount.ts';
import { idOf } from './payment-fact.ts';

/**
 * https://docs.stripe.com/api/disputes/object#dispute_object-status. An inquiry (`warning_`) that closes has
 * cost nothing.
 */
const statuses: Readonly<Record<string, DisputeFact['status']>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'won',
  needs_response: 'needs-response',
  under_review: 'under-review',
  appeal_needs_response: 'needs-response',
  appeal_under_review: 'under-review',
  won: 'won',
  prevented: 'won',
  lost: 'lost',
};

/** What a dispute says; undefined for one of a charge without a PaymentIntent, which is not ours. */
export function disputeFact(dispute: Stripe.Dispute): DisputeFact | undefined {
  const paymentRef = idOf(dispute.payment_intent);
  if (!paymentRef) return undefined;
  const status = statuses[dispute.status];
  if (!status) throw new UnknownWord('a dispute', dispute.status);
  const dueSeconds = dispute.evidence_details.due_by;
  return {
    kind: 'dispute',
    providerRef: dispute.id,
    payment: { paymentId: undefined, providerRef: paymentRef },
    ...moneyOf(dispute.amount, dispute.currency),
    status,
    reason: dispute.reason,
    evidenceDueAt: dueSeconds ? new Date(dueSeconds * 1000) : undefined,
  };
}
