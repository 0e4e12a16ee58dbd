import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { presentVersion } from '../../audit/revisions.ts';
import { cursorSchema, encodeCursor } from '../../platform/database/cursor.ts';
import { type Database, rowsOf } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { wholeNumber } from '../../platform/text/whole-number.ts';
import { type ItemVersion, itemVersionRowSchema, itemVersionSchema } from '../editing/item-version.ts';

/** How many items one file takes, and one import: what a function may send and take is limited. */
export const mostItems = 1000;

export const exportQuerySchema = v.strictObject({
  format: v.optional(
    described(v.picklist(['json', 'csv'], 'Say json or csv.'), 'As JSON, or as a table for a spreadsheet.'),
    'json',
  ),
  cursor: v.optional(
    described(
      cursorSchema,
      'The `nextCursor` of the page before, or that of its `Link`; without it, the first page.',
    ),
  ),
  limit: v.optional(
    described(wholeNumber(1, mostItems), 'How many items a page has at most.'),
    `${mostItems}`,
  ),
});

export const exportSchema = named(
  'CatalogueExport',
  'A page of all items, whole.',
  v.object({
    items: described(
      v.array(itemVersionSchema),
      'The items, archived ones too, in the order of their making.',
    ),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

/** A page of all items, whole. One statement. */
export async function exportItems(
  database: Database,
  { cursor, limit }: v.InferOutput<typeof exportQuerySchema>,
): Promise<{ items: ItemVersion[]; nextCursor: string | null }> {
  const [after = ''] = cursor ?? [];
  const rows = await database.query(sql`
    select ${functionNamed('item_version')}(i) as item from items i where i.id > ${after} order by i.id limit ${limit + 1}`);
  const found = rowsOf(v.object({ item: itemVersionRowSchema }), rows);
  const items = found.slice(0, limit).map(({ item }) => presentVersion(item));
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? encodeCursor([last.id]) : null };
}
