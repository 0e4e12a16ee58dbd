import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { billingSchema } from '../../booking/billing/billing.ts';
import { reasonNote } from '../../booking/desk/notes.ts';
import { guestSchema } from '../../booking/guest.ts';
import { personHashes } from '../../booking/guest-digests.ts';
import { holdUntil as shortHold } from '../../booking/hold.ts';
import { presentReservation, reservationResponseSchema } from '../../booking/present-reservation.ts';
import { manageUrl, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { firstOf } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId } from '../../platform/ids.ts';
import { languageSchema } from '../../platform/languages.ts';
import { formatMoney, minor } from '../../platform/money/money.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { givenInstant } from '../../platform/time/instant.ts';
import { type DeskTerms, type Quote, readQuote, wrongDoor } from '../../terms/quote.ts';
import { holdCall, holdOutcomeSchema, promotionOf, refusingUsedUp } from '../reserve/create-hold.ts';
import { quoteToken } from '../reserve/reservation-request.ts';
import { refusal } from '../reserve/reserve.ts';

const deskGuestSchema = named(
  'DeskGuest',
  'Who comes, as far as they say at the desk.',
  v.strictObject({
    ...guestSchema.entries,
    email: v.optional(
      described(
        guestSchema.entries.email,
        'The mail address of the guest; without one nobody writes to them.',
      ),
    ),
  }),
);

export const deskBookingRequestSchema = named(
  'DeskBookingRequest',
  'A quote of the desk, who takes it, and whether it is held or confirmed.',
  v.strictObject({
    quote: described(quoteToken, 'The `quote` of `POST /desk-quotes`, as it came.'),
    guest: deskGuestSchema,
    billing: v.optional(described(billingSchema, 'Whom the invoice is for, where that is not the guest.')),
    language: v.optional(described(languageSchema, 'The language of mails and documents.'), 'en'),
    unit: v.optional(
      described(
        v.pipe(v.string(), v.maxLength(60)),
        'The id of the unit, `unt_…`; any that is free without it.',
      ),
    ),
    status: described(
      v.picklist(['held', 'confirmed'], 'Say held or confirmed.'),
      '`held` until it is paid, or `confirmed` at once, whatever is paid.',
    ),
    holdUntil: v.optional(
      described(givenInstant, 'Of what is held, until when: RFC 3339, at most until the start.'),
    ),
    balanceDueAt: v.optional(
      described(
        givenInstant,
        'Of what is confirmed, until when it is to be paid: RFC 3339. Without it, at the place. No schedule cancels it.',
      ),
    ),
  }),
);

type DeskBookingRequest = v.InferOutput<typeof deskBookingRequestSchema>;

export const deskBookingSchema = named(
  'DeskBooking',
  'A reservation as it was made at the desk.',
  v.object({
    reservation: described(reservationResponseSchema, 'The reservation as its guest sees it.'),
    manageUrl: described(v.string(), 'The page on which the guest manages and pays it, to hand over.'),
    warnings: described(
      v.array(v.picklist(['guest-banned', 'no-mail-address'])),
      'What to know of it: the guest is on the list of bans; nobody can write to them.',
    ),
  }),
);

const foundSchema = v.object({ isBanned: v.boolean(), reservation: v.nullable(reservationSchema) });

/**
 * Books for somebody on the telephone or at the door, by the same call that takes a unit for guests, so that nobody
 * gets one twice. A ban is a warning to the staff, not a refusal. Nobody accepts the policy: who booked is recorded in
 * place of it. One batch.
 */
export async function bookAtDesk(
  runtime: Runtime,
  actor: Actor,
  request: DeskBookingRequest,
  identity: IdempotentRequest,
): Promise<{ booking: v.InferOutput<typeof deskBookingSchema>; isReplay: boolean }> {
  const { quote, isExpired, desk } = await readQuote(runtime, request.quote);
  if (!desk) throw wrongDoor();
  const terms = termsOf(runtime, request, quote);
  const { guest } = request;
  if (promotionOf(quote) && guest.email === undefined)
    throw fieldProblem(
      'guest.email',
      'A promotion code is counted by the mail address of its guest: ask for it.',
    );
  const now = runtime.clock.now();
  const id = newId('reservation', now, runtime.random);
  const { language, billing, unit = null } = request;
  const hold = holdCall(
    runtime,
    {
      id,
      quote,
      guest,
      billing,
      language,
      unit,
      actor,
      ...terms,
      isRefused: isExpired,
      acceptance: { bookedBy: actor },
    },
    identity,
  );
  const hashes = sql.param(personHashes(runtime.config.keys, guest));
  const results = await refusingUsedUp(() =>
    runtime.database.batch([
      sql`select ${hold} as outcome`,
      request.status === 'confirmed'
        ? sql`select ${call('confirm_unpaid', { reservation: id, balanceDueAt: terms.balanceDueAt, note: null, actor, now })}`
        : sql`select`,
      ownTerms(runtime, actor, id, quote, desk),
      sql`select exists (select from guest_bans b where b.digest = any(${hashes}::text[])) as "isBanned",
        (select ${reservationJson} from reservations r where r.id = ${id}) as reservation`,
    ]),
  );
  const outcome = firstOf(v.object({ outcome: holdOutcomeSchema }), results[0])?.outcome;
  const found = firstOf(foundSchema, results[3]);
  if (!outcome || !found) throw new Error('a booking at the desk gave no row');
  if (!('reservation' in outcome)) throw refusedAtDesk(quote, outcome, unit, now);
  const reservation = found.reservation ?? outcome.reservation;
  return {
    booking: {
      reservation: presentReservation(runtime, reservation),
      manageUrl: manageUrl(runtime, reservation.id),
      warnings: [
        ...(found.isBanned ? (['guest-banned'] as const) : []),
        ...(guest.email === undefined ? (['no-mail-address'] as const) : []),
      ],
    },
    isReplay: outcome.outcome === 'replayed',
  };
}

/** Until when it is held, what confirms it and when the rest is due, or the refusal that names the field. */
function termsOf({ clock }: Runtime, request: DeskBookingRequest, quote: Quote) {
  const now = clock.now();
  const { status, holdUntil, balanceDueAt } = request;
  if (new Date(quote.endsAt) <= now) throw fieldProblem('quote', 'The stay is over.');
  if (status === 'confirmed') {
    if (holdUntil) throw fieldProblem('holdUntil', 'What is confirmed is not held.');
    if (balanceDueAt && new Date(balanceDueAt) <= now)
      throw fieldProblem('balanceDueAt', 'Give a time to come, or leave it out.');
    return { until: shortHold(now), paysByMail: false, dueNow: minor(0), balanceDueAt: balanceDueAt ?? null };
  }
  if (balanceDueAt) throw fieldProblem('balanceDueAt', 'Of what is held the quote says it.');
  if (quote.total === 0) throw fieldProblem('status', 'There is nothing to pay: confirm it.');
  if (!holdUntil) throw fieldProblem('holdUntil', 'Say until when it is held.');
  if (new Date(holdUntil) <= now) throw fieldProblem('holdUntil', 'Give a time to come.');
  if (new Date(holdUntil) > new Date(quote.startsAt))
    throw fieldProblem('holdUntil', 'It can be held until its start at most.');
  const { paymentPlan } = quote;
  return {
    until: new Date(holdUntil),
    paysByMail: true,
    dueNow: paymentPlan.dueNow,
    balanceDueAt: paymentPlan.balanceDueAt,
  };
}

/** Writes down what the staff decided otherwise than the catalogue has it: the figures in the log, the words sealed. */
function ownTerms(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { total, currency }: Quote,
  { computedTotal, ignoresStayRules, reason }: DeskTerms,
): SQL {
  if (reason === null) return sql`select`;
  const what = [
    ...(computedTotal === null
      ? []
      : [`a price of our own instead of ${formatMoney({ amount: computedTotal, currency }, 'en')}`]),
    ...(ignoresStayRules ? ['rules of the stay put aside'] : []),
  ].join(', ');
  const text = what === '' ? reason : `Booked with ${what}: ${reason}`;
  const note = reasonNote(runtime, actor, id, text, () => sql`made`);
  return sql`with made as (select id from reservations where id = ${id}), noted as (${note.statement}),
    logged as (${record(runtime.clock.now(), actor, 'reservation.own-terms', sql`id`, sql`made`, sql`jsonb_build_object('note', ${note.id}::text, 'computedMinor', ${computedTotal}::bigint, 'totalMinor', ${total}::bigint, 'ignoresStayRules', ${ignoresStayRules}::boolean)`)})
    select count(*) from made`;
}

function refusedAtDesk(
  quote: Quote,
  outcome: Parameters<typeof refusal>[1],
  unit: string | null,
  now: Date,
): Problem {
  if (outcome.outcome !== 'taken' || unit === null) return refusal(quote, outcome, now);
  return new Problem('slot-taken', 'This unit is not free for that time, or is none of the item’s.', {
    extensions: { alternatives: [] },
  });
}
