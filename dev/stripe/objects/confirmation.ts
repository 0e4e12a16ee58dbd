import type Stripe from 'stripe';
import { ApiError, docUrl } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { refuseKeepingAbsent } from '../wire/parameters-together.ts';
import { bookMovement, chargeFee } from './balance.ts';
import { approved, pendingCharge, refused } from './charge.ts';
import { requireConfirmable } from './confirmable.ts';
import { attachMethod } from './customer.ts';
import { disputeByCard } from './dispute.ts';
import { recordEvent } from './event.ts';
import { methodOptions, saveIntent } from './payment-intent.ts';
import type { ConfirmParameters } from './payment-intent-parameters.ts';
import { authenticationRequired, type Decline, type ShownCard, showCard } from './test-card.ts';
import { requireUsable } from './usable-method.ts';

/**
 * An attempt to pay: https://docs.stripe.com/api/payment_intents/confirm.
 * Throws the 402 for a card that is declined, the 400 for a payment intent that cannot be confirmed.
 */
export function confirm(
  call: Call,
  intent: Stripe.PaymentIntent,
  parameters: ConfirmParameters,
): Stripe.PaymentIntent {
  requireConfirmable(intent, parameters);
  refuseKeepingAbsent(parameters, parameters.setup_future_usage ?? intent.setup_future_usage);
  const shown = showCard(call, parameters.payment_method ?? idOf(intent.payment_method));
  const customer = typeof intent.customer === 'string' ? intent.customer : null;
  requireUsable(call, shown, { customer, intent });
  const attempt = saveIntent(call, {
    ...intent,
    capture_method: parameters.capture_method ?? intent.capture_method,
    last_payment_error: null,
    next_action: null,
    payment_method: shown.method.id,
    payment_method_options: methodOptions(intent.payment_method_options, parameters.payment_method_options),
    receipt_email: parameters.receipt_email || intent.receipt_email,
    setup_future_usage: parameters.setup_future_usage ?? intent.setup_future_usage,
    status: 'requires_confirmation',
  });
  if (shown.card.offSessionDecline && parameters.off_session)
    return decline(call, attempt, pendingCharge(call, attempt, shown), offSessionDeclined);
  if (!shown.card.challenge || (parameters.off_session && isAttached(shown, intent)))
    return charge(call, attempt, shown, { authenticated: false });
  if (parameters.off_session || parameters.error_on_requires_action) {
    return decline(call, attempt, pendingCharge(call, attempt, shown), authenticationRequired);
  }
  const challenged = saveIntent(call, {
    ...attempt,
    next_action: challengeAction(call, attempt, parameters.return_url),
    status: 'requires_action',
  });
  recordEvent(call, 'payment_intent.requires_action', challenged);
  return challenged;
}

/** The guest has answered the 3-D Secure challenge. Throws the 402 when the card is declined after it. */
export function answerChallenge(
  call: Call,
  intent: Stripe.PaymentIntent,
  passed: boolean,
): Stripe.PaymentIntent {
  const shown = showCard(call, idOf(intent.payment_method));
  const answered = saveIntent(call, { ...intent, next_action: null });
  if (passed) return charge(call, answered, shown, { authenticated: true });
  return failAttempt(call, answered, {
    code: 'payment_intent_authentication_failure',
    doc_url: docUrl('payment_intent_authentication_failure'),
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new ' +
      'PaymentMethod to attempt to fulfill this PaymentIntent again.',
    payment_method: shown.method,
    type: 'invalid_request_error',
  });
}

/** The bank has decided about a payment that was in `processing`. Throws the 402 when it declines. */
export function settle(call: Call, intent: Stripe.PaymentIntent, accepted: boolean): Stripe.PaymentIntent {
  const pending = call.state.charges.get(idOf(intent.latest_charge));
  if (!pending) throw new Error(`${intent.id} is processing and has no charge.`);
  const settled = { ...intent, processing: null };
  if (accepted) return complete(call, settled, pending, { authenticated: false });
  return decline(call, settled, pending, {
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: 'Your card was declined.',
  });
}

function charge(
  call: Call,
  intent: Stripe.PaymentIntent,
  shown: ShownCard,
  { authenticated }: { authenticated: boolean },
): Stripe.PaymentIntent {
  const pending = pendingCharge(call, intent, shown);
  if (shown.card.decline) return decline(call, intent, pending, shown.card.decline);
  if (call.holds === 'wander' && intent.capture_method === 'manual') {
    call.state.charges.set(pending.id, pending);
    // A status that the API did not have when its types were written.
    return saveIntent(call, { ...intent, latest_charge: pending.id, status: 'wandering' as 'processing' });
  }
  if (!call.processing) return complete(call, intent, pending, { authenticated });
  call.state.charges.set(pending.id, pending);
  const processing = saveIntent(call, {
    ...intent,
    latest_charge: pending.id,
    processing: { type: 'card', card: {} },
    status: 'processing',
  });
  recordEvent(call, 'charge.pending', pending);
  recordEvent(call, 'payment_intent.processing', processing);
  return processing;
}

function complete(
  call: Call,
  intent: Stripe.PaymentIntent,
  pending: Stripe.Charge,
  { authenticated }: { authenticated: boolean },
): Stripe.PaymentIntent {
  const method = intent.payment_method_options?.card?.capture_method ?? intent.capture_method;
  const hold = method === 'manual';
  const { risk } = showCard(call, idOf(pending.payment_method)).card;
  const paid = approved(call, pending, { hold, authenticated, risk });
  call.state.charges.set(paid.id, paid);
  const completed = saveIntent(call, {
    ...intent,
    amount_capturable: hold ? intent.amount : 0,
    amount_received: hold ? 0 : intent.amount,
    latest_charge: paid.id,
    status: hold ? 'requires_capture' : 'succeeded',
  });
  if (!hold) bookCharge(call, paid);
  attachMethod(call, completed);
  recordEvent(call, 'charge.succeeded', paid);
  recordEvent(
    call,
    hold ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded',
    completed,
  );
  if (!hold) disputeByCard(call, completed);
  return completed;
}

/** The movement of the balance that a captured charge makes. */
export function bookCharge(
  call: Call,
  { id, amount_captured: amount, currency, balance_transaction: movement }: Stripe.Charge,
): void {
  if (typeof movement !== 'string') return;
  bookMovement(call, {
    id: movement,
    amount,
    fee: chargeFee(amount),
    currency,
    source: id,
    category: 'charge',
  });
}

function decline(call: Call, intent: Stripe.PaymentIntent, pending: Stripe.Charge, reason: Decline): never {
  const failed = refused(pending, reason);
  call.state.charges.set(failed.id, failed);
  recordEvent(call, 'charge.failed', failed);
  const error = {
    charge: failed.id,
    code: reason.code,
    ...(reason.declineCode && { decline_code: reason.declineCode }),
    doc_url: docUrl(reason.code),
    message: reason.message,
    payment_method: showCard(call, idOf(failed.payment_method)).method,
    type: 'card_error',
  } as const;
  const returned = failAttempt(call, { ...intent, latest_charge: failed.id }, error);
  throw new ApiError(402, { ...error, payment_intent: returned });
}

function failAttempt(
  call: Call,
  intent: Stripe.PaymentIntent,
  error: Stripe.PaymentIntent.LastPaymentError,
): Stripe.PaymentIntent {
  const failed = saveIntent(call, {
    ...intent,
    last_payment_error: error,
    payment_method: null,
    status: 'requires_payment_method',
  });
  recordEvent(call, 'payment_intent.payment_failed', failed);
  return failed;
}

const offSessionDeclined: Decline = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  message: 'Your card was declined.',
};

/** A card that was authenticated when it was kept needs no challenge later (Stripe, `pm_card_threeDSecureOptional`). */
function isAttached({ method, card }: ShownCard, intent: Stripe.PaymentIntent): boolean {
  return !card.challengesAlways && method.customer !== null && method.customer === intent.customer;
}

function challengeAction(
  call: Call,
  intent: Stripe.PaymentIntent,
  returnUrl: string | undefined,
): Stripe.PaymentIntent.NextAction {
  const query = new URLSearchParams({ client_secret: intent.client_secret ?? '' });
  if (returnUrl) query.set('return_url', returnUrl);
  const url = `${call.url}/pay/${intent.id}?${query}`;
  if (returnUrl) return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } };
}

/** The id of what a field refers to; nothing in the state is stored expanded. */
function idOf(reference: string | { id: string } | null): string {
  return typeof reference === 'string' ? reference : (reference?.id ?? '');
}
