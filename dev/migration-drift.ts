import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { compareDatabaseSources } from './database-sources/compare.ts';
import { onMigratedDatabase } from './database-sources/migrated-database.ts';
import { readDatabaseSources } from './database-sources/read.ts';

// Fails when the tables, or the sources of functions, triggers and views, say something that no migration does, or the other
// way round, or when migrations contradict each other.
const root = join(import.meta.dirname, '..');
const copy = mkdtempSync(join(tmpdir(), 'midas-drift-'));
cpSync(join(root, 'drizzle'), copy, { recursive: true });
const before = readdirSync(copy);

function kit(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync('drizzle-kit', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail(`drizzle-kit ${args[0]} failed:\n${stdout}\n${stderr}`);
}

function fail(reason: string): never {
  console.error(reason);
  rmSync(copy, { recursive: true, force: true });
  process.exit(1);
}

// The command line takes the place of the configuration file, so it repeats what that says.
const options = ['--dialect', 'postgresql', '--out', relative(root, copy)];
kit('check', ...options);
kit('generate', ...options, '--schema', './src/**/tables.ts', '--casing', 'snake_case', '--name', 'drift');
const drift = readdirSync(copy).filter((file) => !before.includes(file));
if (drift.length > 0)
  fail('The tables have changed without a migration: run `npx drizzle-kit generate` and review it.');
rmSync(copy, { recursive: true, force: true });

const differences = await onMigratedDatabase((client) =>
  compareDatabaseSources(client, readDatabaseSources()),
);
if (differences.length > 0) {
  for (const { object, problem, source } of differences)
    console.error(`${object} ${problem}${source ? ` ${source.path}` : ''}`);
  console.error(
    'Edit the source, then run `npm run migration:functions -- its_name` and review what it wrote.',
  );
  process.exit(1);
}
console.log('Migrations, tables and sources agree.');
