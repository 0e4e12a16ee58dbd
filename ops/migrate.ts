import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type { Client } from 'pg';
import { yearStartsOf } from '../src/document/year-starts.ts';
import { isKnownZone } from '../src/platform/time/time-zone.ts';
import { CommandError, runCommand } from './command.ts';
import { createFunctions, pruneFunctions, readCalledFunctions } from './database-functions.ts';
import { databaseClient } from './postgres.ts';
import { keepSessionSettings } from './session-settings.ts';

/**
 * Applies the migrations that a database has not seen, all in one transaction and forward only; then makes the functions that
 * this build calls, beside those of other builds, and sets what holds in each of their sessions. With `prune` the other functions go.
 * Answers what was pruned.
 */
export async function migrateDatabase(
  connectionString: string,
  { prune = false }: { readonly prune?: boolean } = {},
): Promise<string[]> {
  const client = databaseClient(connectionString);
  await client.connect();
  try {
    // A migration may take what it needs. It waits for a lock as long as all do: whoever comes behind it waits, too.
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await keepSessionSettings(client);
    await migrate(drizzle({ client }), { migrationsFolder: join(import.meta.dirname, '../drizzle') });
    await fillYearStarts(client);
    const functions = await createFunctions(client, readCalledFunctions());
    return prune ? await pruneFunctions(client, functions) : [];
  } finally {
    await client.end();
  }
}

/** When years begin where the companies are, so that the first document after a migration finds it; the schedule keeps it. */
export async function fillYearStarts(client: Client): Promise<void> {
  const { rows } = await client.query<{ zone: string }>(
    'select distinct time_zone as zone from legal_entities',
  );
  const zones = rows.map(({ zone }) => zone);
  const starts = zones.filter(isKnownZone).flatMap((zone) => yearStartsOf(zone, new Date()));
  await client.query(
    `insert into year_starts select * from jsonb_populate_recordset(null::year_starts, $1)
      on conflict (time_zone, year) do update set begins_at = excluded.begins_at`,
    [JSON.stringify(starts)],
  );
  const unknown = zones.filter((zone) => !isKnownZone(zone));
  if (unknown.length > 0)
    throw new CommandError(
      `There is no time zone ${unknown.join(', ')}: set the time_zone of legal_entities, then migrate again.`,
    );
}

// npm run migrate -- --env-file .env.production [--prune]
if (process.argv[1] === import.meta.filename) {
  await runCommand({
    name: 'migrate',
    uses: ['DATABASE_URL'],
    options: { prune: { type: 'boolean' } },
    async run({ variable, values }) {
      const url = variable('DATABASE_URL');
      if (!/^postgres(ql)?:\/\/\S+$/.test(url))
        throw new CommandError('DATABASE_URL is an address that begins with postgresql://');
      const pruned = await migrateDatabase(url, { prune: values.prune ?? false });
      console.log('The database is up to date.');
      if (pruned.length > 0)
        console.log(`Took away the functions of ${pruned.length} other builds: ${pruned.join(', ')}.`);
    },
  });
}
