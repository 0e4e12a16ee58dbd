import type Stripe from 'stripe';
import { missing } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import type { MethodOptions } from './payment-intent-parameters.ts';

/** Finds a payment intent; `status` 400 is for ids given as a parameter. Throws `resource_missing`. */
export function findIntent(call: Call, id: string, status: 400 | 404 = 404): Stripe.PaymentIntent {
  const intent = call.state.paymentIntents.get(id);
  if (!intent) throw missing('payment_intent', id, status === 404 ? 'intent' : 'payment_intent', status);
  return intent;
}

export function saveIntent(call: Call, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  call.state.paymentIntents.set(intent.id, intent);
  return intent;
}

/** The options of a payment intent after a change, with the fields that Stripe always shows. */
export function methodOptions(
  current: Stripe.PaymentIntent.PaymentMethodOptions | null,
  change: MethodOptions | undefined,
): Stripe.PaymentIntent.PaymentMethodOptions {
  const always = {
    installments: null,
    mandate_options: null,
    network: null,
    request_three_d_secure: 'automatic',
  };
  const changed = Object.entries(change?.card ?? {}).filter(([, value]) => value !== undefined);
  return { card: { ...always, ...current?.card, ...Object.fromEntries(changed) } };
}

/** What every payment intent has when it begins. */
export function blankIntent(nowSeconds: number) {
  return {
    object: 'payment_intent' as const,
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    canceled_at: null,
    cancellation_reason: null,
    created: nowSeconds,
    customer: null,
    customer_account: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    next_action: null,
    on_behalf_of: null,
    payment_method_configuration_details: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    review: null,
    shipping: null,
    source: null,
    transfer_data: null,
    transfer_group: null,
  };
}
