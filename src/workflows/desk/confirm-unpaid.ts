import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { loggedWith, reasonNote } from '../../booking/desk/notes.ts';
import { type Reservation, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { firstOf } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';
import { givenInstant } from '../../platform/time/instant.ts';

export const confirmationOrderSchema = named(
  'ConfirmationOrder',
  'That a reservation is confirmed whatever is paid of it, and why.',
  v.strictObject({
    balanceDueAt: v.optional(
      described(
        givenInstant,
        'Until when what is due is to be paid: RFC 3339. Without it, at the place. No schedule cancels it.',
      ),
    ),
    reason: described(
      v.pipe(freeText(500), v.minLength(3, 'Say why, in a few words.')),
      'Why, for the others of the staff. Kept sealed.',
    ),
  }),
);

const refusals: Readonly<Record<string, string>> = {
  'in-review': 'A payment of it waits for a decision: decide that first.',
  over: 'Only what is held, or has run out before its end, can be confirmed.',
  taken: 'It has run out, and its time is taken since.',
  'code-used-up': 'It has run out, and its promotion code has been used up since.',
};

/** Confirms a held reservation without payment, or one that has run out if it can still be had. One batch. */
export async function confirmUnpaid(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { balanceDueAt, reason }: v.InferOutput<typeof confirmationOrderSchema>,
): Promise<Reservation> {
  const now = runtime.clock.now();
  if (balanceDueAt && new Date(balanceDueAt) <= now)
    throw fieldProblem('balanceDueAt', 'Give a time to come, or leave it out.');
  const note = reasonNote(runtime, actor, id, reason, (noteId) => loggedWith(id, noteId));
  const results = await runtime.database.batch([
    sql`select ${call('confirm_unpaid', { reservation: id, balanceDueAt: balanceDueAt ?? null, note: note.id, actor, now })} as outcome`,
    sql`with noted as (${note.statement}) select`,
    sql`select ${reservationJson} as reservation from reservations r where r.id = ${id}`,
  ]);
  const outcome = firstOf(v.object({ outcome: v.string() }), results[0])?.outcome ?? 'unknown';
  const reservation = firstOf(v.object({ reservation: reservationSchema }), results[2])?.reservation;
  if (!reservation) throw new Problem('not-found', 'There is no such reservation.');
  if (outcome !== 'confirmed') throw new Problem('state-conflict', refusals[outcome] ?? outcome);
  return reservation;
}
