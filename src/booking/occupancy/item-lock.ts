import { type SQL, sql } from 'drizzle-orm';

/** The key of the advisory lock under which all claims on one item queue. */
export const itemLockKey = (itemId: SQL | string): SQL => sql`hashtextextended(${itemId}, 2)`;

/** The statement that takes the locks of these items, in the order in which all do. */
export function lockItems(itemIds: readonly string[]): SQL {
  return lockAll(sql`unnest(${sql.param(itemIds)}::text[]) of_it(item_id)`);
}

/**
 * The statement that takes the locks of all items of these reservations, in one order, so that two runs never
 * wait for each other.
 */
export function lockItemsOf(reservationIds: readonly string[]): SQL {
  return lockAll(sql`reservations where id = any(${sql.param(reservationIds)}::text[])`);
}

function lockAll(source: SQL): SQL {
  return sql`select pg_advisory_xact_lock(${itemLockKey(sql`item_id`)})
    from (select distinct item_id from ${source} order by item_id) items`;
}
