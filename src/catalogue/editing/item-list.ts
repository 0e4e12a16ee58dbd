import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { cursorSchema, encodeCursor } from '../../platform/database/cursor.ts';
import { type Database, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem } from '../../platform/problems.ts';
import { integer, wholeNumber } from '../../platform/text/whole-number.ts';
import { categorySchema, itemSummarySchema } from '../../terms/item.ts';
import { itemSummaryJson } from '../item-query.ts';
import { itemStates } from './item-content.ts';

/** What the staff may look for. */
export const itemListQuerySchema = v.strictObject({
  text: v.optional(
    described(
      v.pipe(
        v.string(),
        v.maxLength(80),
        v.trim(),
        v.minLength(1),
        v.check((text) => /[\p{L}\p{N}]/u.test(text), 'Give a word to look for.'),
      ),
      'Words of an item, each from its beginning.',
    ),
  ),
  category: v.optional(described(categorySchema, 'Only items of the category of this code.')),
  state: v.optional(
    described(
      v.picklist(itemStates, `Choose one of ${itemStates.join(', ')}.`),
      'Only items of this state; without it, all that are not archived.',
    ),
  ),
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
  limit: v.optional(described(wholeNumber(1, 100), 'How many items a page has at most.'), '50'),
});

const entries = {
  id: described(v.string(), 'The id of the item, `itm_…`.'),
  state: described(v.picklist(itemStates), 'Whether guests see it, or it is put away.'),
  activeUnits: described(integer, 'How many of it can be booked.'),
  ...itemSummarySchema.entries,
};

/** A page of items as the staff see them. */
export const itemListSchema = named(
  'CatalogueItems',
  'A page of items as the staff see them.',
  v.object({
    items: described(
      v.array(named('CatalogueItem', 'An item as the list of the staff shows it.', v.object(entries))),
      'The items, by name.',
    ),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({
  id: v.string(),
  state: v.picklist(itemStates),
  activeUnits: integer,
  summary: itemSummarySchema,
});

/** Names as people order them. */
const byName = sql`i.name collate "und-x-icu"`;

const inState: Readonly<Record<(typeof itemStates)[number] | 'kept', SQL>> = {
  kept: sql`i.archived_at is null`,
  listed: sql`i.is_listed`,
  unlisted: sql`not i.is_listed and i.archived_at is null`,
  archived: sql`not i.is_listed and i.archived_at is not null`,
};

/** A page of items, by name. One statement, which reads the page from an index. */
export async function listItems(
  database: Database,
  { text, category, state, cursor, limit }: ItemListQuery,
): Promise<v.InferOutput<typeof itemListSchema>> {
  const conditions: SQL[] = [inState[state ?? 'kept']];
  if (category) conditions.push(sql`i.category = ${category}`);
  if (text) conditions.push(sql`i.search @@ (select search_query(${text}))`);
  if (cursor) {
    const [name, id] = cursor;
    if (name === undefined || id === undefined)
      throw fieldProblem('cursor', 'This cursor is not one of ours.');
    conditions.push(sql`(${byName}, i.id) > (${name}, ${id})`);
  }
  const rows = await database.query(sql`
    select i.id, case when i.is_listed then 'listed' when i.archived_at is null then 'unlisted' else 'archived' end as state,
      (select count(*)::int from units u where u.item_id = i.id and u.is_active) as "activeUnits", ${itemSummaryJson()} as summary
    from items i where ${sql.join(conditions, sql` and `)} order by ${byName}, i.id limit ${limit + 1}`);
  const found = rowsOf(rowSchema, rows).map(({ summary, ...row }) => ({ ...row, ...summary }));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: found.length > limit && last ? encodeCursor([last.name, last.id]) : null,
  };
}

type ItemListQuery = v.InferOutput<typeof itemListQuerySchema>;
