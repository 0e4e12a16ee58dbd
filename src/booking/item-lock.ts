import { type SQL, sql } from 'drizzle-orm';

/** The key of the advisory lock under which all claims on one item queue. */
export const itemLockKey = (itemId: SQL | string): SQL => sql`hashtextextended(${itemId}, 2)`;
