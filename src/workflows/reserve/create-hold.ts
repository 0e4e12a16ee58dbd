import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import type { Billing } from '../../booking/billing/billing.ts';
import type { VatNumberCheck } from '../../booking/billing/vat-registry.ts';
import type { Guest } from '../../booking/guest.ts';
import { guestDigests, personHashes } from '../../booking/guest-digests.ts';
import { holdUntil } from '../../booking/hold.ts';
import { reservationSchema } from '../../booking/reservation.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId, newReference } from '../../platform/ids.ts';
import { encrypt } from '../../platform/keys.ts';
import type { Language } from '../../platform/languages.ts';
import type { Minor } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { emailHashes } from '../../platform/text/email-hash.ts';
import type { Quote } from '../../terms/quote.ts';
import { surroundingsOf, surroundingsSchema } from './alternatives.ts';

/** What a quote is held with, by a guest or at the desk. */
export interface Holding {
  readonly id: string;
  readonly quote: Quote;
  /**
   * Nothing may be taken, for the quote is too old or the VAT number is none; the request may still be a
   * repetition of one that did.
   */
  readonly isRefused: boolean;
  /** At the desk without a mail address. */
  readonly guest: Omit<Guest, 'email'> & { readonly email?: string | undefined };
  /** Whom the invoice is for; the guest where it is left out. Kept sealed with the guest. */
  readonly billing?: (Billing & { readonly vatNumberCheck?: VatNumberCheck | undefined }) | undefined;
  readonly language: Language;
  /** Where, by what and when the policy was accepted, or who booked: kept sealed. */
  readonly acceptance: object;
  /** Whether the guest has no page to pay on but what the mail of the hold leads to: it goes out at once. */
  readonly paysByMail: boolean;
  readonly until: Date;
  /** What confirms it. */
  readonly dueNow: Minor;
  readonly balanceDueAt: string | null;
  readonly unit: string | null;
  readonly actor: Actor;
}

export interface HoldRequest
  extends Pick<Holding, 'quote' | 'isRefused' | 'billing' | 'language' | 'acceptance'> {
  readonly guest: Guest;
  /**
   * Where, by what and when the policy was accepted: kept sealed, for the day on which somebody says it was
   * not.
   */
  readonly acceptance: { readonly address: string; readonly userAgent: string | undefined };
  readonly paysByMail?: boolean;
}

/** What came of a call of `create_hold`. */
export const holdOutcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('made'), reservation: reservationSchema }),
  v.object({ outcome: v.literal('replayed'), reservation: reservationSchema }),
  v.object({ outcome: v.literal('taken'), surroundings: surroundingsSchema }),
  /** The item is not offered any more. */
  v.object({ outcome: v.literal('withdrawn') }),
  /** The business takes no reservations from this guest. */
  v.object({ outcome: v.literal('declined') }),
  v.object({ outcome: v.literal('refused') }),
  v.object({ outcome: v.literal('key-reused') }),
  v.object({ outcome: v.literal('in-flight') }),
]);

export type HoldOutcome = v.InferOutput<typeof holdOutcomeSchema>;

/**
 * Takes a free unit for a quote and holds it. One call of `create_hold`: lock, end holds that have run out,
 * take. All claims on one item queue at its lock, so nobody deadlocks and nobody sees a unit free that
 * another is just taking; the exclusion constraint behind it holds even for code that forgets the lock. A
 * request with the same key that is still under way is told so at once.
 */
export async function createHold(
  runtime: Runtime,
  { paysByMail = false, ...request }: HoldRequest,
  identity: IdempotentRequest,
): Promise<HoldOutcome> {
  const now = runtime.clock.now();
  const { dueNow, balanceDueAt } = request.quote.paymentPlan;
  const id = newId('reservation', now, runtime.random);
  const hold = holdCall(
    runtime,
    { ...request, id, paysByMail, until: holdUntil(now), dueNow, balanceDueAt, unit: null, actor: 'guest' },
    identity,
  );
  const [rows] = await refusingUsedUp(() => runtime.database.batch([sql`select ${hold} as outcome`]));
  const row = firstOf(v.object({ outcome: holdOutcomeSchema }), rows);
  if (!row) throw new Error('create_hold gave no row');
  return row.outcome;
}

/** The call of `create_hold`. */
export function holdCall(
  runtime: Runtime,
  { id, quote, guest, billing, acceptance, until, ...holding }: Holding,
  request: IdempotentRequest,
): SQL {
  const now = runtime.clock.now();
  const { keys } = runtime.config;
  const sealed = (content: object) => encrypt(keys, runtime.random, id, JSON.stringify(content));
  const nearby = surroundingsOf(quote);
  return call('create_hold', {
    keyDigest: request.keyDigest,
    requestDigest: request.requestDigest,
    isRefused: holding.isRefused,
    id,
    reference: newReference(runtime.random),
    item: quote.item.id,
    unit: holding.unit,
    startsAt: quote.startsAt,
    endsAt: quote.endsAt,
    turnaroundMinutes: quote.item.turnaroundMinutes,
    guests: quote.guests,
    language: holding.language,
    guestSealed: sealed({ ...guest, billing }),
    acceptanceSealed: sealed({ at: now.toISOString(), ...acceptance }),
    ...guestDigests(keys, guest),
    personHashes: personHashes(keys, guest),
    emailHashes: guest.email === undefined ? [] : emailHashes(keys, guest.email),
    quote,
    totalMinor: quote.total,
    dueNowMinor: holding.dueNow,
    balanceDueAt: holding.balanceDueAt,
    securityDepositMinor: quote.securityDeposit,
    currency: quote.currency,
    policyCode: quote.cancellationPolicy.code,
    policyVersion: quote.cancellationPolicy.version,
    promotionCode: promotionOf(quote),
    holdExpiresAt: until,
    isPaying: !holding.paysByMail,
    nearbyFrom: nearby.from,
    nearbyTo: nearby.to,
    actor: holding.actor,
    now,
  });
}

/**
 * The limits of a promotion code are held by the database, for a hundred at once; here they become a refusal
 * for people.
 */
export async function refusingUsedUp<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isRefusedBy(error, 'promotion_limit'))
      throw new Problem('promotion-used-up', 'This code has been used up. Ask for a price without it.');
    if (isRefusedBy(error, 'promotion_limit_per_person'))
      throw new Problem('promotion-used-up', 'You have used this code as often as one person may.');
    throw error;
  }
}

/** The promotion code that a quote was made with. */
export function promotionOf(quote: Quote): string | null {
  return quote.lines.find(({ kind }) => kind === 'discount')?.name ?? null;
}
