import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareDatabaseSources } from './database-sources/compare.ts';
import { onMigratedDatabase } from './database-sources/migrated-database.ts';
import { migrationText } from './database-sources/migration-text.ts';
import { readDatabaseSources } from './database-sources/read.ts';

// Writes the next migration from the sources of functions, triggers and views that differ: `npm run migration:functions -- its_name`.
const name = process.argv[2];
if (!name) throw new Error('Give the migration a name: npm run migration:functions -- its_name');
const differences = await onMigratedDatabase((client) =>
  compareDatabaseSources(client, readDatabaseSources()),
);
for (const { object, problem } of differences) console.log(`${object} ${problem}`);
if (differences.length === 0) {
  console.log('The database is what its sources say: there is nothing to migrate.');
} else {
  const root = join(import.meta.dirname, '..');
  const made = spawnSync('drizzle-kit', ['generate', '--custom', '--name', name], {
    cwd: root,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`drizzle-kit generate failed:\n${made.stdout}\n${made.stderr}`);
  const file = readdirSync(join(root, 'drizzle'))
    .filter((one) => one.endsWith(`_${name}.sql`))
    .at(-1);
  if (!file) throw new Error(`drizzle-kit made no migration of the name ${name}`);
  writeFileSync(join(root, 'drizzle', file), migrationText(differences));
  console.log(`Wrote drizzle/${file}. Read it: it must be safe while the code of before still runs.`);
}
