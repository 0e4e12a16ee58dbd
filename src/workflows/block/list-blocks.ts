import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { cursorSchema, encodeCursor } from '../../platform/database/cursor.ts';
import { firstOf, rowsOf } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { idSchema } from '../../platform/ids.ts';
import { fieldProblem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { slugSchema } from '../../platform/text/slug.ts';
import { wholeNumber } from '../../platform/text/whole-number.ts';
import { isoDate } from '../../platform/time/iso-date.ts';
import { type Block, blockRowSchema, blockSchema, presentBlock } from './block.ts';
import { noSuchBlock } from './save-block.ts';

export const blocksQuerySchema = v.strictObject({
  item: v.optional(described(slugSchema, 'Only those of the item of this slug, and of everything.')),
  unit: v.optional(
    described(idSchema('unit'), 'Only those of this unit, and of all of its item or of everything.'),
  ),
  from: v.optional(described(isoDate, 'Only those that end on this date or later, YYYY-MM-DD.')),
  to: v.optional(described(isoDate, 'Only those that begin before this date, YYYY-MM-DD.')),
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
  limit: v.optional(described(wholeNumber(1, 100), 'How many a page has at most.'), '50'),
});

export const blocksSchema = named(
  'Blocks',
  'A page of blocks.',
  v.object({
    blocks: described(v.array(blockSchema), 'The blocks, those that end first in front.'),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({ block: blockRowSchema });

/** The blocks, by their end. One statement. */
export async function listBlocks(
  runtime: Runtime,
  { item, unit, from, to, cursor, limit }: v.InferOutput<typeof blocksQuerySchema>,
): Promise<v.InferOutput<typeof blocksSchema>> {
  const [end, id] = cursor ?? [];
  if (cursor && (end === undefined || id === undefined))
    throw fieldProblem('cursor', 'This cursor is of another list.');
  const conditions = [
    sql`true`,
    ...(item
      ? [sql`(b.item_id is null or b.item_id = (select i.id from items i where i.slug = ${item}))`]
      : []),
    ...(unit
      ? [
          sql`(b.unit_id = ${unit} or b.unit_id is null and
            (b.item_id is null or b.item_id = (select u.item_id from units u where u.id = ${unit})))`,
        ]
      : []),
    ...(from ? [sql`b.local_to > ${from}`] : []),
    ...(to ? [sql`b.local_from < ${to}`] : []),
    ...(cursor ? [sql`(b.local_to, b.id) > (${end}, ${id})`] : []),
  ];
  const rows =
    await runtime.database.query(sql`select ${functionNamed('block_json')}(b) as block from blocks b
    where ${sql.join(conditions, sql` and `)} order by b.local_to, b.id limit ${limit + 1}`);
  const found = rowsOf(rowSchema, rows).map(({ block }) => presentBlock(runtime, block));
  const last = found[limit - 1];
  return {
    blocks: found.slice(0, limit),
    nextCursor: found.length > limit && last ? encodeCursor([last.to, last.id]) : null,
  };
}

/** A block. Throws the 404. One statement. */
export async function readBlock(runtime: Runtime, id: string): Promise<Block> {
  const rows = await runtime.database.query(
    sql`select ${functionNamed('block_json')}(b) as block from blocks b where b.id = ${id}`,
  );
  const found = firstOf(rowSchema, rows);
  if (!found) throw noSuchBlock();
  return presentBlock(runtime, found.block);
}
