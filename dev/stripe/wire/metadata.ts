import type Stripe from 'stripe';

/** Metadata after a change: empty values unset their keys, an empty text unsets all of them. */
export function changedMetadata(
  current: Stripe.Metadata,
  change: '' | Record<string, string> | undefined,
): Stripe.Metadata {
  if (change === '') return {};
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''));
}
