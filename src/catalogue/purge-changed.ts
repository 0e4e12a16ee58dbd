import { purgeCache } from '@netlify/functions';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database/database.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';

/**
 * How many at once: Netlify takes 500, and two purges of a tag in five seconds
 * (https://docs.netlify.com/build/caching/caching-overview/#on-demand-invalidation).
 */
const mostTags = 100;

/** How long Netlify's API may take; the library itself waits for ever. */
const purgeMs = 10_000;

/**
 * Has Netlify's CDN let go of what has changed of the catalogue since: it keeps pages of it for minutes, and
 * serves them for a day longer while it fetches new ones. What could not be purged is purged by the next run.
 * Where there is no CDN nothing is kept, and nothing purged. For the schedule.
 */
export async function purgeChanged({ config, database }: Runtime): Promise<void> {
  const rows = await database.query(
    sql`select tag, changed_by as "changedBy" from cache_purges order by tag limit ${mostTags}`,
  );
  const changed = rowsOf(v.object({ tag: v.string(), changedBy: v.string() }), rows);
  // To Netlify no tags at all are all that there is.
  if (changed.length === 0) return;
  if (config.cdn)
    await purge(
      config.cdn,
      changed.map(({ tag }) => tag),
    );
  await database.query(sql`delete from cache_purges c
    using jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) p(tag text, "changedBy" text)
    where c.tag = p.tag and c.changed_by = p."changedBy"`);
}

async function purge(
  { siteId, token, apiUrl }: NonNullable<Runtime['config']['cdn']>,
  tags: string[],
): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('not purged in time')), purgeMs);
  try {
    await Promise.race([purgeCache({ tags, siteID: siteId, token, apiURL: apiUrl }), late.promise]);
  } catch (cause) {
    throw new Problem('unavailable', 'The CDN cannot be told what has changed.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
