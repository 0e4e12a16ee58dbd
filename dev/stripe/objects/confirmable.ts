import type Stripe from 'stripe';
import { ApiError, unexpectedState } from '../wire/api-error.ts';
import type { ConfirmParameters } from './payment-intent-parameters.ts';

/** Throws the 400 for a payment intent whose status, payment method or way back does not permit an attempt to pay. */
export function requireConfirmable(intent: Stripe.PaymentIntent, parameters: ConfirmParameters): void {
  const cannot = (because: string) =>
    unexpectedState(intent, `You cannot confirm this PaymentIntent because ${because}`);
  if (intent.status === 'succeeded' || intent.status === 'requires_capture') {
    throw cannot('it has already succeeded after being previously confirmed.');
  }
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    throw cannot(
      `it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ` +
        'confirmed: requires_confirmation, requires_action.',
    );
  }
  if (!parameters.payment_method && !intent.payment_method) {
    throw cannot(
      "it's missing a payment method. You can either update the PaymentIntent with a payment method and then " +
        'confirm it again, or confirm it again directly with a payment method or ConfirmationToken.',
    );
  }
  const automatic = intent.automatic_payment_methods;
  if (automatic?.enabled && automatic.allow_redirects !== 'never' && !parameters.return_url) {
    throw new ApiError(400, {
      type: 'invalid_request_error',
      message:
        'This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of ' +
        'these payment methods might redirect your customer off of your page, you must provide a `return_url`. ' +
        "If you don't want to accept redirect-based payment methods, set " +
        '`automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to ' +
        '`never` when creating PaymentIntents.',
      payment_intent: intent,
    });
  }
}
