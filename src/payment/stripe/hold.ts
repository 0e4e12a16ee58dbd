import Stripe from 'stripe';
import type { Minor } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import {
  goneFact,
  type KnownPayment,
  type PaymentFact,
  type PaymentOrder,
  type SavedMethod,
} from '../provider/provider.ts';
import { isUnknownWord } from '../provider/unknown-word.ts';
import { stripeAmount } from './amount.ts';
import { createIntent } from './open.ts';
import { intentFact } from './payment-fact.ts';
import { isRefused } from './refusal.ts';

const expand = ['latest_charge'];

/** Reads a payment, with its charge. */
export async function read(stripe: Stripe, providerRef: string): Promise<PaymentFact> {
  return intentFact(await stripe.paymentIntents.retrieve(providerRef, { expand }));
}

/**
 * Holds an amount by a method kept before. What the bank refuses, or allows to the guest in person alone
 * (https://docs.stripe.com/error-codes#authentication-required), is the fact `failed`.
 */
export async function authorize(
  stripe: Stripe,
  order: PaymentOrder,
  { customer, method }: SavedMethod,
): Promise<PaymentFact> {
  try {
    const intent = await createIntent(stripe, order, {
      customer,
      payment_method: method,
      off_session: true,
      confirm: true,
      // Nobody is there to be sent to another page.
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      expand,
    });
    return factOfMade(order, intent);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError && error.payment_intent)
      return intentFact(error.payment_intent, 'failed');
    // The guest has taken the method away, so nothing was made that could be named.
    if (isRefused(error, 'resource_missing'))
      return { ...goneFact({ ...order, providerRef: `refused:${order.paymentId}` }), status: 'failed' };
    throw error;
  }
}

/** The hold is made, whatever its status: where that is new, what is known of it is its id. */
function factOfMade(order: PaymentOrder, intent: Stripe.PaymentIntent): PaymentFact {
  try {
    return intentFact(intent);
  } catch (error) {
    if (!isUnknownWord(error)) throw error;
    return { ...goneFact({ ...order, providerRef: intent.id }), status: 'pending' };
  }
}

/**
 * Collects a hold, or `amount` of it: Stripe captures once and releases the rest. For a payment that is not
 * held, or no longer, the fact says what it is instead. Throws the 409 for more than is held.
 */
export async function capture(stripe: Stripe, payment: KnownPayment, amount: Minor): Promise<PaymentFact> {
  const { paymentId, providerRef } = payment;
  try {
    const intent = await stripe.paymentIntents.capture(
      providerRef,
      { amount_to_capture: stripeAmount(amount, payment.currency), expand },
      { idempotencyKey: `capture-${paymentId}-${amount}` },
    );
    return intentFact(intent);
  } catch (error) {
    if (isRefused(error, 'payment_intent_unexpected_state', 'charge_expired_for_capture'))
      return read(stripe, providerRef);
    if (isRefused(error, 'resource_missing')) return goneFact(payment);
    if (isRefused(error, 'amount_too_large'))
      throw new Problem('state-conflict', 'More than what is held cannot be collected.', { cause: error });
    throw error;
  }
}

/**
 * Gives a payment up. It goes without a key: cancelling twice is cancelling once, and under a key Stripe
 * would repeat the refusal of a payment that was still being processed, for a day after it has failed.
 */
export async function cancel(stripe: Stripe, payment: KnownPayment): Promise<PaymentFact> {
  const { providerRef } = payment;
  try {
    const reason = { cancellation_reason: 'abandoned' } as const;
    return intentFact(await stripe.paymentIntents.cancel(providerRef, { ...reason, expand }));
  } catch (error) {
    if (isRefused(error, 'payment_intent_unexpected_state')) return read(stripe, providerRef);
    if (isRefused(error, 'resource_missing')) return goneFact(payment);
    throw error;
  }
}
