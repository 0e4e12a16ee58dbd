import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { rowsOf } from '../platform/database/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { isKnownZone } from '../platform/time/time-zone.ts';

/**
 * Takes items off the list whose zone has the shape of one but is none (`Europe/Pariss`): no time can be
 * reckoned for them. The database cannot tell, for its own list of zones is of another edition. For the
 * schedule; one statement if all is well.
 */
export async function withdrawUnknownZones(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  const rows = await runtime.database.query(
    sql`select distinct time_zone as "timeZone" from items where is_listed`,
  );
  const unknown = rowsOf(v.object({ timeZone: v.string() }), rows)
    .map(({ timeZone }) => timeZone)
    .filter((zone) => !isKnownZone(zone));
  if (unknown.length === 0) return;
  const withdrawn = await runtime.database.query(sql`with withdrawn as (
      update items set is_listed = false where is_listed and time_zone = any(${sql.param(unknown)}::text[]) returning id, slug, time_zone
    ), noted as (${record(now, 'system', 'item.withdrawn', sql`id`, sql`withdrawn`, sql`jsonb_build_object('unknownZone', time_zone)`)})
    select slug, time_zone as "timeZone" from withdrawn`);
  for (const { slug, timeZone } of rowsOf(v.object({ slug: v.string(), timeZone: v.string() }), withdrawn))
    runtime.log('error', 'item withdrawn', {
      error: new Error(`${slug} is off the list: there is no zone ${timeZone}`),
    });
}
