import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { firstOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { presentReservation, reservationResponseSchema } from './present-reservation.ts';
import { findReservation, type Reservation, reservationStatuses } from './reservation.ts';

/** The confirmation: the reservation and what was received for it. */
export const confirmationSchema = named(
  'Confirmation',
  'A reservation that is confirmed.',
  v.object({
    ...reservationResponseSchema.entries,
    businessName: described(v.string(), 'The name of the business.'),
    confirmedAt: described(v.string(), 'When it was confirmed, RFC 3339 in UTC.'),
  }),
);

export const sentAgainSchema = named(
  'ConfirmationQueued',
  'The mail is on its way.',
  v.object({ isQueued: described(v.boolean(), 'Always true.') }),
);

/** The reservation of an id, or 404. One statement. */
export async function requireReservation(runtime: Runtime, id: string): Promise<Reservation> {
  const reservation = await findReservation(runtime.database, id);
  if (!reservation) throw new Problem('not-found', 'There is no such reservation.');
  return reservation;
}

/** What the confirmation page shows. 409 for a reservation that is not confirmed (yet, or any more). */
export function presentConfirmation(
  runtime: Runtime,
  reservation: Reservation,
): v.InferOutput<typeof confirmationSchema> {
  if (reservation.status !== 'confirmed' || !reservation.confirmedAt) throw notConfirmed();
  return {
    ...presentReservation(runtime, reservation),
    businessName: runtime.config.business.name,
    confirmedAt: reservation.confirmedAt.toISOString(),
  };
}

/** Queues the confirmation mail once more. One statement. */
export async function sendConfirmationAgain(runtime: Runtime, id: string): Promise<void> {
  const rows = await runtime.database.query(sql`
    with found as (select id, status from reservations where id = ${id}),
    confirmed as (select id from found where status = 'confirmed'),
    queued as (${enqueue(runtime, 'guest-confirmation', sql`id`, sql`confirmed`)}),
    noted as (${record(runtime.clock.now(), 'guest', 'confirmation.sent-again', sql`id`, sql`confirmed`)})
    select status from found`);
  const found = firstOf(v.object({ status: v.picklist(reservationStatuses) }), rows);
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  if (found.status !== 'confirmed') throw notConfirmed();
}

function notConfirmed(): Problem {
  return new Problem('state-conflict', 'This reservation is not confirmed.');
}
