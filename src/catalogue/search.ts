import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { cursorSchema, encodeCursor } from '../platform/cursor.ts';
import { type Database, rowsOf } from '../platform/database.ts';
import { isoDate } from '../platform/iso-date.ts';
import { currencySchema } from '../platform/money.ts';
import { fieldProblem } from '../platform/problems.ts';
import { wholeNumber } from '../platform/whole-number.ts';
import { categories, itemSummarySchema } from './item.ts';
import { itemSummaryJson } from './item-query.ts';

/** What visitors may look for. Prices are per rate unit and need their currency, since 100 JPY is not 100 EUR. */
export const searchSchema = v.pipe(
  v.strictObject({
    category: v.optional(v.picklist(categories, `Choose one of ${categories.join(', ')}.`)),
    place: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80))),
    from: v.optional(isoDate),
    to: v.optional(isoDate),
    guests: v.optional(wholeNumber(1, 1000)),
    currency: v.optional(currencySchema),
    minPrice: v.optional(wholeNumber(0, 1e12)),
    maxPrice: v.optional(wholeNumber(0, 1e12)),
    /** Words of an item, each from its beginning: "yach riv" finds "Yacht on the Riviera". */
    text: v.optional(
      v.pipe(
        v.string(),
        v.trim(),
        v.minLength(1),
        v.maxLength(80),
        v.check((text) => /[\p{L}\p{N}]/u.test(text), 'Give a word to look for.'),
      ),
    ),
    sort: v.optional(v.picklist(['name', 'price', '-price'], 'Sort by name, price or -price.'), 'name'),
    cursor: v.optional(cursorSchema),
    limit: v.optional(wholeNumber(1, 50), '20'),
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

export const searchResultSchema = v.object({
  items: v.array(itemSummarySchema),
  nextCursor: v.nullable(v.string()),
});

/** A page of listed items that match; with dates, those that can really be had. One statement. `now` ends lapsed holds. */
export async function searchItems(
  database: Database,
  search: Search,
  now: Date,
): Promise<v.InferOutput<typeof searchResultSchema>> {
  const { key, direction } = order(search.sort);
  const conditions: SQL[] = [sql`i.is_listed`];
  if (search.category) conditions.push(sql`i.category = ${search.category}`);
  if (search.place) conditions.push(sql`i.place_search @@ search_query(${search.place})`);
  if (search.guests) conditions.push(sql`i.capacity >= ${search.guests}`);
  if (search.currency) conditions.push(sql`i.currency = ${search.currency}`);
  if (search.minPrice !== undefined) conditions.push(sql`i.rate_minor >= ${search.minPrice}`);
  if (search.maxPrice !== undefined) conditions.push(sql`i.rate_minor <= ${search.maxPrice}`);
  if (search.text) conditions.push(sql`i.search @@ search_query(${search.text})`);
  if (search.from && search.to) conditions.push(isFree(search.from, search.to, now));
  if (search.cursor) conditions.push(after(search, search.cursor));
  const rows = await database.query(sql`
    select ${itemSummaryJson} as summary, ${key}::text as "key", i.id
    from items i where ${sql.join(conditions, sql` and `)}
    order by ${key} ${direction}, i.id limit ${search.limit + 1}`);
  const found = rowsOf(v.object({ summary: itemSummarySchema, key: v.string(), id: v.string() }), rows);
  const page = found.slice(0, search.limit);
  const last = found.length > search.limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => row.summary),
    nextCursor: last ? encodeCursor([search.sort, last.key, last.id]) : null,
  };
}

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

/**
 * A unit has room in the item's own zone, between the lead time and the horizon: for the whole stay of a daily or nightly
 * item, or for the shortest stay somewhere within these dates for an hourly one.
 */
function isFree(from: string, to: string, now: Date): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  const isHourly = sql`i.rate_unit = 'hour'`;
  return sql`exists (
    select from units u,
      lateral (select make_interval(mins => i.turnaround_minutes) as turnaround, make_interval(hours => i.minimum_stay) as shortest,
        ${at} + make_interval(mins => i.lead_time_minutes) as earliest, ${at} + make_interval(days => i.horizon_days) as latest) rules,
      lateral (select
        case when ${isHourly} then greatest(rules.earliest, ${from}::date::timestamp at time zone i.time_zone)
             else (${from}::date + i.start_time) at time zone i.time_zone end as starts_at,
        case when ${isHourly} then least(rules.latest + rules.shortest, ${to}::date::timestamp at time zone i.time_zone)
             when i.rate_unit = 'day' and i.end_time > i.start_time then (${to}::date - 1 + i.end_time) at time zone i.time_zone
             else (${to}::date + i.end_time) at time zone i.time_zone end as ends_at) stay,
      lateral (select tstzrange(stay.starts_at, greatest(stay.starts_at, stay.ends_at) + rules.turnaround) as period) wanted,
      lateral (select tstzmultirange(wanted.period) - coalesce((select range_agg(o.period) from occupancies o
        where o.unit_id = u.id and o.period && wanted.period and (o.expires_at is null or o.expires_at > ${at})), '{}') as gaps) free,
      unnest(free.gaps) gap
    where u.item_id = i.id and u.is_active and stay.starts_at between rules.earliest and rules.latest
      and (${isHourly} or ${to}::date - ${from}::date between i.minimum_stay and i.maximum_stay)
      and upper(gap) - lower(gap) >= rules.turnaround + case when ${isHourly} then rules.shortest else stay.ends_at - stay.starts_at end)`;
}
