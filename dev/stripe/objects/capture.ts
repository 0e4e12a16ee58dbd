import type Stripe from 'stripe';
import { invalidParameter, unexpectedState } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { formatAmount, requireWholeStep } from '../wire/currency.ts';
import { changedMetadata } from '../wire/metadata.ts';
import { captureBefore } from './charge.ts';
import { bookCharge } from './confirmation.ts';
import { disputeByCard } from './dispute.ts';
import { recordEvent } from './event.ts';
import { saveIntent } from './payment-intent.ts';
import type { CancelParameters, CaptureParameters } from './payment-intent-parameters.ts';
import { newRefund } from './refund.ts';

/** https://docs.stripe.com/api/payment_intents/capture: once, all of what is held or less; the rest is released. */
export function capture(
  call: Call,
  intent: Stripe.PaymentIntent,
  parameters: CaptureParameters,
): Stripe.PaymentIntent {
  const charge = latestCharge(call, intent);
  if (intent.status !== 'requires_capture' || !charge) {
    throw unexpectedState(
      intent,
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent ` +
        'with one of the following statuses may be captured: requires_capture.',
    );
  }
  const captured = parameters.amount_to_capture ?? intent.amount_capturable;
  if (captured > intent.amount_capturable) {
    const [asked, held] = [captured, intent.amount_capturable].map((it) => formatAmount(it, intent.currency));
    const message = `The amount to capture (${asked}) is greater than the amount capturable (${held}).`;
    throw invalidParameter('amount_to_capture', message, 'amount_too_large');
  }
  requireWholeStep('amount_to_capture', captured, intent.currency);
  // What is not captured counts as refunded on the charge, though it was never taken.
  const released = release(call, charge, charge.amount - captured);
  const paid = {
    ...released,
    amount_captured: captured,
    balance_transaction: call.newId('txn'),
    captured: true,
  };
  call.state.charges.set(paid.id, paid);
  bookCharge(call, paid);
  const { amount_captured, amount_refunded } = charge;
  recordEvent(call, 'charge.captured', paid, { amount_captured, amount_refunded, captured: false });
  const succeeded = saveIntent(call, {
    ...intent,
    amount_capturable: 0,
    amount_received: captured,
    metadata: changedMetadata(intent.metadata, parameters.metadata),
    status: 'succeeded',
  });
  recordEvent(call, 'payment_intent.succeeded', succeeded);
  disputeByCard(call, succeeded);
  return succeeded;
}

/** https://docs.stripe.com/api/payment_intents/cancel: before the money is taken; a hold is released. */
export function cancel(
  call: Call,
  intent: Stripe.PaymentIntent,
  { cancellation_reason: reason }: CancelParameters | { cancellation_reason: 'automatic' },
): Stripe.PaymentIntent {
  const open = [
    'requires_payment_method',
    'requires_capture',
    'requires_confirmation',
    'requires_action',
    'processing',
  ];
  if (!open.includes(intent.status) && (intent.status as string) !== 'wandering') {
    throw unexpectedState(
      intent,
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with ` +
        `one of the following statuses may be canceled: ${open.join(', ')}.`,
    );
  }
  const charge = latestCharge(call, intent);
  if (charge && intent.status === 'requires_capture') {
    const released = release(call, charge, charge.amount);
    // Subscribers see a charge.refunded of a charge that was never captured: the real API sends it, too.
    recordEvent(call, 'charge.refunded', released, { amount_refunded: 0, refunded: false });
  }
  const canceled = saveIntent(call, {
    ...intent,
    amount_capturable: 0,
    canceled_at: call.nowSeconds,
    cancellation_reason: reason ?? null,
    next_action: null,
    processing: null,
    status: 'canceled',
  });
  recordEvent(call, 'payment_intent.canceled', canceled);
  return canceled;
}

/** Cancels what was held for longer than the card allows, as Stripe does without being asked. */
export function cancelExpired(call: Call): void {
  for (const intent of call.state.paymentIntents.values()) {
    if (intent.status !== 'requires_capture') continue;
    const charge = latestCharge(call, intent);
    if (!charge || call.nowSeconds < (captureBefore(charge) ?? Number.POSITIVE_INFINITY)) continue;
    recordEvent(call, 'charge.expired', charge);
    cancel(call, intent, { cancellation_reason: 'automatic' });
  }
}

function release(call: Call, charge: Stripe.Charge, amount: number): Stripe.Charge {
  if (amount === 0) return charge;
  const refund = newRefund(call, charge, { amount, reason: null, metadata: {}, balanceTransaction: null });
  call.state.refunds.set(refund.id, refund);
  const released = { ...charge, amount_refunded: amount, refunded: amount === charge.amount };
  call.state.charges.set(released.id, released);
  return released;
}

function latestCharge(call: Call, intent: Stripe.PaymentIntent): Stripe.Charge | undefined {
  return typeof intent.latest_charge === 'string' ? call.state.charges.get(intent.latest_charge) : undefined;
}
