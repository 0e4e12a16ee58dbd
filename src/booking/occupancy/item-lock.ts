import { type SQL, sql } from 'drizzle-orm';
import { call, functionNamed } from '../../platform/database/functions.ts';

/** The key of the advisory lock under which all claims on one item queue. */
const itemLockKey = (itemId: SQL): SQL => sql`hashtextextended(${itemId}, 2)`;

/** The statement that takes the locks of these items, in the order in which all do. */
export function lockItems(itemIds: readonly string[]): SQL {
  return sql`select pg_advisory_xact_lock(${itemLockKey(sql`item_id`)})
    from (select distinct item_id from unnest(${sql.param(itemIds)}::text[]) of_it(item_id) order by item_id) items`;
}

/** The statement that takes the lock of the item of a reservation, whichever it is of by then. */
export function lockItemOf(reservation: SQL): SQL {
  return sql`select ${functionNamed('lock_item_of')}(${reservation})`;
}

/** The statement that takes the locks of all items of these reservations, in the order in which all do. */
export function lockItemsOf(reservationIds: readonly string[]): SQL {
  return sql`select ${call('lock_items_of', { reservations: reservationIds })}`;
}
