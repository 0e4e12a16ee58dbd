import * as v from 'valibot';
import type { IdempotentRequest } from '../platform/idempotency.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type Claim, type ClaimOutcome, claim } from './claim.ts';
import { expiredQuote, type Quote, readQuote } from './quote.ts';
import type { Reservation } from './reservation.ts';
import type { Guest, Language } from './reservation-request.ts';
import { localInstant, requestOf } from './stay.ts';

/** What is free instead: instants, and the `from` and `to` with which to ask for them. */
export const alternativesSchema = v.array(
  v.object({ startsAt: v.string(), endsAt: v.string(), from: v.string(), to: v.string() }),
);

interface Request {
  readonly quote: string;
  readonly guest: Guest;
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
  throw refusal(quote, outcome);
}

function refusal(quote: Quote, outcome: Exclude<ClaimOutcome, { reservation: Reservation }>): Problem {
  if (outcome.outcome === 'in-flight')
    return new Problem('request-in-flight', 'Wait for the answer to your first request.', {
      headers: { 'Retry-After': '1' },
    });
  if (outcome.outcome === 'key-reused')
    return new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (outcome.outcome === 'stale') return expiredQuote();
  const { item } = quote;
  const alternatives: v.InferOutput<typeof alternativesSchema> = outcome.alternatives.map(
    ({ startsAt, endsAt }) => ({
      startsAt: localInstant(startsAt, item.timeZone),
      endsAt: localInstant(endsAt, item.timeZone),
      ...requestOf(item, startsAt, endsAt),
    }),
  );
  const taken = `${item.name} has just been taken for that time.`;
  const message = alternatives.length > 0 ? `${taken} It is free at other times nearby.` : taken;
  return new Problem('slot-taken', message, { extensions: { alternatives } });
}
