import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { rowsOf } from '../platform/database/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { isKnownZone } from '../platform/time/time-zone.ts';

/** The instants at which the years around `now` begin in a zone: last year to the year after next. */
export function yearStartsOf(
  timeZone: string,
  now: Date,
): { time_zone: string; year: number; begins_at: string }[] {
  return [-1, 0, 1, 2].map((offset) => {
    const year = now.getUTCFullYear() + offset;
    const midnight = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(timeZone);
    return { time_zone: timeZone, year, begins_at: midnight.toInstant().toString() };
  });
}

/**
 * Keeps for every company when its years begin, by the rules of zones that hold now. For the schedule,
 * which fails, when the others are kept, over a zone that there is not.
 */
export async function keepYearStarts(runtime: Runtime): Promise<void> {
  const rows = await runtime.database.query(sql`select distinct time_zone as "timeZone" from legal_entities`);
  const zones = rowsOf(v.object({ timeZone: v.string() }), rows).map(({ timeZone }) => timeZone);
  const starts = zones.filter(isKnownZone).flatMap((timeZone) => yearStartsOf(timeZone, runtime.clock.now()));
  await runtime.database.query(sql`insert into year_starts (time_zone, year, begins_at)
    select time_zone, year, begins_at from jsonb_populate_recordset(null::year_starts, ${JSON.stringify(starts)}::jsonb)
    on conflict (time_zone, year) do update set begins_at = excluded.begins_at`);
  const unknown = zones.filter((zone) => !isKnownZone(zone));
  if (unknown.length > 0)
    throw new Error(`legal_entities name zones that there are not: ${unknown.join(', ')}`);
}
