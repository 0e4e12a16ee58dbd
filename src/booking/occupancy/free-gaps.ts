import { type SQL, sql } from 'drizzle-orm';
import { functionNamed } from '../../platform/database/functions.ts';

/**
 * `freeGapsSchema` as JSON, of the item row `i`, between two instants. Holds that have lapsed by `now` do not
 * count.
 */
export function freeGapsJson(from: Date, to: Date, now: Date): SQL {
  const [begin, end, at] = [from, to, now].map((instant) => sql`${instant.toISOString()}::timestamptz`);
  return sql`${functionNamed('free_gaps')}(i.id, ${begin}, ${end}, null, ${at})`;
}
