import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether the row `o` of `occupancies` takes its unit at `now`: a hold that has run out does not, whether or
 * not somebody has ended it.
 */
export const isTaking = (now: Date): SQL =>
  sql`(o.expires_at is null or o.expires_at > ${now.toISOString()})`;
