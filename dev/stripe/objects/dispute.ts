import type Stripe from 'stripe';
import { missing } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { bookMovement } from './balance.ts';
import { recordEvent } from './event.ts';
import { findIntent } from './payment-intent.ts';

const answerSeconds = 9 * 86_400;
const disputeFee = 1500;

/** The cardholder's bank takes a payment back: https://docs.stripe.com/disputes/how-disputes-work. */
export function openDispute(
  call: Call,
  intentId: string,
  {
    amount,
    reason = 'fraudulent',
    isInquiry,
  }: { amount?: number; reason?: string; isInquiry?: boolean } = {},
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
    // https://docs.stripe.com/disputes/how-disputes-work#inquiries: what is only asked about can be refunded, and stays ours.
    is_charge_refundable: isInquiry === true,
    livemode: false,
    metadata: {},
    payment_intent: intent.id,
    payment_method_details: {
      card: { brand: 'visa', case_type: isInquiry ? 'inquiry' : 'chargeback', network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
    // Evidence that nobody has given is left out.
  } as unknown as Stripe.Dispute;
  call.state.disputes.set(id, dispute);
  call.state.charges.set(charge.id, { ...charge, disputed: true });
  recordEvent(call, 'charge.dispute.created', dispute);
  if (isInquiry) return dispute;
  const { currency } = charge;
  bookMovement(call, { amount: -disputed, fee: disputeFee, currency, source: id, category: 'dispute' });
  const withdrawn = withMovements(call, dispute);
  recordEvent(call, 'charge.dispute.funds_withdrawn', withdrawn);
  return withdrawn;
}

/** The bank of a test card that is made for it disputes a payment as soon as it is collected: https://docs.stripe.com/testing#disputes. */
export function disputeByCard(call: Call, intent: Stripe.PaymentIntent): void {
  const method = typeof intent.payment_method === 'string' ? intent.payment_method : '';
  const dispute = call.state.shownCards.get(method)?.card.dispute;
  if (dispute) openDispute(call, intent.id, dispute);
}

/** A dispute shows what it has moved, up to two movements, whole: https://docs.stripe.com/api/disputes/object. */
function withMovements(call: Call, dispute: Stripe.Dispute): Stripe.Dispute {
  const moved = [...call.state.balanceTransactions.values()].filter(({ source }) => source === dispute.id);
  return saveDispute(call, { ...dispute, balance_transactions: moved });
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
    const reinstated = withMovements(call, closed);
    recordEvent(call, 'charge.dispute.funds_reinstated', reinstated);
    return reinstated;
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
