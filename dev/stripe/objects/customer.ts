import type Stripe from 'stripe';
import * as v from 'valibot';
import { missing } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { changedMetadata } from '../wire/metadata.ts';
import { email, metadata, text } from '../wire/parameters.ts';

export const customerParameters = {
  description: v.optional(text),
  email: v.optional(email),
  metadata: v.optional(metadata),
  name: v.optional(text),
};

const schema = v.strictObject(customerParameters);

/** https://docs.stripe.com/api/customers/create */
export function createCustomer(call: Call, parameters: v.InferOutput<typeof schema>): Stripe.Customer {
  const customer = {
    id: call.newId('cus'),
    object: 'customer',
    balance: 0,
    created: call.nowSeconds,
    currency: null,
    default_source: null,
    delinquent: false,
    description: parameters.description ?? null,
    email: parameters.email ?? null,
    invoice_prefix: null,
    livemode: false,
    metadata: changedMetadata({}, parameters.metadata),
    name: parameters.name ?? null,
    phone: null,
    shipping: null,
    // What is left out belongs to parts of Stripe that the sandbox has not.
  } as unknown as Stripe.Customer;
  call.state.customers.set(customer.id, customer);
  return customer;
}

/** Throws a 400 for a customer that is named and does not exist. */
export function requireCustomer(call: Call, id: string): string {
  if (!call.state.customers.has(id)) throw missing('customer', id, 'customer', 400);
  return id;
}

/** A method that was used with `setup_future_usage` belongs to the customer from then on. */
export function attachMethod(call: Call, intent: Stripe.PaymentIntent): void {
  const [customer, method] = [intent.customer, intent.payment_method];
  // What is said of the kind of method stands for what is said of all.
  const usage = intent.payment_method_options?.card?.setup_future_usage ?? intent.setup_future_usage;
  if (typeof customer !== 'string' || typeof method !== 'string' || !usage || usage === 'none') return;
  const shown = call.state.shownCards.get(method);
  if (shown) call.state.shownCards.set(method, { ...shown, method: { ...shown.method, customer } });
}
