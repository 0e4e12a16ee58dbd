import type Stripe from 'stripe';

/**
 * The name under which our payment's id travels in the metadata of a PaymentIntent, and from there of its
 * charges.
 */
export const paymentIdKey = 'midas_payment_id';

/** The same of our refund's id, in the metadata of a refund. One made in Stripe's dashboard has none. */
export const refundIdKey = 'midas_refund_id';

/**
 * Our payment's id in the metadata of a thing of Stripe's; undefined for what is not ours: other business may
 * share the account.
 */
export function paymentIdIn(metadata: Stripe.Metadata): string | undefined {
  const given = metadata[paymentIdKey];
  return given !== undefined && /^pay_\w{1,200}$/.test(given) ? given : undefined;
}

/** The same of our refund's id. */
export function refundIdIn(metadata: Stripe.Metadata | null): string | undefined {
  const given = metadata?.[refundIdKey];
  return given !== undefined && /^rfd_\w{1,200}$/.test(given) ? given : undefined;
}
