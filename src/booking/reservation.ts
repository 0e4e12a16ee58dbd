import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { policySchema } from '../catalogue/item.ts';
import { type Database, firstOf, instantSchema } from '../platform/database.ts';
import { described, named } from '../platform/described.ts';
import { open, signToken } from '../platform/keys.ts';
import { currencySchema, type Minor, minor, minorSchema, moneySchema } from '../platform/money.ts';
import { stepSql, type Way, ways, waysToPay } from '../platform/payable.ts';
import type { Runtime } from '../platform/runtime.ts';
import { shownBillingSchema } from './billing.ts';
import { depositHoldOf, depositHoldSchema } from './deposit-hold.ts';
import { localInstant } from './local-time.ts';
import { shownPlanSchema } from './payment-plan.ts';
import { lineSchema } from './pricing.ts';
import { quoteSchema } from './quote.ts';
import { refundDeadlines, refundDeadlinesSchema } from './refund-deadlines.ts';
import { keptGuestSchema, languageSchema } from './reservation-request.ts';

export const reservationStatuses = ['held', 'confirmed', 'cancelled', 'lapsed'] as const;

/** A reservation as the database keeps it. */
export const reservationSchema = v.object({
  id: v.string(),
  reference: v.string(),
  status: v.picklist(reservationStatuses),
  startsAt: instantSchema,
  endsAt: instantSchema,
  guests: v.number(),
  language: languageSchema,
  guestSealed: v.string(),
  quote: quoteSchema,
  total: minorSchema,
  currency: currencySchema,
  holdExpiresAt: instantSchema,
  createdAt: instantSchema,
  confirmedAt: v.nullable(instantSchema),
  cancelledAt: v.nullable(instantSchema),
  /** How often what its calendar entry says has changed. */
  calendarSequence: v.number(),
  calendarLinkVersion: v.number(),
  /** Refunds that are on their way. */
  refundDue: minorSchema,
  /** Collected minus given back or on its way back, over all payments; what a dispute has taken is not paid. */
  paid: minorSchema,
  /** All that has been collected, whatever has gone back since. */
  received: minorSchema,
  /** What has gone back of it. */
  refunded: minorSchema,
  /** Of the price, what was taken off it since. */
  credited: minorSchema,
  dueNow: minorSchema,
  /** What is to be paid next, as long as it can be paid. */
  due: minorSchema,
  balanceDueAt: v.nullable(instantSchema),
  /** The smallest amount that can be sent back by each of the providers that it was paid through. */
  refundStep: v.number(),
  /** What can be sent back now: what was collected, less what has gone or goes back and what disputes withhold, in steps of each provider. */
  refundable: minorSchema,
  /** What is still owed back of a reservation that is over, once a dispute about it is decided for the business. */
  refundWaiting: minorSchema,
  /** From when to when the security deposit is held, once that is arranged. */
  depositHold: v.nullable(v.object({ from: instantSchema, until: instantSchema })),
  /** Money on its way by a method that takes days. */
  inProcess: v.nullable(v.object({ provider: v.string(), amount: minorSchema })),
});

export type Reservation = v.InferOutput<typeof reservationSchema>;

/** Collected minus given back or on its way back and minus lost disputes, of the row `r`. */
export const netPaid: SQL = sql`net_paid(r.id)`;

/** What the business gave back of the row `r` of its own will, at a provider or by its staff. */
export const goodwill: SQL = sql`(select coalesce(sum(f.amount_minor), 0)::bigint from refunds f join payments p on p.id = f.payment_id
  where p.reservation_id = r.id and p.purpose <> 'security-deposit' and f.reason in ('provider', 'staff') and f.status <> 'failed')`;

/** Gift cards and store credit set aside for a hold. */
const lent: SQL = sql`(select coalesce(sum(p.amount_minor), 0)::bigint from payments p where p.reservation_id = r.id and p.provider = 'credit'
  and p.status = 'authorized')`;

/**
 * What the business gave back of the hold `r`, at a provider or by its staff, and what disputes have taken for good. Nobody is asked for it;
 * a hold counts it as paid, and once it is confirmed it comes off the price (`concede()`).
 */
export const conceded: SQL = sql`(select coalesce(sum(f.amount_minor), 0)::bigint from (
    select f.payment_id, f.amount_minor from refunds f where f.reason in ('provider', 'staff') and f.status <> 'failed'
    union all select d.payment_id, d.amount_minor from disputes d where d.status = 'lost') f
  join payments p on p.id = f.payment_id where p.reservation_id = r.id and p.purpose <> 'security-deposit')`;

/**
 * What is to be paid next of the row `r`, as long as it can be paid: the share that confirms a hold, or what is left of a confirmed
 * reservation's price, and never more than the price. The page, the way to pay, reminders and the schedule all go by this.
 */
export const due: SQL = sql`(case r.status
  when 'held' then greatest(0, coalesce(r.due_now_minor, r.total_minor) - ${netPaid} - ${conceded} - ${lent})
  when 'confirmed' then greatest(0, least(r.total_minor - r.credited_minor, r.total_minor - r.credited_minor - ${netPaid}))
  else 0 end)::bigint`;

/** The largest step of the providers that the row `r` was paid through: what is a multiple of it can be sent back. */
export const refundStep: SQL = sql`(select coalesce(max(${stepSql(sql`p.provider`, sql`p.currency`)}), 1)
  from payments p where p.reservation_id = r.id and p.purpose <> 'security-deposit' and p.captured_minor > 0)`;

const refundable: SQL = sql`(select coalesce(sum(left_minor - left_minor % ${stepSql(sql`f.provider`, sql`f.currency`)}), 0)::bigint
  from (select p.provider, p.currency, p.captured_minor - p.refunding_minor - p.disputed_minor as left_minor
    from payments p where p.reservation_id = r.id and p.purpose <> 'security-deposit') f where left_minor > 0)`;

/** What is kept of the price of the row `r`: of a sale, what was not taken off it; of a hold that never became one, nothing. */
export const kept: SQL = sql`(case when r.confirmed_at is null then 0 else r.total_minor - r.credited_minor end)`;

const refundWaiting: SQL = sql`(case when r.status in ('cancelled', 'lapsed') then greatest(0, least(${netPaid} - ${kept},
    (select sum(d.amount_minor) from disputes d join payments p on p.id = d.payment_id
      where p.reservation_id = r.id and p.purpose <> 'security-deposit' and d.status in ('needs-response', 'under-review')))) else 0 end)::bigint`;

/** `reservationSchema` as JSON, of the row `r`. */
export const reservationJson: SQL = sql`json_build_object(
  'id', r.id, 'reference', r.reference, 'status', r.status, 'startsAt', r.starts_at, 'endsAt', r.ends_at, 'guests', r.guests,
  'language', r.language, 'guestSealed', r.guest_sealed, 'quote', r.quote, 'total', r.total_minor, 'currency', r.currency,
  'holdExpiresAt', r.hold_expires_at, 'createdAt', r.created_at, 'confirmedAt', r.confirmed_at, 'cancelledAt', r.cancelled_at,
  'calendarSequence', r.calendar_sequence, 'calendarLinkVersion', r.calendar_link_version,
  'refundDue', (select coalesce(sum(p.refunding_minor - p.refunded_minor), 0) from payments p where p.reservation_id = r.id and p.purpose <> 'security-deposit'),
  'received', (select coalesce(sum(p.captured_minor), 0) from payments p where p.reservation_id = r.id and p.purpose <> 'security-deposit'),
  'refunded', (select coalesce(sum(p.refunded_minor), 0) from payments p where p.reservation_id = r.id and p.purpose <> 'security-deposit'),
  'paid', ${netPaid}, 'refundStep', ${refundStep}, 'refundable', ${refundable}, 'refundWaiting', ${refundWaiting}, 'credited', r.credited_minor, 'dueNow', coalesce(r.due_now_minor, r.total_minor), 'due', ${due}, 'balanceDueAt', r.balance_due_at,
  'depositHold', (select json_build_object('from', d.authorize_at, 'until', d.release_at) from security_deposits d where d.reservation_id = r.id),
  'inProcess', (select json_build_object('provider', p.provider, 'amount', p.amount_minor) from payments p
    where p.reservation_id = r.id and p.status = 'processing' and p.purpose <> 'security-deposit' limit 1))`;

/** The reservation of an id, if there is one. One statement. */
export async function findReservation(database: Database, id: string): Promise<Reservation | undefined> {
  const rows = await database.query(
    sql`select ${reservationJson} as reservation from reservations r where r.id = ${id}`,
  );
  return firstOf(v.object({ reservation: reservationSchema }), rows)?.reservation;
}

/** A hold that has run out is shown as lapsed, whether or not somebody has swept it. */
export function statusAt(reservation: Reservation, now: Date): Reservation['status'] {
  return reservation.status === 'held' && reservation.holdExpiresAt <= now ? 'lapsed' : reservation.status;
}

/** The ways by which what is due of a reservation can be paid. */
export function waysToPayDue(runtime: Runtime, reservation: Reservation): Way[] {
  const amount = amountDue(reservation, runtime.clock.now());
  return waysToPay(runtime.config, { amount, currency: reservation.currency });
}

/** What is to be paid next, in minor units: the share that confirms a hold, or what is left of a confirmed reservation's price. */
export function amountDue(reservation: Reservation, now: Date): Minor {
  return statusAt(reservation, now) === 'lapsed' ? minor(0) : reservation.due;
}

/** The guest of a reservation, unsealed, and whom the invoice is for. */
export function guestOf(runtime: Runtime, reservation: Reservation) {
  return v.parse(
    keptGuestSchema,
    JSON.parse(open(runtime.config.keys, reservation.id, reservation.guestSealed)),
  );
}

/** The token of the manage link. It is derived, not stored: nothing in the database signs anyone in. */
export function manageToken(runtime: Runtime, reservationId: string): string {
  return signToken(runtime.config.keys, 'manage-token', reservationId);
}

/** The page where the guest manages the reservation. The token stands behind `#`, so it reaches no server log. */
export function manageUrl(runtime: Runtime, reservationId: string): string {
  return `${runtime.config.site.url}/manage/#${reservationId}/${manageToken(runtime, reservationId)}`;
}

/** A reservation as its guest sees it. */
export const reservationResponseSchema = named(
  'Reservation',
  'A reservation as its guest sees it.',
  v.object({
    id: described(v.string(), 'The id of the reservation, `res_…`.'),
    reference: described(v.string(), 'What people call it by, on paper and on the telephone.'),
    status: described(v.picklist(reservationStatuses), '`held` until it is paid or lapses.'),
    item: described(
      named(
        'ReservedItem',
        'An item as it was when it was reserved.',
        v.object({
          slug: described(v.string(), 'The slug of the item.'),
          name: described(v.string(), 'The name of the item.'),
          city: described(v.string(), 'The town where it is.'),
          picture: described(v.string(), 'The path of its picture on the site.'),
        }),
      ),
      'What was reserved.',
    ),
    timeZone: described(v.string(), 'The IANA time zone of the item, as `Europe/Paris`.'),
    startsAt: described(v.string(), 'When the stay begins, RFC 3339 with the offset of the item’s zone.'),
    endsAt: described(v.string(), 'When it ends, RFC 3339 with the offset of the item’s zone.'),
    guests: described(v.number(), 'How many people come.'),
    guest: described(
      named(
        'ReservingGuest',
        'Who reserved.',
        v.object({
          name: described(v.string(), 'The name of the guest.'),
          email: described(v.string(), 'The mail address of the guest.'),
        }),
      ),
      'Who reserved.',
    ),
    billing: described(
      v.nullable(shownBillingSchema),
      'Whom the invoice is for; null for the guest, where nobody else was named.',
    ),
    language: described(languageSchema, 'The language of mails and documents.'),
    lines: described(
      v.array(lineSchema),
      'What the price is made of, in order; their amounts add up to the total.',
    ),
    includedTaxes: quoteSchema.entries.includedTaxes,
    total: described(moneySchema, 'What the stay costs.'),
    paid: described(
      moneySchema,
      'What has been paid and neither has gone back, nor is on its way back, nor was lost in a dispute.',
    ),
    received: described(moneySchema, 'All that has been paid, whatever has gone back of it since.'),
    refunded: described(moneySchema, 'What has gone back to the guest.'),
    refundDue: described(moneySchema, 'What is on its way back to the guest.'),
    refundWaiting: described(
      moneySchema,
      'What goes back besides of a reservation that is over, once a dispute about it is decided for the business.',
    ),
    amountDue: described(
      moneySchema,
      'What is to be paid next: to confirm a hold, or the balance of a confirmed reservation.',
    ),
    payableBy: described(
      v.array(v.picklist(ways)),
      'The ways by which it can be paid; none where nothing is due. What is above the most of a way is paid in several payments.',
    ),
    bankTransfer: described(
      v.nullable(
        named(
          'BankTransfer',
          'Where to transfer to, and what to write, so that we know whose it is.',
          v.object({
            accountHolder: described(v.string(), 'Whose account it is.'),
            iban: described(v.string(), 'The IBAN, without blanks.'),
            bic: v.optional(described(v.string(), 'The BIC of the bank.')),
            bank: v.optional(described(v.string(), 'The name of the bank.')),
            reference: described(
              v.string(),
              'What to write as the purpose: the reference of the reservation.',
            ),
          }),
        ),
      ),
      'The account to transfer what is due to, where `payableBy` has `transfer`; else null.',
    ),
    paymentInProcess: described(
      v.nullable(
        named(
          'PaymentInProcess',
          'A payment that was made and has not arrived.',
          v.object({
            provider: described(v.string(), 'Through whom it was paid.'),
            amount: described(moneySchema, 'How much is on its way.'),
            keptUntil: described(
              v.nullable(v.string()),
              'Until when a hold is kept for it, RFC 3339 in UTC; null of a confirmed reservation, which is kept anyway.',
            ),
          }),
        ),
      ),
      'A payment by a method that takes days (a bank debit, an eCheck): nobody need pay meanwhile. Null where there is none.',
    ),
    paymentPlan: described(
      shownPlanSchema,
      'What was to be paid on reserving and what later, as it was accepted; what is still open of it is `amountDue`.',
    ),
    balanceDueAt: described(
      v.nullable(v.string()),
      'Until when the balance is due, RFC 3339 with the offset of the item’s zone; null where the whole was due on reserving.',
    ),
    securityDeposit: described(
      moneySchema,
      'What is held against damage besides; nothing where the amount is zero.',
    ),
    securityDepositHold: described(
      depositHoldSchema,
      'From when to when the security deposit is held; null where there is none, and once the reservation is over.',
    ),
    cancellationPolicy: described(policySchema, 'The policy that was agreed to.'),
    refundDeadlines: described(
      refundDeadlinesSchema,
      'What of the policy can still be had, as instants, the next first; nothing of a reservation that is over.',
    ),
    holdExpiresAt: described(
      v.nullable(v.string()),
      'When a hold lapses, RFC 3339 in UTC; null of what is not held.',
    ),
  }),
);

/** What the guest gets on reserving: the same and the token that opens it later. */
export const createdReservationSchema = named(
  'CreatedReservation',
  'A reservation as it was made, with the link to manage it.',
  v.object({
    ...reservationResponseSchema.entries,
    manageToken: described(v.string(), 'Opens this reservation: for the header `Authorization: Bearer`.'),
    manageUrl: described(v.string(), 'The page on which the guest manages it, with the token.'),
  }),
);

export function presentReservation(
  runtime: Runtime,
  reservation: Reservation,
): v.InferOutput<typeof reservationResponseSchema> {
  const { quote, currency } = reservation;
  const { name, email, billing } = guestOf(runtime, reservation);
  const status = statusAt(reservation, runtime.clock.now());
  const isOver = status === 'cancelled' || status === 'lapsed';
  const due = { amount: amountDue(reservation, runtime.clock.now()), currency };
  const balanceDueAt = reservation.balanceDueAt
    ? localInstant(reservation.balanceDueAt, quote.item.timeZone)
    : null;
  return {
    id: reservation.id,
    reference: reservation.reference,
    status,
    item: {
      slug: quote.item.slug,
      name: quote.item.name,
      city: quote.item.city,
      picture: `/pictures/${quote.item.slug}.svg`,
    },
    timeZone: quote.item.timeZone,
    startsAt: localInstant(reservation.startsAt, quote.item.timeZone),
    endsAt: localInstant(reservation.endsAt, quote.item.timeZone),
    guests: reservation.guests,
    guest: { name, email },
    billing: billing ? v.parse(shownBillingSchema, billing) : null,
    language: reservation.language,
    lines: quote.lines,
    includedTaxes: quote.includedTaxes,
    total: { amount: reservation.total, currency },
    paid: { amount: reservation.paid, currency },
    received: { amount: reservation.received, currency },
    refunded: { amount: reservation.refunded, currency },
    refundDue: { amount: reservation.refundDue, currency },
    refundWaiting: { amount: reservation.refundWaiting, currency },
    amountDue: due,
    ...payableBy(runtime, reservation.reference, due),
    paymentInProcess: reservation.inProcess && {
      provider: reservation.inProcess.provider,
      amount: { amount: reservation.inProcess.amount, currency },
      keptUntil: status === 'held' ? reservation.holdExpiresAt.toISOString() : null,
    },
    paymentPlan: {
      dueNow: { amount: reservation.dueNow, currency },
      balance: { amount: minor(reservation.total - reservation.dueNow), currency },
      balanceDueAt,
    },
    balanceDueAt,
    securityDeposit: { amount: quote.securityDeposit, currency },
    securityDepositHold: isOver ? null : shownHold(reservation),
    cancellationPolicy: quote.cancellationPolicy,
    refundDeadlines: isOver ? [] : shownDeadlines(reservation, runtime.clock.now()),
    holdExpiresAt: status === 'held' ? reservation.holdExpiresAt.toISOString() : null,
  };
}

function shownHold(reservation: Reservation): v.InferOutput<typeof depositHoldSchema> {
  const hold = depositHoldOf(reservation);
  const { timeZone } = reservation.quote.item;
  return hold ? { from: localInstant(hold.from, timeZone), until: localInstant(hold.until, timeZone) } : null;
}

function shownDeadlines({ quote, startsAt }: Reservation, now: Date) {
  return refundDeadlines(quote.cancellationPolicy.tiers, startsAt, now).map(({ until, ...share }) => ({
    until: localInstant(until, quote.item.timeZone),
    ...share,
  }));
}

function payableBy({ config }: Runtime, reference: string, due: v.InferOutput<typeof moneySchema>) {
  const payableBy = waysToPay(config, due);
  return {
    payableBy,
    bankTransfer: config.bank && payableBy.includes('transfer') ? { ...config.bank, reference } : null,
  };
}

/**
 * The answer to the request that made a reservation: what it was at that moment, from what never changes of it, so that
 * a replay of the request says the same.
 */
export function presentCreated(
  runtime: Runtime,
  reservation: Reservation,
): v.InferOutput<typeof createdReservationSchema> {
  const due = { amount: reservation.dueNow, currency: reservation.currency };
  const zero = { amount: 0 as Reservation['paid'], currency: reservation.currency }; // zero is a whole amount
  return {
    ...presentReservation(runtime, reservation),
    status: 'held',
    paid: zero,
    refundDue: zero,
    received: zero,
    refunded: zero,
    refundWaiting: zero,
    amountDue: due,
    ...payableBy(runtime, reservation.reference, due),
    paymentInProcess: null,
    securityDepositHold: shownHold({ ...reservation, status: 'held', depositHold: null }),
    refundDeadlines: shownDeadlines(reservation, reservation.createdAt),
    holdExpiresAt: reservation.holdExpiresAt.toISOString(),
    manageToken: manageToken(runtime, reservation.id),
    manageUrl: manageUrl(runtime, reservation.id),
  };
}
