import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A file that holds one function, trigger or view of the database, as it is now. It can be run again as it stands. */
export interface DatabaseSource {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** All sources of the database, by path. */
export function readDatabaseSources(): DatabaseSource[] {
  return globSync('src/**/*.sql', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8').trim() }));
}
