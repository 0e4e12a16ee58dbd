import type Stripe from 'stripe';
import { unexpectedState } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { requireChargeable } from '../wire/currency.ts';
import { requireDescribable } from '../wire/descriptor.ts';
import { changedMetadata } from '../wire/metadata.ts';
import { requireTogether } from '../wire/parameters-together.ts';
import { confirm } from './confirmation.ts';
import { requireCustomer } from './customer.ts';
import { recordEvent } from './event.ts';
import { blankIntent, methodOptions, saveIntent } from './payment-intent.ts';
import type { CreateParameters, UpdateParameters } from './payment-intent-parameters.ts';
import { showCard } from './test-card.ts';
import { requireUsable } from './usable-method.ts';

/** https://docs.stripe.com/api/payment_intents/create; with `confirm` also the first attempt to pay. */
export function createIntent(call: Call, parameters: CreateParameters): Stripe.PaymentIntent {
  requireTogether(parameters);
  requireDescribable(parameters);
  requireChargeable(parameters.amount, parameters.currency);
  const customer = parameters.customer ? requireCustomer(call, parameters.customer) : null;
  const shown = parameters.payment_method ? showCard(call, parameters.payment_method) : undefined;
  if (shown) requireUsable(call, shown, { customer });
  const id = call.newId('pi');
  const intent = saveIntent(call, {
    ...blankIntent(call.nowSeconds),
    id,
    allowed_payment_method_types: parameters.allowed_payment_method_types ?? null,
    amount: parameters.amount,
    // Since API version 2023-08-16 this is what a payment intent gets that names no methods of its own.
    automatic_payment_methods:
      parameters.automatic_payment_methods ??
      (parameters.allowed_payment_method_types ? null : { allow_redirects: 'always', enabled: true }),
    capture_method: parameters.capture_method ?? 'automatic_async',
    client_secret: call.newId(`${id}_secret`),
    confirmation_method: parameters.confirmation_method ?? 'automatic',
    excluded_payment_method_types: parameters.excluded_payment_method_types ?? null,
    currency: parameters.currency,
    customer,
    description: parameters.description ?? null,
    metadata: changedMetadata({}, parameters.metadata),
    payment_method: shown?.method.id ?? null,
    payment_method_options: methodOptions(null, parameters.payment_method_options),
    receipt_email: parameters.receipt_email || null,
    setup_future_usage: parameters.setup_future_usage ?? null,
    statement_descriptor: null,
    statement_descriptor_suffix: parameters.statement_descriptor_suffix ?? null,
    status: shown ? 'requires_confirmation' : 'requires_payment_method',
  });
  recordEvent(call, 'payment_intent.created', intent);
  return parameters.confirm ? confirm(call, intent, parameters) : intent;
}

/** https://docs.stripe.com/api/payment_intents/update: what decides the charge is fixed once it has been made. */
export function updateIntent(
  call: Call,
  intent: Stripe.PaymentIntent,
  parameters: UpdateParameters,
): Stripe.PaymentIntent {
  const { amount = intent.amount, currency = intent.currency } = parameters;
  const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
  const fixed = (['amount', 'currency', 'payment_method', 'capture_method'] as const).find(
    (name) => parameters[name] !== undefined,
  );
  if (fixed && !open.includes(intent.status)) {
    throw unexpectedState(
      intent,
      `This PaymentIntent's ${fixed} could not be updated because it has a status of ${intent.status}. You may ` +
        `only update the ${fixed} of a PaymentIntent with one of the following statuses: ${open.join(', ')}.`,
    );
  }
  requireDescribable(parameters);
  requireChargeable(amount, currency);
  const shown = parameters.payment_method ? showCard(call, parameters.payment_method) : undefined;
  const customer = typeof intent.customer === 'string' ? intent.customer : null;
  if (shown) requireUsable(call, shown, { customer });
  return saveIntent(call, {
    ...intent,
    amount,
    currency,
    capture_method: parameters.capture_method ?? intent.capture_method,
    description: changedText(intent.description, parameters.description),
    metadata: changedMetadata(intent.metadata, parameters.metadata),
    payment_method: shown?.method.id ?? intent.payment_method,
    payment_method_options: methodOptions(intent.payment_method_options, parameters.payment_method_options),
    receipt_email: changedText(intent.receipt_email, parameters.receipt_email),
    setup_future_usage: parameters.setup_future_usage ?? intent.setup_future_usage,
    statement_descriptor_suffix: changedText(
      intent.statement_descriptor_suffix,
      parameters.statement_descriptor_suffix,
    ),
    status: shown ? 'requires_confirmation' : intent.status,
    ...(shown && { next_action: null }),
  });
}

const changedText = (current: string | null, change: string | undefined) =>
  change === undefined ? current : change || null;
