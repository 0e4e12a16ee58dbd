import type { Client } from 'pg';
import { type Definition, definitionsIn, normalised, objectsIn } from './definitions.ts';
import type { DatabaseSource } from './read.ts';

/** Where the sources are run, beside what the migrations made. */
const scratch = 'database_sources';

export interface SourceDifference {
  readonly object: string;
  readonly problem: 'has no source' | 'differs from its source' | 'is not in the database';
  /** The source; undefined where there is none. */
  readonly source: DatabaseSource | undefined;
  /** What a migration has to drop before it runs the source; undefined where the source replaces it. */
  readonly drop: string | undefined;
}

/**
 * What functions, triggers and views of a migrated database differ from their sources. Runs the sources in a schema of
 * their own and compares what PostgreSQL says of both; leaves the database as it was. Throws for a source that does not
 * hold what its name says.
 */
export async function compareDatabaseSources(
  client: Client,
  sources: readonly DatabaseSource[],
): Promise<SourceDifference[]> {
  await client.query('begin');
  try {
    const migrated = new Map((await definitionsIn(client, 'public')).map((one) => [one.object, one]));
    for (const { object, drop } of migrated.values())
      if (object.startsWith('trigger ')) await client.query(drop);
    await client.query(`create schema ${scratch}`);
    await client.query(`set local search_path = ${scratch}, public`);
    const written = await runSources(client, sources);
    return [...differences(migrated, written)];
  } finally {
    await client.query('rollback');
  }
}

type Written = ReadonlyMap<string, { readonly definition: Definition; readonly source: DatabaseSource }>;

async function runSources(client: Client, sources: readonly DatabaseSource[]): Promise<Written> {
  const sourceOf = new Map<string, DatabaseSource>();
  // Functions name each other in whatever order.
  await client.query('set local check_function_bodies = off');
  for (const source of sources) {
    await run(client, source);
    const made = (await objectsIn(client, scratch)).filter(({ object }) => !sourceOf.has(object));
    if (made.length === 0) throw new Error(`${source.path} makes nothing that another source does not make.`);
    for (const { object, name } of made) {
      const file = `${name.replaceAll('_', '-')}.sql`;
      if (!object.startsWith('trigger ') && !source.path.endsWith(`/${file}`))
        throw new Error(`${source.path} makes ${object}, which belongs to ${file}.`);
      sourceOf.set(object, source);
    }
  }
  // Now that all are there, what they name must be there too.
  await client.query('set local check_function_bodies = on');
  for (const source of sources) await run(client, source);
  const definitions = await definitionsIn(client, scratch);
  return new Map(
    definitions.flatMap((definition) => {
      const source = sourceOf.get(definition.object);
      return source ? [[definition.object, { definition, source }]] : [];
    }),
  );
}

async function run(client: Client, { path, text }: DatabaseSource): Promise<void> {
  try {
    await client.query(text);
  } catch (error) {
    throw new Error(`${path} cannot be run: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function* differences(
  migrated: ReadonlyMap<string, Definition>,
  written: Written,
): Generator<SourceDifference> {
  for (const { object, drop } of migrated.values())
    if (!written.has(object)) yield { object, problem: 'has no source', source: undefined, drop };
  for (const [object, { definition, source }] of written) {
    const found = migrated.get(object);
    if (!found) yield { object, problem: 'is not in the database', source, drop: undefined };
    else if (normalised(found.statement) !== normalised(definition.statement))
      yield {
        object,
        problem: 'differs from its source',
        source,
        drop: found.fixed === definition.fixed ? undefined : found.drop,
      };
  }
}
