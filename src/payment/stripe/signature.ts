import Stripe from 'stripe';
import { Problem } from '../../platform/problems.ts';

/** Stripe's own, in both directions: a clock of ours that is behind makes every event one of the future. */
const toleranceSeconds = 300;

/**
 * Verifies that a webhook is signed with one of `secrets`, of which there are two while one replaces the
 * other. Throws the 400 for any other. The SDK refuses signatures older than the tolerance but accepts the
 * future (platform-facts), so that is refused here.
 */
export async function verifySigned(
  stripe: Stripe,
  secrets: readonly string[],
  now: Date,
  rawBody: string,
  headers: Headers,
): Promise<void> {
  const signature = headers.get('Stripe-Signature') ?? '';
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const signedSeconds = [...signature.matchAll(/(?:^|,)\s*t=(-?\d+)/g)].map((match) => Number(match[1]));
  // Without this shape the SDK takes the header for a programming error.
  if (!/(?:^|,)\s*v1=[0-9a-f]{64}(?:,|$)/.test(signature)) throw refused();
  if (signedSeconds.length !== 1 || signedSeconds.some((seconds) => seconds > nowSeconds + toleranceSeconds))
    throw refused();
  const verifier = stripe.webhooks.signature;
  if (!verifier) throw new Error('the SDK has no verifier of signatures');
  for (const secret of secrets) {
    try {
      await verifier.verifyHeaderAsync(
        rawBody,
        signature,
        secret,
        toleranceSeconds,
        undefined,
        now.getTime(),
      );
      return;
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    }
  }
  throw refused();
}

function refused(): Problem {
  return new Problem(
    'signature-invalid',
    'The signature does not belong to this body, or its time is off by more than 300 seconds.',
  );
}
