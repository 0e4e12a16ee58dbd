import { randomUUID } from 'node:crypto';

interface OpenedPayment {
  readonly id: string;
  readonly amount: { readonly amount: number; readonly currency: string };
  readonly checkout: { readonly clientSecret: string };
}

/** The event of Stripe that says a payment has succeeded. */
export function succeededEvent(payment: OpenedPayment): string {
  const { amount, currency } = payment.amount;
  const intent = {
    id: payment.checkout.clientSecret.split('_secret')[0],
    object: 'payment_intent',
    status: 'succeeded',
    amount,
    amount_received: amount,
    currency: currency.toLowerCase(),
    metadata: { midas_payment_id: payment.id },
  };
  return JSON.stringify({
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    created: Math.floor(Date.now() / 1000),
    data: { object: intent },
  });
}
