/** The name under which our payment's id travels in the metadata of a PaymentIntent, and from there of its charges. */
export const paymentIdKey = 'midas_payment_id';
