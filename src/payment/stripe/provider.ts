import Stripe from 'stripe';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { PaymentOrder, PaymentProvider, ProviderPayment } from '../provider.ts';
import { readStripeEvent } from './event.ts';
import { paymentIdKey } from './metadata.ts';

/** The version that our translation of events was written against; the SDK and the webhook endpoint use the same. */
const apiVersion = '2026-10-28.endive';

/** Stripe behind our interface. The SDK retries by itself, under our keys, so a retry never makes a second payment. */
export function stripeProvider(runtime: Runtime): PaymentProvider {
  const { stripe: settings } = runtime.config;
  const { hostname, port, protocol } = new URL(settings.apiUrl);
  const stripe = new Stripe(settings.secretKey, {
    apiVersion,
    timeout: 10_000,
    maxNetworkRetries: 1,
    telemetry: false,
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    protocol: protocol === 'http:' ? 'http' : 'https',
  });
  return {
    create: (order) => reachable(() => create(stripe, settings, order)),
    find: (providerRef) =>
      reachable(async () => present(await stripe.paymentIntents.retrieve(providerRef), settings)),
    cancel: (providerRef) => reachable(() => cancel(stripe, providerRef)),
    readEvent: (rawBody, headers) =>
      readStripeEvent(stripe, settings.webhookSecret, runtime.clock.now(), rawBody, headers),
  };
}

async function create(stripe: Stripe, settings: Runtime['config']['stripe'], order: PaymentOrder) {
  const intent = await stripe.paymentIntents.create(
    {
      amount: order.amount,
      currency: order.currency.toLowerCase(),
      description: order.description,
      automatic_payment_methods: { enabled: true },
      metadata: { [paymentIdKey]: order.paymentId },
    },
    { idempotencyKey: order.paymentId },
  );
  return present(intent, settings);
}

function present(intent: Stripe.PaymentIntent, settings: Runtime['config']['stripe']): ProviderPayment {
  if (!intent.client_secret) throw new Error('Stripe gave a PaymentIntent without a client secret');
  const { publishableKey, scriptUrl } = settings;
  return {
    providerRef: intent.id,
    checkout: { clientSecret: intent.client_secret, publishableKey, scriptUrl },
  };
}

async function cancel(stripe: Stripe, providerRef: string): Promise<boolean> {
  try {
    const reason = { cancellation_reason: 'abandoned' } as const;
    await stripe.paymentIntents.cancel(providerRef, reason, { idempotencyKey: `cancel-${providerRef}` });
    return true;
  } catch (error) {
    if (isInvalid(error, 'resource_missing')) return true;
    // Already canceled or succeeded, which its own events tell.
    if (isInvalid(error, 'payment_intent_unexpected_state')) return false;
    throw error;
  }
}

function isInvalid(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && codes.includes(error.code ?? '');
}

/** A provider that is away or too busy is not our bug and not the guest's fault: 503, to be tried again. */
async function reachable<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isInvalid(error, 'amount_too_small', 'amount_too_large')) {
      throw new Problem('state-conflict', 'This amount cannot be paid online. Please write to us.');
    }
    const { StripeAPIError, StripeConnectionError, StripeRateLimitError } = Stripe.errors;
    const isAway = [StripeAPIError, StripeConnectionError, StripeRateLimitError].some(
      (kind) => error instanceof kind,
    );
    if (!isAway) throw error;
    throw new Problem('unavailable', 'The payment provider does not answer. Please try again in a moment.', {
      headers: { 'Retry-After': '5' },
      cause: error,
    });
  }
}
