import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` of a webhook body: https://docs.stripe.com/webhooks/signature#verify-manually. */
export function signatureHeader(
  body: string,
  secrets: string | readonly string[],
  nowSeconds: number,
): string {
  const signatures = [secrets]
    .flat()
    .map((secret) => createHmac('sha256', secret).update(`${nowSeconds}.${body}`).digest('hex'));
  return [`t=${nowSeconds}`, ...signatures.map((signature) => `v1=${signature}`)].join(',');
}
