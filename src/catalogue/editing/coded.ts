import { type SQL, sql } from 'drizzle-orm';
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
import { cursorSchema, encodeCursor } from '../../platform/database/cursor.ts';
import { type Database, firstOf, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { Problem, type ProblemCode } from '../../platform/problems.ts';
import { integer } from '../../platform/text/whole-number.ts';

/**
 * What of the catalogue is known by a code that the owner gives, and edited as items are: whole, with a
 * version for each save.
 */
export interface Coded {
  /** As the audit log and the revisions name its kind. */
  readonly kind: string;
  /** Its rows, as `t`. */
  readonly rows: SQL;
  /** A row as it is now with its version, as JSON. */
  readonly json: SQL;
  /** Its versions before one, as JSON; and one of them, as JSON: where the table does not keep its own. */
  readonly versions?: (before: number | undefined) => SQL;
  readonly version?: (version: number) => SQL;
}

const rowSchema = v.object({
  code: v.string(),
  /** Of a promotion. */
  redeemed: v.optional(integer),
  ...versionRowEntries,
  content: v.record(v.string(), v.unknown()),
});

export type CodedVersion = ReturnType<typeof presentVersion<v.InferOutput<typeof rowSchema>>>;

/** What people see of one, with its version; `more` is what is no part of its content. */
export const codedVersionSchema = <C extends v.GenericSchema, E extends v.ObjectEntries>(
  name: string,
  text: string,
  content: C,
  more: E,
) =>
  named(
    name,
    text,
    v.object({
      code: described(v.string(), 'Its code.'),
      ...more,
      ...versionEntries,
      content: described(content, 'The whole of it: what a `PUT` takes.'),
    }),
  );

/** A page of them. */
export const codedListSchema = <S extends v.GenericSchema>(name: string, text: string, one: S) =>
  named(
    name,
    text,
    v.object({
      all: described(v.array(one), 'What there is, by code.'),
      nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
    }),
  );

export const codedQuerySchema = v.strictObject({
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
});

/** What saving one can be refused with. */
export const codedRefusals = ['version-changed'] as const satisfies readonly ProblemCode[];

const pageSize = 100;

/** A page of all there is, by code. One statement. */
export async function listCoded(
  database: Database,
  { rows, json }: Coded,
  cursor: readonly string[] | undefined,
): Promise<{ all: CodedVersion[]; nextCursor: string | null }> {
  const [after = ''] = cursor ?? [];
  const found = rowsOf(
    v.object({ one: rowSchema }),
    await database.query(
      sql`select ${json} as one from ${rows} where t.code > ${after} order by t.code limit ${pageSize + 1}`,
    ),
  );
  const all = found.slice(0, pageSize).map(({ one }) => presentVersion(one));
  const last = all.at(-1);
  return { all, nextCursor: found.length > pageSize && last ? encodeCursor([last.code]) : null };
}

/** One as it is now. One statement. Throws the 404 for one that is unknown. */
export async function readCoded(
  database: Database,
  { rows, json }: Coded,
  code: string,
): Promise<CodedVersion> {
  const found = await database.query(sql`select ${json} as one from ${rows} where t.code = ${code}`);
  const row = firstOf(v.object({ one: rowSchema }), found);
  if (!row) throw notThere();
  return presentVersion(row.one);
}

/** Who saved one and when, the latest first. One statement. Throws the 404 for one that is unknown. */
export async function listCodedVersions(
  database: Database,
  { kind, rows, json, versions }: Coded,
  code: string,
  cursor: readonly string[] | undefined,
): Promise<v.InferOutput<typeof versionListSchema>> {
  const before = pageBefore(cursor);
  const kept = versions?.(before) ?? revisionsJson(kind, sql`t.code`, before);
  // What was never saved is version 1.
  const found = await database.query(sql`
    select coalesce(nullif(${kept}::jsonb, '[]'),
      case when ${before ?? null}::int is null then jsonb_build_array(${json} - 'content') else '[]' end) as versions
    from ${rows} where t.code = ${code}`);
  const row = firstOf(v.object({ versions: v.array(v.object(versionRowEntries)) }), found);
  if (!row) throw notThere();
  return presentVersions(row.versions);
}

/** One as it was. One statement. Throws the 404 for a version that there is not. */
export async function readCodedVersion(
  database: Database,
  { kind, rows, json, version: ofTable }: Coded,
  code: string,
  version: number,
): Promise<CodedVersion> {
  const kept =
    ofTable?.(version) ??
    sql`(select ${json} || jsonb_build_object('version', r.version, 'changedAt', r.changed_at, 'changedBy', r.changed_by, 'content', r.content)
      from revisions r where r.kind = ${kind} and r.subject_id = t.code and r.version = ${version})`;
  const found = await database.query(sql`
    select coalesce(${kept}, case when ${version}::int = 1 then ${json} end) as one from ${rows} where t.code = ${code}`);
  const row = firstOf(v.object({ one: v.nullable(rowSchema) }), found)?.one;
  if (!row) throw notThere();
  return presentVersion(row);
}

function notThere(): Problem {
  return new Problem('not-found', 'There is no such thing in the catalogue.');
}

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('saved'), saved: rowSchema }),
  v.object({ outcome: v.literal('missing') }),
  v.object({ outcome: v.literal('stale'), current: rowSchema }),
  v.object({
    outcome: v.literal('refused'),
    errors: v.array(v.object({ field: v.string(), rule: v.string() })),
  }),
]);

/** What a save of the database came to. Throws what it was refused with, in the words of `rules`. */
export async function savedCoded(
  database: Database,
  save: SQL,
  rules: Readonly<Record<string, string>> = {},
): Promise<CodedVersion> {
  const row = firstOf(
    v.object({ outcome: outcomeSchema }),
    await database.query(sql`select ${save} as outcome`),
  );
  if (!row) throw new Error('saving gave no row');
  const { outcome } = row;
  if (outcome.outcome === 'saved') return presentVersion(outcome.saved);
  if (outcome.outcome === 'missing') throw notThere();
  if (outcome.outcome === 'stale')
    throw new Problem('version-changed', 'Somebody has saved it since you read it.', {
      extensions: { current: presentVersion(outcome.current) },
    });
  const errors = outcome.errors.map(({ field, rule }) => ({ field, message: rules[rule] ?? rule }));
  throw new Problem('validation-failed', 'This needs another look.', { errors });
}
