import Stripe from 'stripe';
import { type Currency, minor } from '../../platform/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { PaymentEvent, PaymentStatus } from '../provider.ts';
import { paymentIdKey } from './metadata.ts';

const toleranceSeconds = 300;
/** How far Stripe's clock may be ahead of ours. */
const clockSkewSeconds = 5;

/**
 * Verifies and translates a Stripe webhook. The SDK refuses signatures older than the tolerance but accepts the future
 * (platform-facts), so that is refused here.
 */
export async function readStripeEvent(
  stripe: Stripe,
  secret: string,
  now: Date,
  rawBody: string,
  headers: Headers,
): Promise<PaymentEvent> {
  const signature = headers.get('Stripe-Signature') ?? '';
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const signedSeconds = [...signature.matchAll(/(?:^|,)\s*t=(-?\d+)/g)].map((match) => Number(match[1]));
  // Without this shape the SDK takes the header for a programming error.
  if (!/(?:^|,)\s*v1=[0-9a-f]{64}(?:,|$)/.test(signature)) throw refused();
  if (signedSeconds.length !== 1 || signedSeconds.some((seconds) => seconds > nowSeconds + clockSkewSeconds))
    throw refused();
  try {
    const event = await stripe.webhooks.constructEventAsync(
      rawBody,
      signature,
      secret,
      toleranceSeconds,
      undefined,
      now.getTime(),
    );
    return {
      provider: 'stripe',
      eventId: event.id,
      type: event.type,
      occurredAt: new Date(event.created * 1000),
      payment: paymentOf(event),
    };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) throw refused();
    throw error;
  }
}

function refused(): Problem {
  return new Problem(
    'signature-invalid',
    'The signature does not belong to this body, or its time is off by more than 300 seconds.',
  );
}

const intentStatuses: Partial<Record<Stripe.Event.Type, PaymentStatus>> = {
  'payment_intent.created': 'pending',
  'payment_intent.requires_action': 'pending',
  'payment_intent.processing': 'processing',
  'payment_intent.payment_failed': 'failed',
  'payment_intent.canceled': 'canceled',
  'payment_intent.succeeded': 'succeeded',
};

function paymentOf(event: Stripe.Event): PaymentEvent['payment'] {
  if (event.type === 'charge.refunded') return refundedCharge(event.data.object);
  const status = intentStatuses[event.type];
  // The table above holds events of PaymentIntents alone, of which the data object is one.
  return status ? intentPayment(event.data.object as Stripe.PaymentIntent, status) : undefined;
}

function intentPayment(intent: Stripe.PaymentIntent, status: PaymentStatus): PaymentEvent['payment'] {
  return {
    paymentId: intent.metadata[paymentIdKey],
    providerRef: intent.id,
    status,
    amount: minor(intent.amount),
    currency: currencyOf(intent.currency),
    captured: minor(status === 'succeeded' ? intent.amount_received : 0),
    refunded: minor(0),
  };
}

/** A refund says that the charge was captured before, even when the event of the capture has not arrived yet. */
function refundedCharge(charge: Stripe.Charge): PaymentEvent['payment'] {
  const providerRef =
    typeof charge.payment_intent === 'string' ? charge.payment_intent : charge.payment_intent?.id;
  // A hold that is given up is called a refund too, but no money has come and none goes back.
  if (!providerRef || !charge.captured) return undefined;
  return {
    paymentId: charge.metadata[paymentIdKey],
    providerRef,
    status: 'succeeded',
    amount: minor(charge.amount),
    currency: currencyOf(charge.currency),
    captured: minor(charge.amount_captured),
    // What a smaller capture left of the hold counts as refunded at Stripe, and never was ours.
    refunded: minor(charge.amount_refunded - (charge.amount - charge.amount_captured)),
  };
}

/** Stripe writes currencies in small letters. */
function currencyOf(code: string): Currency {
  return code.toUpperCase() as Currency; // a currency of Stripe's, not of a caller
}
