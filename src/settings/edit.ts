import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../audit/record.ts';
import {
  pageBefore,
  presentVersion,
  presentVersions,
  revisionsJson,
  type versionListSchema,
  versionRowEntries,
} from '../audit/revisions.ts';
import { type Database, firstOf, rowsOf } from '../platform/database/database.ts';
import { call, functionNamed } from '../platform/database/functions.ts';
import { fieldProblem, Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type ContentSchema, contentOf, type Kind } from './content.ts';

const rowSchema = v.object({ ...versionRowEntries, content: v.unknown() });
const secretSchema = v.nullable(v.string());

/** A kind of settings with the version that it is. */
export interface Version<C> {
  readonly version: number;
  readonly changedAt: string | null;
  readonly changedBy: string;
  readonly content: C;
}

/** What a version has, and the sealed secret that is no part of it. */
export interface Found<C> {
  readonly one: Version<C>;
  readonly secretSealed: string | null;
}

const json: SQL = sql`${functionNamed('setting_version')}(s)`;

function present<S extends ContentSchema>(
  kind: Kind<S>,
  row: v.InferOutput<typeof rowSchema>,
): Version<v.InferOutput<S>> {
  return { ...presentVersion(row), content: contentOf(kind, row.content) };
}

/** A kind as it is now. One statement. */
export async function readSetting<S extends ContentSchema>(
  database: Database,
  kind: Kind<S>,
): Promise<Found<v.InferOutput<S>>> {
  const rows = await database.query(
    sql`select ${json} as one, s.secret_sealed as secret from settings s where s.key = ${kind.key}`,
  );
  const row = firstOf(v.object({ one: rowSchema, secret: secretSchema }), rows);
  if (!row) throw new Error(`no setting ${kind.key}`);
  return { one: present(kind, row.one), secretSealed: row.secret };
}

/** Several kinds as they are now, by their keys. One statement. */
export async function readSettings<K extends Readonly<Record<string, Kind<ContentSchema>>>>(
  database: Database,
  kinds: K,
): Promise<{ [Name in keyof K]: Version<v.InferOutput<K[Name]['schema']>> }> {
  const keys = Object.values(kinds).map(({ key }) => key);
  const rows = await database.query(
    sql`select s.key, ${json} as one from settings s where s.key = any(${sql.param(keys)}::text[])`,
  );
  const found = new Map(
    rowsOf(v.object({ key: v.string(), one: rowSchema }), rows).map(({ key, one }) => [key, one]),
  );
  const entries = Object.entries(kinds).map(([name, kind]) => {
    const row = found.get(kind.key);
    if (!row) throw new Error(`no setting ${kind.key}`);
    return [name, present(kind, row)];
  });
  // Each by the kind of its name.
  return Object.fromEntries(entries) as { [Name in keyof K]: Version<v.InferOutput<K[Name]['schema']>> };
}

/** Who saved a kind and when, the latest first. One statement. */
export async function listSettingVersions(
  database: Database,
  { key }: Kind<ContentSchema>,
  cursor: readonly string[] | undefined,
): Promise<v.InferOutput<typeof versionListSchema>> {
  const before = pageBefore(cursor);
  // What was never saved is version 1.
  const rows = await database.query(sql`
    select coalesce(nullif(${revisionsJson('setting', sql`s.key`, before)}::jsonb, '[]'),
      case when ${before ?? null}::int is null then jsonb_build_array(${json} - 'content') else '[]' end) as versions
    from settings s where s.key = ${key}`);
  const row = firstOf(v.object({ versions: v.array(v.object(versionRowEntries)) }), rows);
  return presentVersions(row?.versions ?? []);
}

/** A kind as it was. One statement. Throws the 404 for a version that there is not. */
export async function readSettingVersion<S extends ContentSchema>(
  database: Database,
  kind: Kind<S>,
  version: number,
): Promise<Found<v.InferOutput<S>>> {
  const rows = await database.query(sql`
    select coalesce(
      (select jsonb_build_object('version', r.version, 'changedAt', r.changed_at, 'changedBy', r.changed_by, 'content', r.content)
        from revisions r where r.kind = 'setting' and r.subject_id = s.key and r.version = ${version}),
      case when ${version}::int = 1 then ${json} end) as one, s.secret_sealed as secret
    from settings s where s.key = ${kind.key}`);
  const row = firstOf(v.object({ one: v.nullable(rowSchema), secret: secretSchema }), rows);
  if (!row?.one) throw new Problem('not-found', 'There is no such version.');
  return { one: present(kind, row.one), secretSealed: row.secret };
}

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('saved'), saved: rowSchema, secretSealed: secretSchema }),
  v.object({ outcome: v.literal('stale'), current: rowSchema, secretSealed: secretSchema }),
  v.object({ outcome: v.literal('secret-missing') }),
]);

/** What is to be saved: of the channels with the secret, where that is given anew. */
export interface Kept<C> {
  readonly content: C;
  readonly secretSealed?: string | undefined;
}

interface Save<C> extends Kept<C> {
  readonly actor: Actor;
  readonly expectedVersion: number;
}

/**
 * Saves a kind whole, as its next version. One statement. Throws the 412 with what is there now as `shown`
 * has it.
 */
export async function saveSetting<S extends ContentSchema, T>(
  { database, clock }: Runtime,
  kind: Kind<S>,
  { actor, content, expectedVersion, secretSealed }: Save<v.InferOutput<S>>,
  shown: (found: Found<v.InferOutput<S>>) => T,
): Promise<T> {
  const save = call('save_setting', {
    key: kind.key,
    content,
    expectedVersion,
    secretSealed: secretSealed ?? null,
    actor,
    now: clock.now(),
  });
  const rows = await database.query(sql`select ${save} as outcome`);
  const outcome = firstOf(v.object({ outcome: outcomeSchema }), rows)?.outcome;
  if (!outcome) throw new Error('saving gave no row');
  if (outcome.outcome === 'secret-missing') throw fieldProblem('twilio.authToken', 'Give the token.');
  const shownOf = (row: v.InferOutput<typeof rowSchema>) =>
    shown({ one: present(kind, row), secretSealed: outcome.secretSealed });
  if (outcome.outcome === 'saved') return shownOf(outcome.saved);
  throw new Problem('version-changed', 'Somebody has saved it since you read it.', {
    extensions: { current: shownOf(outcome.current) },
  });
}
