import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { signToken, verifyToken } from '../../platform/keys.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type Reservation, reservationJson, reservationSchema } from '../reservation.ts';

export const calendarLinkSchema = named(
  'CalendarLink',
  'The link that calendar entries of a reservation carry.',
  v.object({
    calendarUrl: described(
      v.pipe(v.string(), v.url()),
      'A page that shows the stay and can do nothing else.',
    ),
  }),
);

const subjectOf = ({ id, calendarLinkVersion }: Pick<Reservation, 'id' | 'calendarLinkVersion'>) =>
  `${id} ${calendarLinkVersion}`;

/**
 * The link that a calendar entry carries: calendars are shared, so it shows what the entry says and how the
 * stay stands, and opens nothing else. Signed over a version of the reservation, so all that were given out
 * end with the next version.
 */
export function calendarUrl({ config }: Runtime, reservation: Reservation): string {
  const token = signToken(config.keys, 'calendar-link', subjectOf(reservation));
  return `${config.site.url}/api/v1/stays/${reservation.reference}.${token}`;
}

/** Whether this is the token of the link that calendar entries of a reservation carry now. */
export function isCalendarLink({ config }: Runtime, reservation: Reservation, token: string): boolean {
  return verifyToken(config.keys, 'calendar-link', subjectOf(reservation), token);
}

/**
 * Ends the links that calendar entries of a reservation carry, and answers the one that files carry from now
 * on. One statement.
 */
export async function replaceCalendarLink(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof calendarLinkSchema>> {
  const rows = await runtime.database.query(sql`
    with replaced as (update reservations set calendar_link_version = calendar_link_version + 1 where id = ${id} returning *),
    noted as (${record(runtime.clock.now(), 'guest', 'reservation.calendar-link-replaced', sql`id`, sql`replaced`)})
    select ${reservationJson} as reservation from replaced r`);
  const reservation = firstOf(v.object({ reservation: reservationSchema }), rows)?.reservation;
  if (!reservation) throw new Problem('not-found', 'There is no such reservation.');
  return { calendarUrl: calendarUrl(runtime, reservation) };
}
