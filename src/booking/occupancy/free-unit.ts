import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether the row `o` of `occupancies` takes its unit at `now`: a hold that has run out does not, whether or
 * not somebody has ended it.
 */
export const isTaking = (now: Date): SQL =>
  sql`(o.expires_at is null or o.expires_at > ${now.toISOString()})`;

/**
 * Whether the unit `u` can be taken for a stay and its turnaround. For a statement that takes it: it runs
 * under the item's lock, where holds that have run out have been ended, since the exclusion constraint counts
 * what is there.
 */
export const isUnitFree = (startsAt: SQL, endsAt: SQL, turnaroundMinutes: SQL): SQL =>
  sql`not exists (select from occupancies o where o.unit_id = u.id
    and o.period && occupied_period(${startsAt}, ${endsAt}, ${turnaroundMinutes}))`;
