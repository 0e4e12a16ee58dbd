import type Stripe from 'stripe';
import { answerChallenge, confirm, settle } from '../objects/confirmation.ts';
import { findIntent } from '../objects/payment-intent.ts';
import { ApiError } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';

/**
 * What a guest does: pays, is declined, is asked for 3-D Secure, or presents any of Stripe's test cards.
 * A guest who was asked answers with `success` or `decline`, and so does the bank for a payment in `processing`;
 * any other outcome is a new attempt.
 */
export type GuestOutcome =
  | 'success'
  | 'decline'
  | 'insufficient_funds'
  | 'requires_action'
  | 'processing'
  | `pm_card_${string}`;

const cardOf: Record<string, string> = {
  success: 'pm_card_visa',
  processing: 'pm_card_visa',
  decline: 'pm_card_chargeDeclined',
  insufficient_funds: 'pm_card_chargeDeclinedInsufficientFunds',
  requires_action: 'pm_card_threeDSecure2Required',
};

/**
 * Acts for the guest and answers the payment intent after it; a declined card is an outcome, not an error.
 * Throws ApiError for an unknown payment intent and for one that cannot be paid.
 */
export function payAsGuest(
  call: Call,
  intentId: string,
  outcome: GuestOutcome,
  returnUrl = `${call.url}/`,
): Stripe.PaymentIntent {
  const intent = findIntent(call, intentId);
  try {
    if (outcome === 'success' || outcome === 'decline') {
      const yes = outcome === 'success';
      if (intent.status === 'requires_action') return answerChallenge(call, intent, yes);
      if (intent.status === 'processing') return settle(call, intent, yes);
    }
    if (outcome === 'processing') refuseExcluded(intent);
    return confirm({ ...call, processing: call.processing || outcome === 'processing' }, intent, {
      error_on_requires_action: false,
      off_session: false,
      payment_method: cardOf[outcome] ?? outcome,
      return_url: returnUrl,
    });
  } catch (error) {
    if (error instanceof ApiError && error.body.type === 'card_error') return findIntent(call, intentId);
    throw error;
  }
}

/** What rests in `processing` stands for a bank debit, which a PaymentIntent may exclude (`excluded_payment_method_types`). */
function refuseExcluded({ excluded_payment_method_types: excluded }: Stripe.PaymentIntent): void {
  if (!excluded?.includes('sepa_debit')) return;
  throw new ApiError(400, {
    type: 'invalid_request_error',
    message: 'The payment method type "sepa_debit" is excluded for this PaymentIntent.',
  });
}
