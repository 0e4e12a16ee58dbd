import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { accountOf, emailHashArray } from '../../account/join-reservations.ts';
import { record } from '../../audit/record.ts';
import type { Billing } from '../../booking/billing/billing.ts';
import type { VatNumberCheck } from '../../booking/billing/vat-registry.ts';
import type { Guest } from '../../booking/guest.ts';
import { isUnitFree } from '../../booking/occupancy/free-unit.ts';
import { itemLockKey } from '../../booking/occupancy/item-lock.ts';
import { reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { enqueue, onceNotPaying } from '../../outbox/enqueue.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import type { Id } from '../../platform/ids.ts';
import { newId, newReference } from '../../platform/ids.ts';
import { encrypt } from '../../platform/keys.ts';
import type { Language } from '../../platform/languages.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { emailHash } from '../../platform/text/email-hash.ts';
import { holdUntil } from '../../terms/hold.ts';
import type { Quote } from '../../terms/quote.ts';
import { expireHolds } from '../reservation/expire-holds.ts';
import { surroundingsJson, surroundingsSchema } from './alternatives.ts';

export interface HoldRequest {
  readonly quote: Quote;
  /**
   * Nothing may be taken, for the quote is too old or the VAT number is none; the request may still be a
   * repetition of one that did.
   */
  readonly isRefused: boolean;
  readonly guest: Guest;
  /** Whom the invoice is for; the guest where it is left out. Kept sealed with the guest. */
  readonly billing?: (Billing & { readonly vatNumberCheck?: VatNumberCheck | undefined }) | undefined;
  readonly language: Language;
  /**
   * Where, by what and when the policy was accepted: kept sealed, for the day on which somebody says it was
   * not.
   */
  readonly acceptance: { readonly address: string; readonly userAgent: string | undefined };
  /** Whether the guest has no page to pay on but what the mail of the hold leads to: it goes out at once. */
  readonly paysByMail?: boolean;
}

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('made'), reservation: reservationSchema }),
  v.object({ outcome: v.literal('replayed'), reservation: reservationSchema }),
  v.object({ outcome: v.literal('taken'), surroundings: surroundingsSchema }),
  /** The item is not offered any more. */
  v.object({ outcome: v.literal('withdrawn') }),
  v.object({ outcome: v.literal('refused') }),
  v.object({ outcome: v.literal('key-reused') }),
  v.object({ outcome: v.literal('in-flight') }),
]);

export type HoldOutcome = v.InferOutput<typeof outcomeSchema>;

/**
 * Takes a free unit for a quote and holds it. One batch: lock, end lapsed holds, take. All claims on one item
 * queue at its lock, so nobody deadlocks and nobody sees a unit free that another is just taking; the
 * exclusion constraint behind it holds even for code that forgets the lock. A request with the same key that
 * is still under way is told so at once.
 */
export async function createHold(
  runtime: Runtime,
  { quote, isRefused, guest, billing, language, acceptance, paysByMail = false }: HoldRequest,
  request: IdempotentRequest,
): Promise<HoldOutcome> {
  const now = runtime.clock.now();
  const id = newId('reservation', now, runtime.random);
  const reservation: NewReservation = {
    id,
    reference: newReference(runtime.random),
    quote,
    isRefused,
    paysByMail,
    language,
    guestSealed: encrypt(runtime.config.keys, runtime.random, id, JSON.stringify({ ...guest, billing })),
    acceptanceSealed: encrypt(
      runtime.config.keys,
      runtime.random,
      id,
      JSON.stringify({ at: now.toISOString(), ...acceptance }),
    ),
    emailHash: emailHash(runtime.config.keys, guest.email),
    account: accountOf(emailHashArray(runtime.config.keys, guest.email)),
    holdExpiresAt: holdUntil(now),
  };
  const results = await refusingUsedUp(() =>
    runtime.database.batch([
      sql`select set_config('midas.in_flight', (not pg_try_advisory_xact_lock(hashtextextended(${request.keyDigest}, 1)))::text, true)`,
      sql`select case when current_setting('midas.in_flight') = 'false' then pg_advisory_xact_lock(${itemLockKey(quote.item.id)}) end`,
      expireHolds(now, sql`${quote.item.id}`),
      take(runtime, now, reservation, request),
    ]),
  );
  const outcome = firstOf(v.object({ outcome: outcomeSchema }), results[3]);
  if (!outcome) throw new Error('the claim statement gave no row');
  return outcome.outcome;
}

/**
 * The limits of a promotion code are held by the database, for a hundred at once; here they become a refusal
 * for people.
 */
async function refusingUsedUp<T>(run: () => Promise<T>): Promise<T> {
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

interface NewReservation {
  readonly id: Id<'reservation'>;
  readonly reference: string;
  readonly quote: Quote;
  readonly isRefused: boolean;
  readonly paysByMail: boolean;
  readonly language: Language;
  readonly guestSealed: string;
  readonly acceptanceSealed: string;
  readonly emailHash: string;
  /** The account that it is in. */
  readonly account: SQL;
  readonly holdExpiresAt: Date;
}

function take(runtime: Runtime, now: Date, made: NewReservation, request: IdempotentRequest): SQL {
  const { quote } = made;
  const mailDue = made.paysByMail ? undefined : onceNotPaying(runtime);
  return sql`
    with known as (
      select request_digest, resource_id from idempotency_keys where key_digest = ${request.keyDigest}
    ), free as (
      select u.id, u.item_id from units u join items i on i.id = u.item_id
      where u.item_id = ${quote.item.id} and u.is_active and i.is_listed
        and not ${made.isRefused}::boolean and current_setting('midas.in_flight') = 'false' and not exists (select from known)
        and ${isUnitFree(sql`${quote.startsAt}::timestamptz`, sql`${quote.endsAt}::timestamptz`, sql`${quote.item.turnaroundMinutes}::int`)}
      order by u.name limit 1
    ), made as (
      insert into reservations (id, reference, item_id, unit_id, status, starts_at, ends_at, turnaround_minutes, guests, language, guest_sealed,
        quote, total_minor, security_deposit_minor, currency, policy_code, policy_version, hold_expires_at, created_at,
        due_now_minor, balance_due_at, acceptance_sealed, email_hash, user_id, changed_at)
      select ${made.id}, ${made.reference}, free.item_id, free.id, 'held', ${quote.startsAt}, ${quote.endsAt}, ${quote.item.turnaroundMinutes}, ${quote.guests},
        ${made.language}, ${made.guestSealed}, ${JSON.stringify(quote)}::jsonb, ${quote.total}, ${quote.securityDeposit}, ${quote.currency},
        ${quote.cancellationPolicy.code}, ${quote.cancellationPolicy.version}, ${made.holdExpiresAt.toISOString()}, ${now.toISOString()},
        ${quote.paymentPlan.dueNow}, ${quote.paymentPlan.balanceDueAt}, ${made.acceptanceSealed}, ${made.emailHash}, ${made.account}, ${now.toISOString()}
      from free returning *
    ), remembered as (
      insert into idempotency_keys (key_digest, request_digest, resource_id, created_at)
      select ${request.keyDigest}, ${request.requestDigest}, made.id, ${now.toISOString()} from made
    ), redeemed as (
      insert into promotion_redemptions (reservation_id, code, email_hash)
      select made.id, p.code, made.email_hash from made join promotions p on p.code = ${promotionOf(quote)}
    ), noted as (${record(now, 'guest', 'reservation.held', sql`made.id`, sql`made`)}
    ), announced as (${enqueue(runtime, 'guest-hold', sql`made.id`, sql`made`, undefined, mailDue)}
    )
    select case
      when current_setting('midas.in_flight') = 'true' then json_build_object('outcome', 'in-flight')
      when exists (select from known where request_digest <> ${request.requestDigest}) then json_build_object('outcome', 'key-reused')
      when exists (select from known) then json_build_object('outcome', 'replayed', 'reservation',
        (select ${reservationJson} from reservations r join items i on i.id = r.item_id where r.id = (select resource_id from known)))
      when exists (select from made) then json_build_object('outcome', 'made', 'reservation',
        (select ${reservationJson} from made r join items i on i.id = r.item_id))
      when ${made.isRefused}::boolean then json_build_object('outcome', 'refused')
      when not exists (select from items i where i.id = ${quote.item.id} and i.is_listed) then json_build_object('outcome', 'withdrawn')
      else json_build_object('outcome', 'taken', 'surroundings', ${surroundingsJson(quote, now)})
    end as outcome`;
}

/** The promotion code that a quote was made with. */
function promotionOf(quote: Quote): string | null {
  return quote.lines.find(({ kind }) => kind === 'discount')?.name ?? null;
}
