import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { cursorSchema, encodeCursor } from '../platform/database/cursor.ts';
import { instantSchema } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { fieldProblem } from '../platform/problems.ts';
import { integer } from '../platform/text/whole-number.ts';

const pageSize = 50;

/** What every version of something that people edit tells of itself. */
export const versionEntries = {
  version: described(
    integer,
    'Counted up from 1 with every save. It is the `ETag`, and what If-Match names.',
  ),
  changedAt: described(
    v.nullable(v.string()),
    'When it was saved, RFC 3339 in UTC; null for what was there before anybody saved.',
  ),
  changedBy: described(
    v.string(),
    'Who saved it, as the audit log names them: `user:usr_…`, `key:key_…`, or `system` for what was there before anybody saved.',
  ),
};

/** A page of versions. */
export const versionListSchema = named(
  'VersionList',
  'A page of the versions of something that people edit.',
  v.object({
    versions: described(
      v.array(named('Version', 'Who saved a version, and when.', v.object(versionEntries))),
      'The versions, the latest first.',
    ),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

export const versionQuerySchema = v.strictObject({
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
});

/** The version of a row, as `versionEntries`. */
export const versionRowEntries = {
  version: integer,
  changedAt: v.nullable(instantSchema),
  changedBy: v.string(),
};

type VersionRow = v.InferOutput<v.ObjectSchema<typeof versionRowEntries, undefined>>;

/** The version before which a page begins. */
export function pageBefore(cursor: readonly string[] | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const [version = ''] = cursor;
  if (!/^\d{1,9}$/.test(version)) throw fieldProblem('cursor', 'This cursor is not one of ours.');
  return Number(version);
}

/** The versions of a thing, and one more than a page holds, as JSON of rows of `versionRowEntries`. */
export function revisionsJson(kind: string, subject: SQL, before: number | undefined): SQL {
  return sql`(select coalesce(json_agg(json_build_object('version', r.version, 'changedAt', r.changed_at, 'changedBy', r.changed_by) order by r.version desc), '[]')
    from (select * from revisions r where r.kind = ${kind} and r.subject_id = ${subject} and (${before ?? null}::int is null or r.version < ${before ?? null})
      order by r.version desc limit ${pageSize + 1}) r)`;
}

/** A page of what `revisionsJson` gave. */
export function presentVersions(found: readonly VersionRow[]): v.InferOutput<typeof versionListSchema> {
  const versions = found.slice(0, pageSize).map(presentVersion);
  const last = versions.at(-1);
  return { versions, nextCursor: found.length > pageSize && last ? encodeCursor([`${last.version}`]) : null };
}

/** A version as people see it, with whatever else the row has. */
export function presentVersion<R extends VersionRow>(
  row: R,
): Omit<R, 'changedAt'> & { changedAt: string | null } {
  return { ...row, changedAt: row.changedAt?.toISOString() ?? null };
}
