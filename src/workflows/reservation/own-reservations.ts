import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { presentReservation, reservationResponseSchema } from '../../booking/present-reservation.ts';
import { reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { encodeCursor } from '../../platform/database/cursor.ts';
import { rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import type { Id } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';

const pageSize = 20;

export const ownReservationsSchema = named(
  'OwnReservations',
  'A page of one’s own reservations.',
  v.object({
    reservations: described(v.array(reservationResponseSchema), 'The reservations, the last made first.'),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

/**
 * The reservations in a person's account, the latest first. `after` is the id that the page before ended
 * with. One statement.
 */
export async function ownReservations(
  runtime: Runtime,
  userId: Id<'user'>,
  after: string | undefined,
): Promise<v.InferOutput<typeof ownReservationsSchema>> {
  const rows = await runtime.database.query(sql`
    select ${reservationJson} as reservation from reservations r
    where r.user_id = ${userId} and (${after ?? null}::text is null or r.id < ${after ?? null})
    order by r.id desc limit ${pageSize + 1}`);
  const found = rowsOf(v.object({ reservation: reservationSchema }), rows).map((row) => row.reservation);
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  return {
    reservations: page.map((reservation) => presentReservation(runtime, reservation)),
    nextCursor: found.length > pageSize && last ? encodeCursor([last.id]) : null,
  };
}
