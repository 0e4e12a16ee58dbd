import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { cursorSchema, encodeCursor } from '../platform/database/cursor.ts';
import { type Database, rowsOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema, type Money, moneySchema } from '../platform/money/money.ts';
import { fieldProblem } from '../platform/problems.ts';
import { wholeNumber } from '../platform/text/whole-number.ts';
import { isoDate } from '../platform/time/iso-date.ts';
import { categorySchema, itemSummarySchema } from '../terms/item.ts';
import { itemSummaryJson, languageEntry } from './item-query.ts';

/**
 * What visitors may look for. Prices are per rate unit and need their currency, since 100 JPY is not 100 EUR.
 */
export const searchSchema = v.pipe(
  v.strictObject({
    category: v.optional(described(categorySchema, 'Only items of the category of this code.')),
    place: v.optional(
      described(
        v.pipe(v.string(), v.maxLength(80), v.trim(), v.minLength(1)),
        'Only items in a town or country of this name.',
      ),
    ),
    from: v.optional(
      described(
        isoDate,
        'With `to`: only items that are free then. When the stay begins, YYYY-MM-DD in the item’s zone.',
      ),
    ),
    to: v.optional(described(isoDate, 'When the stay ends, YYYY-MM-DD.')),
    guests: v.optional(described(wholeNumber(1, 1000), 'Only items for at least so many people.')),
    currency: v.optional(
      described(
        currencySchema,
        'The currency of the prices (ISO 4217): needed with a price or an order by price, and only items of it are found.',
      ),
    ),
    minPrice: v.optional(
      described(
        wholeNumber(0, 1e12),
        'Only items whose rate is at least this, in minor units of `currency`.',
      ),
    ),
    maxPrice: v.optional(
      described(wholeNumber(0, 1e12), 'Only items whose rate is at most this, in minor units of `currency`.'),
    ),
    text: v.optional(
      described(
        v.pipe(
          v.string(),
          v.maxLength(80),
          v.trim(),
          v.minLength(1),
          v.check((text) => /[\p{L}\p{N}]/u.test(text), 'Give a word to look for.'),
        ),
        'Words of an item in any language, each from its beginning: “yach riv” finds “Yacht on the Riviera”.',
      ),
    ),
    sort: v.optional(
      described(
        v.picklist(['name', 'price', '-price'], 'Sort by name, price or -price.'),
        'The order: by name (as the house has written it, in every language), by rate, or by rate from the highest.',
      ),
      'name',
    ),
    cursor: v.optional(
      described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
    ),
    language: languageEntry,
    limit: v.optional(described(wholeNumber(1, 50), 'How many items a page has at most.'), '20'),
  }),
  v.forward(
    v.check(({ from, to }) => (from === undefined) === (to === undefined), 'Give both dates or none.'),
    ['to'],
  ),
  v.forward(
    v.check(({ from, to }) => !from || !to || from < to, 'The end must be after the start.'),
    ['to'],
  ),
  v.forward(
    v.check(
      ({ currency, minPrice, maxPrice, sort }) =>
        currency !== undefined || (minPrice === undefined && maxPrice === undefined && sort === 'name'),
      'Give the currency of the prices.',
    ),
    ['currency'],
  ),
);

export type Search = v.InferOutput<typeof searchSchema>;

export const searchResultSchema = named(
  'ItemPage',
  'A page of items.',
  v.object({
    items: described(
      v.array(
        named(
          'FoundItem',
          'An item that was found, with its price for the dates that were asked for.',
          v.object({
            ...itemSummarySchema.entries,
            total: described(
              v.nullable(moneySchema),
              'With dates, the whole price of that stay for `guests` (1 if left out), without extras, as a quote has it; null without dates, and of what is priced by the hour.',
            ),
          }),
        ),
      ),
      'The items that were found, in order.',
    ),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

/** What narrows a search to items that can really be had. Booking knows how; of the row `i`. */
export interface Offered {
  /** False only for what surely cannot be had, so that it need not be read. */
  readonly isPossible: SQL;
  /** What `offer` decides by, as JSON. */
  readonly json: SQL;
  /**
   * The price of it where it can be had, without one where that depends on hours; nothing where it cannot.
   */
  offer(found: unknown): { readonly total: Money | null } | undefined;
}

const foundSchema = v.object({
  summary: itemSummarySchema,
  key: v.string(),
  id: v.string(),
  offered: v.unknown(),
});
type Found = v.InferOutput<typeof foundSchema> & { readonly total: Money | null };

/**
 * How many more are read than a page holds, since some may turn out not to be had: few at first, for each has
 * its price reckoned.
 */
const spareRows = { atFirst: 9, after: 100 };

/**
 * A page of listed items that match and, with `offered`, can be had. One statement; one more only if less
 * than a page is left of all that the one before has read.
 */
export async function searchItems(
  database: Database,
  search: Search,
  offered?: Offered,
): Promise<v.InferOutput<typeof searchResultSchema>> {
  const wanted = search.limit + 1;
  const kept: Found[] = [];
  let asked = offered ? wanted + spareRows.atFirst : wanted;
  for (let cursor = search.cursor; ; asked = wanted + spareRows.after) {
    const found = await findItems(database, { ...search, cursor }, asked, offered);
    kept.push(
      ...found.flatMap((one) => {
        const offer = offered ? offered.offer(one.offered) : { total: null };
        return offer ? [{ ...one, ...offer }] : [];
      }),
    );
    const last = found.at(-1);
    if (kept.length >= wanted || found.length < asked || !last) break;
    cursor = [search.sort, last.key, last.id];
  }
  const page = kept.slice(0, search.limit);
  const last = kept.length > search.limit ? page.at(-1) : undefined;
  return {
    items: page.map(({ summary, total }) => ({ ...summary, total })),
    nextCursor: last ? encodeCursor([search.sort, last.key, last.id]) : null,
  };
}

async function findItems(
  database: Database,
  search: Search,
  limit: number,
  offered: Offered | undefined,
): Promise<v.InferOutput<typeof foundSchema>[]> {
  const { key, direction } = order(search.sort);
  const conditions: SQL[] = [sql`i.is_listed`];
  if (search.category) conditions.push(sql`i.category = ${search.category}`);
  if (search.place) conditions.push(sql`i.place_search @@ ${queryOnce(search.place)}`);
  if (search.guests) conditions.push(sql`i.capacity >= ${search.guests}`);
  if (search.currency) conditions.push(sql`i.currency = ${search.currency}`);
  if (search.minPrice !== undefined) conditions.push(sql`i.rate_minor >= ${search.minPrice}`);
  if (search.maxPrice !== undefined) conditions.push(sql`i.rate_minor <= ${search.maxPrice}`);
  if (search.text) conditions.push(sql`i.search @@ ${queryOnce(search.text)}`);
  if (offered) conditions.push(offered.isPossible);
  if (search.cursor) conditions.push(after(search, search.cursor));
  const rows = await database.query(sql`
    select ${itemSummaryJson(search.language)} as summary, ${key}::text as "key", i.id, ${offered?.json ?? sql`null`} as offered
    from items i where ${sql.join(conditions, sql` and `)}
    order by ${key} ${direction}, i.id limit ${limit}`);
  return rowsOf(foundSchema, rows);
}

/**
 * In a subquery, so that it is made once: under a plan for all values it would be made for each item anew, at
 * 1 to 2 ms.
 */
const queryOnce = (words: string): SQL => sql`(select search_query(${words}))`;

/** Names as people order them, accents beside their letters, instead of by the number of the character. */
const byName = sql`i.name collate "und-x-icu"`;

function order(sort: Search['sort']): { key: SQL; direction: SQL } {
  if (sort === 'name') return { key: byName, direction: sql`asc` };
  return { key: sql`i.rate_minor`, direction: sort === 'price' ? sql`asc` : sql`desc` };
}

/** What stands behind the last row of the page before. A cursor of another sort order is refused. */
function after(search: Search, [sort, key, id]: readonly string[]): SQL {
  if (sort !== search.sort || !key || !id)
    throw fieldProblem('cursor', 'This cursor belongs to another search.');
  if (sort === 'name') return sql`(${byName}, i.id) > (${key}, ${id})`;
  if (!/^\d{1,15}$/.test(key)) throw fieldProblem('cursor', 'This cursor is not one of ours.');
  return sort === 'price'
    ? sql`(i.rate_minor, i.id) > (${key}::bigint, ${id})`
    : sql`(i.rate_minor < ${key}::bigint or (i.rate_minor = ${key}::bigint and i.id > ${id}))`;
}
