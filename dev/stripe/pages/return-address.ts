import type Stripe from 'stripe';

/** An address that a guest may be sent back to, or undefined for anything that is not a web page. */
export function webAddress(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}

/**
 * The `return_url` with what Stripe appends to it:
 * https://docs.stripe.com/payments/accept-a-payment#web-post-payment.
 */
export function returnAddress(returnUrl: string, intent: Stripe.PaymentIntent): string {
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', intent.id);
  url.searchParams.set('payment_intent_client_secret', intent.client_secret ?? '');
  url.searchParams.set('redirect_status', redirectStatus(intent));
  return url.href;
}

function redirectStatus({ status }: Stripe.PaymentIntent): 'succeeded' | 'pending' | 'failed' {
  if (status === 'succeeded' || status === 'requires_capture') return 'succeeded';
  return status === 'processing' ? 'pending' : 'failed';
}
