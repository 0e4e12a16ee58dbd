import type Stripe from 'stripe';
import { ApiError } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import type { ShownCard } from './test-card.ts';

/** Whose payment it is to be, and the intent that the refusal carries, where there is one already. */
type For = { customer: string | null; intent?: Stripe.PaymentIntent };

/**
 * Throws the 400 for a payment method that belongs to another customer, or to one while none is named, and for one that
 * has paid without being kept. The rule: https://docs.stripe.com/api/payment_methods/attach; the words and codes as the API answers
 * them: https://github.com/Automattic/woocommerce-payments/issues/323 (used before), and recordings of API version 2026-08-26 for
 * the two others, among them the `source` that `param` names.
 */
export function requireUsable(call: Call, { method }: ShownCard, { customer, intent }: For): void {
  const refusal = (message: string, named: { code?: string; param?: string } = {}) =>
    new ApiError(
      400,
      { type: 'invalid_request_error', message, ...named, ...(intent && { payment_intent: intent }) },
      { beforeExecution: !intent },
    );
  const owner = typeof method.customer === 'string' ? method.customer : null;
  if (owner && !customer) {
    const message =
      `The \`payment_method\` parameter supplied ${method.id} belongs to the Customer ${owner}. ` +
      'Please include the Customer in the `customer` parameter on the PaymentIntent.';
    throw refusal(message, { code: 'parameter_missing', param: 'source' });
  }
  if (owner && owner !== customer) {
    const message =
      `The PaymentMethod ${method.id} does not belong to the Customer you supplied ${customer}. ` +
      'Please use this PaymentMethod with the Customer that it belongs to instead.';
    throw refusal(message, { param: 'payment_method' });
  }
  if (!owner && hasPaid(call, method.id)) {
    throw refusal(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with ' +
        'a connected account without Customer attachment, or was detached from a Customer. It may not be used ' +
        'again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
    );
  }
}

/** One that was only declined has not: its guest may try again. */
function hasPaid({ state }: Call, methodId: string): boolean {
  return [...state.charges.values()].some(
    (charge) => charge.payment_method === methodId && charge.status !== 'failed',
  );
}
