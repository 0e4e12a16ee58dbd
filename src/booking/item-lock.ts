import { type SQL, sql } from 'drizzle-orm';

/** The key of the advisory lock under which all claims on one item queue. */
export const itemLockKey = (itemId: SQL | string): SQL => sql`hashtextextended(${itemId}, 2)`;

/** How long a transaction waits for a lock before the database gives up and we try again. */
export const lockTimeout: SQL = sql`set_config('lock_timeout', '2s', true)`;
