import type Stripe from 'stripe';
import type { Config } from '../../platform/config/config.ts';
import { Problem } from '../../platform/problems.ts';
import type { OpenedPayment, PaymentOrder } from '../provider/provider.ts';
import { stripeAmount } from './amount.ts';
import { paymentIdKey } from './metadata.ts';
import { isRefused, isRefusedFor } from './refusal.ts';

/**
 * Opens a payment for the guest. A customer, which keeps the method, has nothing but our id: Stripe learns no
 * name from us.
 */
export async function open(
  stripe: Stripe,
  settings: Config['stripe'],
  order: PaymentOrder,
): Promise<OpenedPayment> {
  const saving = order.savesMethod
    ? { customer: await customerOf(stripe, order), setup_future_usage: 'off_session' as const }
    : {};
  return present(await createIntent(stripe, order, saving), settings);
}

/**
 * Methods of delayed notification, and vouchers:
 * https://docs.stripe.com/payments/payment-methods#payment-notification
 */
const delayedMethods = [
  'acss_debit',
  'au_becs_debit',
  'bacs_debit',
  'boleto',
  'customer_balance',
  'konbini',
  'multibanco',
  'nz_bank_account',
  'oxxo',
  'payto',
  'sepa_debit',
  'sofort',
  'us_bank_account',
] as const;

/**
 * Makes the PaymentIntent of an order, or finds the one made before under its id. Throws the 409 for an
 * amount that Stripe does not take.
 */
export async function createIntent(
  stripe: Stripe,
  order: PaymentOrder,
  how: Partial<Stripe.PaymentIntentCreateParams>,
): Promise<Stripe.PaymentIntent> {
  try {
    return await stripe.paymentIntents.create(
      {
        amount: stripeAmount(order.amount, order.currency),
        currency: order.currency.toLowerCase(),
        description: order.description,
        automatic_payment_methods: { enabled: true },
        metadata: { [paymentIdKey]: order.paymentId },
        ...(order.isInstantOnly && { excluded_payment_method_types: [...delayedMethods] }),
        ...(order.capture === 'later' && { capture_method: 'manual' }),
        ...how,
      },
      { idempotencyKey: order.paymentId },
    );
  } catch (error) {
    // A three-decimal currency whose last digit is not 0 is refused by the name of the parameter alone.
    const isAmount =
      isRefused(error, 'amount_too_small', 'amount_too_large') ||
      isRefusedFor(error, 'amount') ||
      isRefusedFor(error, 'currency');
    if (!isAmount) throw error;
    throw new Problem('state-conflict', 'This amount cannot be paid online. Please write to us.');
  }
}

/** How the guest goes on with a PaymentIntent. */
export function present(intent: Stripe.PaymentIntent, settings: Config['stripe']): OpenedPayment {
  if (!intent.client_secret) throw new Error('Stripe gave a PaymentIntent without a client secret');
  const { publishableKey, scriptUrl } = settings;
  return {
    providerRef: intent.id,
    checkout: { clientSecret: intent.client_secret, publishableKey, scriptUrl },
  };
}

async function customerOf(stripe: Stripe, { paymentId }: PaymentOrder): Promise<string> {
  const customer = await stripe.customers.create(
    { metadata: { [paymentIdKey]: paymentId } },
    { idempotencyKey: `customer-${paymentId}` },
  );
  return customer.id;
}
