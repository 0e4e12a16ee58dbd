import type Stripe from 'stripe';
import type { RefundFact } from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import { moneyOf } from './amount.ts';
import { refundIdIn } from './metadata.ts';
import { idOf } from './payment-fact.ts';
import { unlessMissing } from './refusal.ts';

/** https://docs.stripe.com/refunds#failed-refunds */
const statuses: Readonly<Record<string, RefundFact['status']>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
};

/** Whether we know what a status of a refund means. */
export function isKnownStatus(status: string | null): boolean {
  return Object.hasOwn(statuses, status ?? 'pending');
}

/**
 * What a refund says; undefined for one of a charge without a PaymentIntent, which is not ours, and for what
 * Stripe calls a refund but is the release of a hold, or of the rest of one.
 */
export async function refundFact(stripe: Stripe, refund: Stripe.Refund): Promise<RefundFact | undefined> {
  const paymentRef = idOf(refund.payment_intent);
  if (!paymentRef || (await isRelease(stripe, refund))) return undefined;
  const status = statuses[refund.status ?? 'pending'];
  if (!status) throw new UnknownWord('a refund', refund.status);
  return {
    kind: 'refund',
    refundId: refundIdIn(refund.metadata),
    providerRef: refund.id,
    payment: { paymentId: undefined, providerRef: paymentRef },
    ...moneyOf(refund.amount, refund.currency),
    status,
  };
}

/**
 * A hold that is given up moves no money, so it has no balance transaction; what a smaller capture leaves of
 * one is a movement of its own category: https://docs.stripe.com/reports/reporting-categories. Only Stripe
 * makes these, so what is ours is none.
 */
async function isRelease(stripe: Stripe, refund: Stripe.Refund): Promise<boolean> {
  if (refundIdIn(refund.metadata)) return false;
  const id = idOf(refund.balance_transaction);
  if (!id) return refund.status === 'succeeded';
  const movement = await unlessMissing(stripe.balanceTransactions.retrieve(id));
  return movement?.reporting_category === 'partial_capture_reversal';
}
