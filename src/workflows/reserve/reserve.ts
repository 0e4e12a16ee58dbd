import type { Billing } from '../../booking/billing/billing.ts';
import { type VatNumberCheck, vatRegistryOf } from '../../booking/billing/vat-registry.ts';
import type { Guest } from '../../booking/guest.ts';
import type { Reservation } from '../../booking/reservation.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import type { Language } from '../../platform/languages.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { expiredQuote, type Quote, readQuote, wrongDoor } from '../../terms/quote.ts';
import { alternativesTo } from './alternatives.ts';
import { createHold, type HoldOutcome, type HoldRequest } from './create-hold.ts';

interface Request {
  readonly quote: string;
  readonly guest: Guest;
  readonly billing?: Billing | undefined;
  readonly language: Language;
  readonly acceptance: HoldRequest['acceptance'];
  readonly paysByMail?: boolean;
}

/**
 * Holds what a signed quote offers. Refuses with what is free instead when somebody was faster. One batch.
 */
export async function reserve(
  runtime: Runtime,
  request: Request,
  identity: IdempotentRequest,
): Promise<{ reservation: Reservation; isReplay: boolean }> {
  const { quote, isExpired, desk } = await readQuote(runtime, request.quote);
  if (desk) throw wrongDoor();
  const isStale = isExpired || new Date(quote.startsAt) <= runtime.clock.now();
  const vatNumberCheck = isStale ? undefined : await checkOf(runtime, request.billing?.vatNumber);
  const billing = request.billing && { ...request.billing, vatNumberCheck };
  const isRefused = isStale || vatNumberCheck === 'invalid';
  const outcome = await createHold(runtime, { ...request, billing, quote, isRefused }, identity);
  if (outcome.outcome === 'made' || outcome.outcome === 'replayed') {
    return { reservation: outcome.reservation, isReplay: outcome.outcome === 'replayed' };
  }
  if (outcome.outcome === 'refused' && !isStale)
    throw fieldProblem(
      'billing.vatNumber',
      'VIES, the register of the European Union, has no such VAT number.',
    );
  throw refusal(quote, outcome, runtime.clock.now());
}

/** What the register says of a number, if there is one to ask. */
async function checkOf(runtime: Runtime, number: string | undefined): Promise<VatNumberCheck | undefined> {
  const registry = vatRegistryOf(runtime);
  return number !== undefined && registry?.keeps(number) ? registry.check(number) : undefined;
}

/** The refusal of a hold that was not made. */
export function refusal(
  quote: Quote,
  outcome: Exclude<HoldOutcome, { reservation: Reservation }>,
  now: Date,
): Problem {
  if (outcome.outcome === 'in-flight')
    return new Problem('request-in-flight', 'Wait for the answer to your first request.', {
      headers: { 'Retry-After': '1' },
    });
  if (outcome.outcome === 'key-reused')
    return new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (outcome.outcome === 'refused') return expiredQuote();
  // Says nothing of why: whoever is banned learns no more than whoever came too late.
  if (outcome.outcome === 'declined')
    return new Problem('state-conflict', 'This cannot be reserved online. Please write to us.');
  const { item } = quote;
  if (outcome.outcome === 'withdrawn')
    return new Problem('state-conflict', `${item.name} is not offered any more.`);
  const { surroundings } = outcome;
  const alternatives = surroundings ? alternativesTo(quote, surroundings, now) : [];
  const taken = `${item.name} has just been taken for that time.`;
  const message = alternatives.length > 0 ? `${taken} It is free at other times nearby.` : taken;
  return new Problem('slot-taken', message, { extensions: { alternatives } });
}
