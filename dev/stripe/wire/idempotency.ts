import type { SandboxState } from '../state.ts';
import { ApiError } from './api-error.ts';

export type Answer = { status: number; body: string };

/** What a first request with a key was, and the answer that its repeats get. */
export type KeptAnswer = Answer & { fingerprint: Fingerprint; requestId: string; createdSeconds: number };

export type Fingerprint = { path: string; parameters: string };

/** Stripe may forget a key once it is a day old: https://docs.stripe.com/api/idempotent_requests. */
const keptSeconds = 24 * 60 * 60;

/**
 * The answer kept for this key, if there is one.
 * Throws the 409 for a key whose first request is still under way, the 400 for one used for another request.
 */
export function keptAnswer(
  state: SandboxState,
  inFlight: ReadonlySet<string>,
  key: string,
  fingerprint: Fingerprint,
  nowSeconds: number,
): KeptAnswer | undefined {
  if (key.length > 255) throw mismatch(`Idempotency keys may be 255 characters long; this one is longer.`);
  if (inFlight.has(key)) throw inUse(key);
  const kept = state.keptAnswers.get(key);
  if (!kept) return undefined;
  if (nowSeconds - kept.createdSeconds > keptSeconds) {
    state.keptAnswers.delete(key);
    return undefined;
  }
  const advice = `Try using a key other than '${key}' if you meant to execute a different request.`;
  if (kept.fingerprint.path !== fingerprint.path) {
    throw mismatch(
      'Keys for idempotent requests can only be used for the same endpoint they were first used for ' +
        `('${fingerprint.path}' vs '${kept.fingerprint.path}'). ${advice}`,
    );
  }
  if (kept.fingerprint.parameters !== fingerprint.parameters) {
    throw mismatch(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. ${advice}`,
    );
  }
  return kept;
}

function inUse(key: string): ApiError {
  const message =
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
    `twice, and the other request is still going through): ${key}. Please try again later.`;
  return new ApiError(
    409,
    { type: 'invalid_request_error', code: 'idempotency_key_in_use', message },
    { beforeExecution: true },
  );
}

function mismatch(message: string): ApiError {
  return new ApiError(400, { type: 'idempotency_error', message }, { beforeExecution: true });
}
