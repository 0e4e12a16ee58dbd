/** The name under which our payment's id travels in the metadata of a PaymentIntent, and from there of its charges. */
export const paymentIdKey = 'midas_payment_id';

/** The same of our refund's id, in the metadata of a refund. One made in Stripe's dashboard has none. */
export const refundIdKey = 'midas_refund_id';
