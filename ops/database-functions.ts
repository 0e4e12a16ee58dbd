import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

const root = join(import.meta.dirname, '..');

/** A file of SQL, by its path from the root of the repository with slashes. */
export interface SqlSource {
  readonly path: string;
  readonly text: string;
}

/** All files of SQL below `src`, by path. */
export function readSqlSources(): SqlSource[] {
  return globSync('src/**/*.sql', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8').trim() }));
}

/** In a source the schema of the functions that TypeScript calls is named so; its name in the database ends in a hash. */
const placeholder = /\bmidas\./g;

/** The text of a source as it is run in this schema. */
export const inSchema = (text: string, schema: string): string => text.replaceAll(placeholder, `${schema}.`);

/** Whether a source is a function that TypeScript calls. The others belong to tables, and change by migration. */
export function isCalledFunction({ text }: SqlSource): boolean {
  return /^create function midas\./im.test(text);
}

/** The functions that TypeScript calls. */
export const readCalledFunctions = (): SqlSource[] => readSqlSources().filter(isCalledFunction);

/**
 * The schema of these functions: of other texts another, so that no function is ever replaced while a build that calls it
 * still runs.
 */
export function schemaOf(sources: readonly SqlSource[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of sources) hash.update(`${path}\n${text.replaceAll('\r\n', '\n')}\n`);
  return `midas_${hash.digest('hex').slice(0, 12)}`;
}

/** Makes the schema of these functions where it is missing, and notes the day on which a build asked for it. Answers its name. */
export async function createFunctions(client: Client, sources: readonly SqlSource[]): Promise<string> {
  const schema = schemaOf(sources);
  await client.query('begin');
  try {
    await client.query("select pg_advisory_xact_lock(hashtextextended('database functions', 0))");
    const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema]);
    if (rowCount === 0) {
      await client.query(`create schema ${schema}`);
      // Functions name each other in whatever order.
      await client.query('set local check_function_bodies = off');
      for (const source of sources) await create(client, schema, source);
    }
    await client.query(
      `insert into function_schemas (name, created_at, migrated_at) values ($1, now(), now())
        on conflict (name) do update set migrated_at = excluded.migrated_at`,
      [schema],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  return schema;
}

async function create(client: Client, schema: string, { path, text }: SqlSource): Promise<void> {
  try {
    await client.query(inSchema(text, schema));
  } catch (error) {
    throw new Error(`${path} cannot be run: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

/**
 * Drops the functions of all builds but the one that uses `keep`. An older build that still runs answers 503 from then on,
 * until `migrate` of its own copy of the code makes its functions again. Answers what was dropped.
 */
export async function pruneFunctions(client: Client, keep: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from function_schemas where name <> $1 order by migrated_at',
    [keep],
  );
  for (const { name } of rows) {
    await client.query('begin');
    await client.query(`drop schema if exists ${client.escapeIdentifier(name)} cascade`);
    await client.query('delete from function_schemas where name = $1', [name]);
    await client.query('commit');
  }
  return rows.map(({ name }) => name);
}
