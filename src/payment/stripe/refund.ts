import Stripe from 'stripe';
import type { Minor } from '../../platform/money/money.ts';
import type { KnownPayment, RefundFact } from '../provider/provider.ts';
import { stripeAmount } from './amount.ts';
import { refundIdIn, refundIdKey } from './metadata.ts';
import { isKnownStatus, refundFact } from './refund-fact.ts';
import { isRefused } from './refusal.ts';

/**
 * Sends money back once for a `refundId`, however often and late it is asked: Stripe forgets a key after a
 * day and repeats its own failures until then (https://docs.stripe.com/api/idempotent_requests), so what was
 * made before is looked for first. A refusal for good is the fact `failed`, under our id, because Stripe has
 * made nothing that it could name.
 */
export async function refund(
  stripe: Stripe,
  payment: KnownPayment,
  { refundId, amount }: { readonly refundId: string; readonly amount: Minor },
): Promise<RefundFact> {
  const { paymentId, providerRef, currency } = payment;
  try {
    const made =
      (await madeBefore(stripe, providerRef, refundId)) ??
      (await stripe.refunds.create(
        {
          payment_intent: providerRef,
          amount: stripeAmount(amount, currency),
          metadata: { [refundIdKey]: refundId },
        },
        { idempotencyKey: refundId },
      ));
    const fact = await refundFact(stripe, asMade(made));
    if (!fact) throw new Error('Stripe gave a refund without its PaymentIntent');
    return { ...fact, payment: { paymentId, providerRef } };
  } catch (error) {
    if (!isForGood(error)) throw error;
    const refused = { refundId, providerRef: refundId, payment: { paymentId, providerRef } };
    return { kind: 'refund', ...refused, amount, currency, status: 'failed' };
  }
}

/**
 * It is made, so it is not to be made again; what a status that is new says of it, its events or the
 * comparison tell once it is known.
 */
function asMade(refund: Stripe.Refund): Stripe.Refund {
  return isKnownStatus(refund.status) ? refund : { ...refund, status: 'pending' };
}

async function madeBefore(
  stripe: Stripe,
  paymentIntent: string,
  refundId: string,
): Promise<Stripe.Refund | undefined> {
  for await (const made of stripe.refunds.list({ payment_intent: paymentIntent, limit: 100 })) {
    if (refundIdIn(made.metadata) === refundId) return made;
  }
  return undefined;
}

/** Such as a charge that is disputed or has been refunded already: https://docs.stripe.com/refunds */
function isForGood(error: unknown): boolean {
  const { StripeInvalidRequestError, StripeCardError } = Stripe.errors;
  const isRefusal = error instanceof StripeInvalidRequestError || error instanceof StripeCardError;
  return isRefusal && !isRefused(error, 'balance_insufficient');
}
