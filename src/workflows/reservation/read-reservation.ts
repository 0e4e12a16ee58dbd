import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { isCalendarLink } from '../../booking/calendar/calendar-link.ts';
import { type Reservation, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { firstOf } from '../../platform/database/database.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { withBusiness } from '../../settings/business.ts';

/** A reservation that is shown with the business, and the runtime of that business as its owner has set it. */
interface Shown<R> {
  readonly reservation: R;
  readonly runtime: Runtime;
}

/** The reservation of an id, or 404. One statement. */
export async function reservationToShow(runtime: Runtime, id: string): Promise<Shown<Reservation>> {
  const found = await read(runtime, sql`r.id = ${id}`);
  if (!found.reservation) throw new Problem('not-found', 'There is no such reservation.');
  return { ...found, reservation: found.reservation };
}

/**
 * The reservation that the link of a calendar entry shows; none where it was replaced or never given out. One
 * statement.
 */
export async function stayToShow(runtime: Runtime, link: string): Promise<Shown<Reservation | undefined>> {
  const [reference = '', ...token] = link.split('.');
  const found = await read(runtime, sql`r.reference = ${reference}`);
  const isOurs = found.reservation && isCalendarLink(runtime, found.reservation, token.join('.'));
  return isOurs ? found : { ...found, reservation: undefined };
}

const foundSchema = v.object({ reservation: v.nullable(reservationSchema), business: v.unknown() });

async function read(runtime: Runtime, condition: SQL): Promise<Shown<Reservation | undefined>> {
  const rows = await runtime.database.query(sql`
    select s.content as business, (select ${reservationJson} from reservations r where ${condition}) as reservation
    from settings s where s.key = 'business'`);
  const found = firstOf(foundSchema, rows);
  return {
    reservation: found?.reservation ?? undefined,
    runtime: withBusiness(runtime, found?.business),
  };
}
