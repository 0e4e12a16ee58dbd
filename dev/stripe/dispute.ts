import type Stripe from 'stripe';
import { missing } from './api-error.ts';
import { bookMovement } from './balance.ts';
import type { Call } from './call.ts';
import { recordEvent } from './event.ts';
import { findIntent } from './payment-intent.ts';

const answerSeconds = 9 * 86_400;
const disputeFee = 1500;

/** The cardholder's bank takes a payment back: https://docs.stripe.com/disputes/how-disputes-work. */
export function openDispute(
  call: Call,
  intentId: string,
  { amount, reason = 'fraudulent' }: { amount?: number; reason?: string } = {},
): Stripe.Dispute {
  const intent = findIntent(call, intentId);
  const charge = call.state.charges.get(String(intent.latest_charge));
  if (!charge?.captured) throw missing('charge', String(intent.latest_charge), 'charge', 400);
  const id = call.newId('du');
  const disputed = amount ?? charge.amount_captured;
  const dispute = {
    id,
    object: 'dispute',
    amount: disputed,
    balance_transactions: [],
    charge: charge.id,
    created: call.nowSeconds,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {},
    evidence_details: {
      due_by: call.nowSeconds + answerSeconds,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: intent.id,
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
    status: 'needs_response',
    // Evidence that nobody has given is left out.
  } as unknown as Stripe.Dispute;
  call.state.disputes.set(id, dispute);
  call.state.charges.set(charge.id, { ...charge, disputed: true });
  recordEvent(call, 'charge.dispute.created', dispute);
  const { currency } = charge;
  bookMovement(call, { amount: -disputed, fee: disputeFee, currency, source: id, category: 'dispute' });
  recordEvent(call, 'charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** We have answered; the bank looks at it. */
export function submitEvidence(call: Call, id: string): Stripe.Dispute {
  const reviewed = saveDispute(call, { ...findDispute(call, id), status: 'under_review' });
  recordEvent(call, 'charge.dispute.updated', reviewed);
  return reviewed;
}

/** The bank decides. Won, the money and the fee come back. */
export function closeDispute(call: Call, id: string, outcome: 'won' | 'lost'): Stripe.Dispute {
  const open = findDispute(call, id);
  if (open.status === 'won' || open.status === 'lost') return open;
  const closed = saveDispute(call, { ...findDispute(call, id), status: outcome });
  recordEvent(call, 'charge.dispute.closed', closed);
  if (outcome === 'won') {
    const { amount, currency } = closed;
    bookMovement(call, { amount, fee: -disputeFee, currency, source: id, category: 'dispute_reversal' });
    recordEvent(call, 'charge.dispute.funds_reinstated', closed);
  }
  return closed;
}

function findDispute(call: Call, id: string): Stripe.Dispute {
  const dispute = call.state.disputes.get(id);
  if (!dispute) throw missing('dispute', id, 'dispute');
  return dispute;
}

function saveDispute(call: Call, dispute: Stripe.Dispute): Stripe.Dispute {
  call.state.disputes.set(dispute.id, dispute);
  return dispute;
}
