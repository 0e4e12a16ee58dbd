import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import {
  pageBefore,
  presentVersion,
  presentVersions,
  revisionsJson,
  versionEntries,
  type versionListSchema,
  versionRowEntries,
} from '../../audit/revisions.ts';
import { type Database, firstOf } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { Problem } from '../../platform/problems.ts';
import { itemContentSchema } from './item-content.ts';

/** An item as people edit it, with the version that it is. */
export const itemVersionSchema = named(
  'ItemVersion',
  'An item as it is edited, with the version that it is.',
  v.object({
    id: described(v.string(), 'The id of the item, `itm_…`.'),
    ...versionEntries,
    content: described(itemContentSchema, 'The whole of it: what a `PUT` takes.'),
  }),
);

/** The same as the database gives it: of whatever age, so its content is not judged anew. */
export const itemVersionRowSchema = v.object({
  id: v.string(),
  ...versionRowEntries,
  content: v.record(v.string(), v.unknown()),
});

export type ItemVersion = ReturnType<typeof presentVersion<v.InferOutput<typeof itemVersionRowSchema>>>;

const itemVersionJson = sql`${functionNamed('item_version')}(i)`;

/** An item as it is now. One statement. Throws the 404 for one that is unknown. */
export async function readItem(database: Database, id: string): Promise<ItemVersion> {
  const rows = await database.query(sql`select ${itemVersionJson} as item from items i where i.id = ${id}`);
  return found(firstOf(v.object({ item: itemVersionRowSchema }), rows)?.item);
}

/** Who saved an item and when, the latest first. One statement. Throws the 404 for one that is unknown. */
export async function listItemVersions(
  database: Database,
  id: string,
  cursor: readonly string[] | undefined,
): Promise<v.InferOutput<typeof versionListSchema>> {
  const before = pageBefore(cursor);
  // What was never saved is version 1.
  const rows = await database.query(sql`
    select coalesce(nullif(${revisionsJson('item', sql`i.id`, before)}::jsonb, '[]'),
      case when ${before ?? null}::int is null then jsonb_build_array(${itemVersionJson}::jsonb - 'content' - 'id') else '[]' end) as versions
    from items i where i.id = ${id}`);
  const row = firstOf(v.object({ versions: v.array(v.object(versionRowEntries)) }), rows);
  if (!row) throw new Problem('not-found', 'There is no such item.');
  return presentVersions(row.versions);
}

/** An item as it was. One statement. Throws the 404 for a version that there is not. */
export async function readItemVersion(database: Database, id: string, version: number): Promise<ItemVersion> {
  const rows = await database.query(sql`
    select coalesce(
      (select jsonb_build_object('id', i.id, 'version', r.version, 'changedAt', r.changed_at, 'changedBy', r.changed_by, 'content', r.content)
        from revisions r where r.kind = 'item' and r.subject_id = i.id and r.version = ${version}),
      case when ${version}::int = 1 then ${itemVersionJson} end) as item
    from items i where i.id = ${id}`);
  return found(firstOf(v.object({ item: v.nullable(itemVersionRowSchema) }), rows)?.item ?? undefined);
}

function found(row: v.InferOutput<typeof itemVersionRowSchema> | undefined): ItemVersion {
  if (!row) throw new Problem('not-found', 'There is no such version of an item.');
  return presentVersion(row);
}
