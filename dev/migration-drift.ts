import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

// Fails when the tables say something that no migration does, or when migrations contradict each other.
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
kit('generate', ...options, '--schema', './src/*/tables.ts', '--casing', 'snake_case', '--name', 'drift');
const drift = readdirSync(copy).filter((file) => !before.includes(file));
if (drift.length > 0)
  fail('The tables have changed without a migration: run `npx drizzle-kit generate` and review it.');
rmSync(copy, { recursive: true, force: true });
console.log('Migrations and tables agree.');
