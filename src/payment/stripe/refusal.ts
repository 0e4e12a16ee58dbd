import Stripe from 'stripe';
import { Problem } from '../../platform/problems.ts';

/** Whether Stripe refuses a request with one of these codes: https://docs.stripe.com/error-codes */
export function isRefused(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && codes.includes(error.code ?? '');
}

/** Whether Stripe refuses a request for one of its parameters. */
export function isRefusedFor(error: unknown, parameter: string): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.param === parameter;
}

/**
 * Passes a call on. A provider that is away or too busy is not our bug and not the guest's fault: 503, to be
 * tried again.
 */
export async function reachable<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awayOr(error);
  }
}

/** The same for a list of many pages. */
export async function* reachableEach<T>(items: () => AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items();
  } catch (error) {
    throw awayOr(error);
  }
}

function awayOr(error: unknown): unknown {
  const { StripeAPIError, StripeConnectionError, StripeRateLimitError } = Stripe.errors;
  const isAway = [StripeAPIError, StripeConnectionError, StripeRateLimitError].some(
    (kind) => error instanceof kind,
  );
  // A balance that does not suffice today may tomorrow.
  if (!isAway && !isRefused(error, 'balance_insufficient')) return error;
  return new Problem('unavailable', 'The payment provider does not answer. Please try again in a moment.', {
    headers: { 'Retry-After': '5' },
    cause: error,
  });
}

/** What a call finds, or undefined for what Stripe does not have. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isRefused(error, 'resource_missing')) return undefined;
    throw error;
  }
}
