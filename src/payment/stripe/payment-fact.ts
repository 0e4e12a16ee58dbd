import type Stripe from 'stripe';
import type { PaymentFact, PaymentStatus, RiskSignals, SavedMethod } from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import { moneyOf } from './amount.ts';
import { paymentIdIn } from './metadata.ts';

/** What a PaymentIntent says. Its charge tells of the hold and the risk where it came along, expanded. */
export function intentFact(
  intent: Stripe.PaymentIntent,
  status: PaymentStatus = statusOf(intent),
): PaymentFact {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const savedMethod = savedMethodOf(intent, status);
  return {
    kind: 'payment',
    paymentId: paymentIdIn(intent.metadata),
    providerRef: intent.id,
    status,
    ...moneyOf(intent.amount, intent.currency),
    captured: moneyOf(intent.amount_received, intent.currency).amount,
    ...(charge && signalsOf(charge, status)),
    ...(savedMethod && { savedMethod }),
  };
}

/**
 * What a charge that went through says of its payment; undefined for any other, and for a hold that was
 * released.
 */
export function chargeFact(charge: Stripe.Charge): PaymentFact | undefined {
  const providerRef = idOf(charge.payment_intent);
  // A hold that is given up is called a refund too, but no money has come and none goes back.
  if (!providerRef || charge.status !== 'succeeded' || (charge.refunded && !charge.captured))
    return undefined;
  const status = charge.captured ? 'succeeded' : 'authorized';
  const savedMethod = savedMethodOf(charge, status);
  return {
    kind: 'payment',
    paymentId: paymentIdIn(charge.metadata),
    providerRef,
    status,
    ...moneyOf(charge.amount, charge.currency),
    captured: moneyOf(charge.amount_captured, charge.currency).amount,
    ...signalsOf(charge, status),
    ...(savedMethod && { savedMethod }),
  };
}

/** The id of what a field refers to, expanded or not. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id;
}

/** https://docs.stripe.com/payments/paymentintents/lifecycle */
const statuses: Readonly<Record<string, PaymentStatus>> = {
  requires_payment_method: 'pending',
  requires_confirmation: 'pending',
  requires_action: 'pending',
  processing: 'processing',
  requires_capture: 'authorized',
  canceled: 'canceled',
  succeeded: 'succeeded',
};

function statusOf(intent: Stripe.PaymentIntent): PaymentStatus {
  const status = statuses[intent.status];
  if (!status) throw new UnknownWord('a PaymentIntent', intent.status);
  // Stripe asks for another method after a failed attempt just as before the first.
  return intent.status === 'requires_payment_method' && intent.last_payment_error ? 'failed' : status;
}

/**
 * Stripe attaches the method to the customer when a payment has gone through; before, it cannot be used
 * again. We give a customer only to payments that keep their method, and its charge names both as well:
 * whichever event arrives is enough.
 */
function savedMethodOf(
  {
    customer: who,
    payment_method: what,
  }: Pick<Stripe.PaymentIntent, 'customer' | 'payment_method'> | Stripe.Charge,
  status: PaymentStatus,
): SavedMethod | undefined {
  const customer = idOf(who);
  const method = idOf(what);
  const isAttached = status === 'authorized' || status === 'succeeded';
  return isAttached && customer && method ? { customer, method } : undefined;
}

function signalsOf(
  charge: Stripe.Charge,
  status: PaymentStatus,
): Pick<PaymentFact, 'captureBefore' | 'risk'> {
  const card = charge.payment_method_details?.card;
  const holdEndsSeconds = status === 'authorized' ? card?.capture_before : undefined;
  return {
    ...(holdEndsSeconds && { captureBefore: new Date(holdEndsSeconds * 1000) }),
    ...((charge.outcome || card) && {
      risk: {
        level: levelOf(charge.outcome?.risk_level),
        score: charge.outcome?.risk_score,
        cardFingerprint: card?.fingerprint ?? undefined,
        cardCountry: card?.country ?? undefined,
      },
    }),
  };
}

/** Stripe also says `not_assessed` and `unknown`, which say nothing. */
function levelOf(level: string | undefined): RiskSignals['level'] {
  return (['normal', 'elevated', 'highest'] as const).find((known) => known === level);
}
