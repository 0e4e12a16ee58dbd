import type Stripe from 'stripe';
import * as v from 'valibot';
import { ApiError, invalidParameter, missing } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { formatAmount, requireWholeStep } from '../wire/currency.ts';
import { changedMetadata } from '../wire/metadata.ts';
import { amount, metadata, text } from '../wire/parameters.ts';
import { bookMovement } from './balance.ts';
import { recordEvent } from './event.ts';
import { findIntent } from './payment-intent.ts';

export const refundParameters = {
  amount: v.optional(amount),
  charge: v.optional(text),
  metadata: v.optional(metadata),
  payment_intent: v.optional(text),
  reason: v.optional(v.picklist(['duplicate', 'fraudulent', 'requested_by_customer'])),
};

const parameterSchema = v.strictObject(refundParameters);

/** https://docs.stripe.com/api/refunds/create: all of what is left of a charge, or less. */
export function createRefund(call: Call, parameters: v.InferOutput<typeof parameterSchema>): Stripe.Refund {
  const charge = refundable(call, parameters);
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) {
    const message = `Charge ${charge.id} has already been refunded.`;
    throw new ApiError(400, { type: 'invalid_request_error', code: 'charge_already_refunded', message });
  }
  const refunded = parameters.amount ?? left;
  if (refunded > left) {
    const [asked, rest] = [refunded, left].map((it) => formatAmount(it, charge.currency));
    throw invalidParameter(
      'amount',
      `Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`,
    );
  }
  requireWholeStep('amount', refunded, charge.currency);
  const refund = newRefund(call, charge, {
    amount: refunded,
    reason: parameters.reason ?? null,
    metadata: changedMetadata({}, parameters.metadata),
    balanceTransaction: call.newId('txn'),
  });
  call.state.refunds.set(refund.id, refund);
  bookRefund(call, refund);
  const after = {
    ...charge,
    amount_refunded: charge.amount_refunded + refunded,
    refunded: refunded === left,
  };
  call.state.charges.set(after.id, after);
  recordEvent(call, 'refund.created', refund);
  const { amount_refunded, refunded: wasRefunded } = charge;
  recordEvent(call, 'charge.refunded', after, { amount_refunded, refunded: wasRefunded });
  if (call.refunds === 'fail') return settleRefund(call, refund.id, 'failed');
  const byCard = call.refunds === 'succeed' ? refundsOf(call, charge) : undefined;
  if (byCard) {
    // The answer shows it as it was made; what becomes of it comes as an event.
    settleRefund(call, refund.id, byCard === 'fail' ? 'failed' : 'succeeded');
    return refund;
  }
  return refund.status === 'succeeded' ? referenced(call, refund) : refund;
}

function bookRefund(call: Call, refund: Stripe.Refund): void {
  const { id, amount, currency, balance_transaction: movement } = refund;
  if (typeof movement === 'string')
    bookMovement(call, { id: movement, amount: -amount, currency, source: id, category: 'refund' });
}

/** The bank has taken a refund, or sent it back: then the money is ours again (https://docs.stripe.com/refunds#failed-refunds). */
export function settleRefund(call: Call, id: string, status: 'succeeded' | 'failed'): Stripe.Refund {
  const refund = call.state.refunds.get(id);
  if (!refund) throw missing('refund', id, 'refund');
  if (refund.status === 'failed' || refund.status === status) return refund;
  const settled: Stripe.Refund = { ...refund, status };
  call.state.refunds.set(id, settled);
  if (status === 'failed') {
    const { amount, currency } = refund;
    const movement = bookMovement(call, { amount, currency, source: id, category: 'refund_failure' });
    call.state.refunds.set(id, {
      ...settled,
      failure_balance_transaction: movement,
      failure_reason: 'declined',
    });
    const charge = call.state.charges.get(String(refund.charge));
    if (charge)
      call.state.charges.set(charge.id, {
        ...charge,
        amount_refunded: charge.amount_refunded - amount,
        refunded: false,
      });
  }
  const changed = call.state.refunds.get(id) ?? settled;
  recordEvent(call, status === 'failed' ? 'refund.failed' : 'refund.updated', changed);
  return changed;
}

/** How refunds of a test card made for it go: https://docs.stripe.com/testing#refunds. */
function refundsOf(call: Call, charge: Stripe.Charge): 'fail' | 'pending' | undefined {
  return call.state.shownCards.get(String(charge.payment_method))?.card.refunds;
}

const madeIn = { succeed: 'succeeded', fail: 'succeeded', pending: 'pending', wander: 'wandering' } as const;

/** A refund as it is made; the bank's reference follows. */
export function newRefund(
  call: Call,
  charge: Stripe.Charge,
  what: {
    amount: number;
    reason: Stripe.Refund.Reason | null;
    metadata: Stripe.Metadata;
    balanceTransaction: string | null;
  },
): Stripe.Refund {
  return {
    id: call.newId('re'),
    object: 'refund',
    amount: what.amount,
    balance_transaction: what.balanceTransaction,
    charge: charge.id,
    created: call.nowSeconds,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: charge.captured ? 'refund' : 'reversal',
      },
      type: 'card',
    },
    metadata: what.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: what.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status:
      madeIn[
        call.refunds === 'succeed' && charge.captured ? (refundsOf(call, charge) ?? 'succeed') : call.refunds
      ],
    transfer_reversal: null,
  };
}

/** The answer shows the refund as it was made; the reference that arrives later is a refund.updated. */
function referenced(call: Call, refund: Stripe.Refund): Stripe.Refund {
  const card = refund.destination_details?.card;
  if (!card) return refund;
  const updated: Stripe.Refund = {
    ...refund,
    destination_details: {
      card: { ...card, reference: call.newId('arn'), reference_status: 'available' },
      type: 'card',
    },
  };
  call.state.refunds.set(updated.id, updated);
  recordEvent(call, 'refund.updated', updated, { destination_details: { card, type: 'card' } });
  return refund;
}

function refundable(
  call: Call,
  {
    charge: chargeId,
    payment_intent: intentId,
  }: { charge?: string | undefined; payment_intent?: string | undefined },
): Stripe.Charge {
  if (chargeId) {
    const charge = call.state.charges.get(chargeId);
    if (!charge) throw missing('charge', chargeId, 'charge', 400);
    if (!charge.captured) throw notRefundable(`Charge ${chargeId} has not been captured.`);
    return charge;
  }
  if (!intentId) {
    throw invalidParameter(
      'payment_intent',
      'One of the following params should be provided for this request: payment_intent or charge.',
      'parameter_missing',
    );
  }
  const intent = findIntent(call, intentId, 400);
  const charge = call.state.charges.get(String(intent.latest_charge));
  if (!charge?.captured) {
    throw notRefundable(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  }
  return charge;
}

function notRefundable(message: string): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message });
}
