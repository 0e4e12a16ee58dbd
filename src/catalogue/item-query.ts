import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Database, firstOf } from '../platform/database/database.ts';
import { functionNamed } from '../platform/database/functions.ts';
import { described } from '../platform/described.ts';
import { type Language, languageSchema } from '../platform/languages.ts';
import { slugSchema } from '../platform/text/slug.ts';
import { type Item, itemSchema } from '../terms/item.ts';

/** In which language guests read the catalogue. */
export const languageEntry = v.optional(
  described(
    languageSchema,
    'The language of names and texts, each as far as it is translated; without it, as the house has written them.',
  ),
);

export const itemQuerySchema = v.strictObject({ language: languageEntry });

/** `itemSummarySchema` as JSON, of the row `i`, in a language where one is given. */
export const itemSummaryJson = (language?: Language): SQL =>
  sql`${functionNamed('item_summary')}(i, ${language ?? null}::text)`;

/** `stayRulesSchema` and the summary as JSON, of the row `i`. */
export const stayRulesJson: SQL = sql`${functionNamed('stay_rules')}(i, '(,)', null)`;

/**
 * `pricedItemSchema` and the summary as JSON, of the row `i`, for stays between two local dates. Seasons that
 * do not touch them, or the days beside them, are left out.
 */
export const pricedItemJson = ({ from, to }: { from: string; to: string }): SQL =>
  sql`${functionNamed('priced_item')}(i, daterange(${from}::date - 1, ${to}::date + 2), null)`;

/** The whole of `itemSchema` as JSON, of the row `i`, in a language where one is given. */
export const itemJson = (language?: Language): SQL =>
  sql`${functionNamed('item_json')}(i, ${language ?? null}::text)`;

/** The listed item of a slug, if there is one. One statement. */
export async function findItem(
  database: Database,
  slug: string,
  language?: Language,
): Promise<Item | undefined> {
  if (!v.is(slugSchema, slug)) return undefined;
  const rows = await database.query(
    sql`select ${itemJson(language)} as item from items i where i.slug = ${slug} and i.is_listed`,
  );
  return firstOf(v.object({ item: itemSchema }), rows)?.item;
}
