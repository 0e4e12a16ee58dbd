import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Database, firstOf } from '../platform/database/database.ts';
import { functionNamed } from '../platform/database/functions.ts';
import { slugSchema } from '../platform/text/slug.ts';
import { type Item, itemSchema } from '../terms/item.ts';

/** `itemSummarySchema` as JSON, of the row `i`. */
export const itemSummaryJson: SQL = sql`${functionNamed('item_summary')}(i)`;

/** `stayRulesSchema` and the summary as JSON, of the row `i`. */
export const stayRulesJson: SQL = sql`${functionNamed('stay_rules')}(i, '(,)')`;

/**
 * `pricedItemSchema` and the summary as JSON, of the row `i`, for stays between two local dates. Seasons that
 * do not touch them, or the days beside them, are left out.
 */
export const pricedItemJson = ({ from, to }: { from: string; to: string }): SQL =>
  sql`${functionNamed('priced_item')}(i, daterange(${from}::date - 1, ${to}::date + 2))`;

/** The whole of `itemSchema` as JSON, of the row `i`. */
export const itemJson: SQL = sql`${functionNamed('item_json')}(i)`;

/** The listed item of a slug, if there is one. One statement. */
export async function findItem(database: Database, slug: string): Promise<Item | undefined> {
  if (!v.is(slugSchema, slug)) return undefined;
  const rows = await database.query(
    sql`select ${itemJson} as item from items i where i.slug = ${slug} and i.is_listed`,
  );
  return firstOf(v.object({ item: itemSchema }), rows)?.item;
}
