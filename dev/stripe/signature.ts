import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` of a webhook body: https://docs.stripe.com/webhooks/signature#verify-manually. */
export function signatureHeader(body: string, secret: string, nowSeconds: number): string {
  const signature = createHmac('sha256', secret).update(`${nowSeconds}.${body}`).digest('hex');
  return `t=${nowSeconds},v1=${signature}`;
}
