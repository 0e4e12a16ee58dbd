import type { IdempotentRequest } from '../platform/idempotency.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { alternativesTo } from './alternatives.ts';
import type { Billing } from './billing.ts';
import { type Claim, type ClaimOutcome, claim } from './claim.ts';
import { expiredQuote, type Quote, readQuote } from './quote.ts';
import type { Reservation } from './reservation.ts';
import type { Guest, Language } from './reservation-request.ts';

interface Request {
  readonly quote: string;
  readonly guest: Guest;
  readonly billing?: Billing | undefined;
  readonly language: Language;
  readonly acceptance: Claim['acceptance'];
}

/** Holds what a signed quote offers. Refuses with what is free instead when somebody was faster. One batch. */
export async function reserve(
  runtime: Runtime,
  request: Request,
  identity: IdempotentRequest,
): Promise<{ reservation: Reservation; isReplay: boolean }> {
  const { quote, isExpired } = await readQuote(runtime, request.quote);
  const isStale = isExpired || new Date(quote.startsAt) <= runtime.clock.now();
  const outcome = await claim(runtime, { ...request, quote, isStale }, identity);
  if (outcome.outcome === 'made' || outcome.outcome === 'replayed') {
    return { reservation: outcome.reservation, isReplay: outcome.outcome === 'replayed' };
  }
  throw refusal(quote, outcome, runtime.clock.now());
}

function refusal(
  quote: Quote,
  outcome: Exclude<ClaimOutcome, { reservation: Reservation }>,
  now: Date,
): Problem {
  if (outcome.outcome === 'in-flight')
    return new Problem('request-in-flight', 'Wait for the answer to your first request.', {
      headers: { 'Retry-After': '1' },
    });
  if (outcome.outcome === 'key-reused')
    return new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (outcome.outcome === 'stale') return expiredQuote();
  const { item } = quote;
  const { surroundings } = outcome;
  const alternatives = surroundings ? alternativesTo(quote, surroundings, now) : [];
  const taken = `${item.name} has just been taken for that time.`;
  const message = alternatives.length > 0 ? `${taken} It is free at other times nearby.` : taken;
  return new Problem('slot-taken', message, { extensions: { alternatives } });
}
