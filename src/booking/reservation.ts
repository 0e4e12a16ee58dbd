import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Database, firstOf, instantSchema } from '../platform/database/database.ts';
import { functionNamed } from '../platform/database/functions.ts';
import { decrypt, signToken } from '../platform/keys.ts';
import { languageSchema } from '../platform/languages.ts';
import { currencySchema, type Minor, minor, minorSchema } from '../platform/money/money.ts';
import { type Way, waysToPay } from '../platform/money/payable.ts';
import type { Runtime } from '../platform/runtime.ts';
import { integer } from '../platform/text/whole-number.ts';
import { quoteSchema } from '../terms/quote.ts';
import { keptGuestSchema } from './guest.ts';
import { isHeldAt } from './hold.ts';

export const reservationStatuses = ['held', 'confirmed', 'cancelled', 'expired'] as const;

/** A reservation as the database keeps it. */
export const reservationSchema = v.object({
  id: v.string(),
  reference: v.string(),
  status: v.picklist(reservationStatuses),
  startsAt: instantSchema,
  endsAt: instantSchema,
  guests: integer,
  category: v.string(),
  language: languageSchema,
  guestSealed: v.string(),
  quote: quoteSchema,
  total: minorSchema,
  currency: currencySchema,
  holdExpiresAt: instantSchema,
  createdAt: instantSchema,
  confirmedAt: v.nullable(instantSchema),
  /** Who of the staff confirmed it without payment. */
  confirmedBy: v.nullable(v.string()),
  cancelledAt: v.nullable(instantSchema),
  /** How often what its calendar entry says has changed. */
  calendarSequence: integer,
  calendarLinkVersion: integer,
  /** Refunds that are on their way. */
  refundDue: minorSchema,
  /**
   * Collected minus given back or on its way back, over all payments; what a dispute has taken is not paid.
   */
  paid: minorSchema,
  /** All that has been collected, whatever has gone back since. */
  received: minorSchema,
  /** What has gone back of it. */
  refunded: minorSchema,
  /** What was sold, less what was taken off the price since; nothing of a hold. */
  sold: minorSchema,
  dueNow: minorSchema,
  /** What is to be paid next, as long as it can be paid. */
  due: minorSchema,
  balanceDueAt: v.nullable(instantSchema),
  /**
   * What is still owed back of a reservation that is over, once a dispute about it is decided for the
   * business.
   */
  refundWaiting: minorSchema,
  /** From when to when the security deposit is held, once that is arranged. */
  depositHold: v.nullable(v.object({ from: instantSchema, until: instantSchema })),
  /** Money on its way by a method that takes days. */
  inProcess: v.nullable(v.object({ provider: v.string(), amount: minorSchema })),
});

export type Reservation = v.InferOutput<typeof reservationSchema>;

/**
 * What the row `r` has, holds and owes, of which the columns are explained in `reservation_money` of the
 * database: for all that ask, so that the page, the way to pay, reminders, schedules, the confirmation, the
 * cancellation and refunds go by the same. To stand in a `from` after `r`.
 */
export const money: SQL = sql`reservation_money(r)`;

/** What is to be paid next of the row `r`, as long as it can be paid. */
export const due: SQL = sql`(select m.due_minor from ${money} m)`;

/** `reservationSchema` as JSON, of the row `r`. */
export const reservationJson: SQL = sql`${functionNamed('reservation_json')}(r)`;

/** The reservation of an id, if there is one. One statement. */
export async function findReservation(database: Database, id: string): Promise<Reservation | undefined> {
  const rows = await database.query(
    sql`select ${reservationJson} as reservation from reservations r where r.id = ${id}`,
  );
  return firstOf(v.object({ reservation: reservationSchema }), rows)?.reservation;
}

/** A hold that has run out is shown as lapsed, whether or not somebody has swept it. */
export function statusAt(reservation: Reservation, now: Date): Reservation['status'] {
  return reservation.status === 'held' && !isHeldAt(reservation, now) ? 'expired' : reservation.status;
}

/** The ways by which what is due of a reservation can be paid. */
export function waysToPayDue(runtime: Runtime, reservation: Reservation): Way[] {
  const amount = amountDue(reservation, runtime.clock.now());
  return waysToPay(runtime.config, { amount, currency: reservation.currency });
}

/**
 * What is to be paid next, in minor units: the share that confirms a hold, or what is left of a confirmed
 * reservation's price.
 */
export function amountDue(reservation: Reservation, now: Date): Minor {
  return statusAt(reservation, now) === 'expired' ? minor(0) : reservation.due;
}

const dayMs = 86_400_000;
/** For so long a link to pay is reckoned from now where nothing else says until when it opens. */
const linkLeastMs = 4 * dayMs;

/**
 * When what is due is to be paid, as links to pay go by: with the hold, or with the balance while that is not long
 * past; else within days, by whole ones, so that asked for twice it is mostly the same link.
 */
export function payBy({ status, balanceDueAt, holdExpiresAt }: Reservation, now: Date): Date {
  if (status === 'held') return holdExpiresAt;
  if (balanceDueAt && balanceDueAt.getTime() + 2 * dayMs > now.getTime()) return balanceDueAt;
  return new Date(Math.ceil((now.getTime() + linkLeastMs) / dayMs) * dayMs);
}

/** The guest of a reservation, unsealed, and whom the invoice is for. */
export function guestOf(runtime: Runtime, reservation: Reservation) {
  return v.parse(
    keptGuestSchema,
    JSON.parse(decrypt(runtime.config.keys, reservation.id, reservation.guestSealed)),
  );
}

/** The token of the manage link. It is derived, not stored: nothing in the database signs anyone in. */
export function manageToken(runtime: Runtime, reservationId: string): string {
  return signToken(runtime.config.keys, 'manage-token', reservationId);
}

/**
 * The page where the guest manages the reservation. The token stands behind `#`, so it reaches no server log.
 */
export function manageUrl(runtime: Runtime, reservationId: string): string {
  return `${runtime.config.site.url}/manage/#${reservationId}/${manageToken(runtime, reservationId)}`;
}
