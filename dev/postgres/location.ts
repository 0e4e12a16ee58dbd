import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Binaries, installationOf } from './binaries.ts';
import { mayUse, type ServerUser } from './server-user.ts';

const keyOf = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 12);

const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)));

/**
 * Where the cluster may live: `wanted`, or a folder for it in the system's temporary folder when the
 * server's user cannot enter the way there (a repository under /root).
 */
export async function usableDataDir(wanted: string, user: ServerUser, log: (line: string) => void) {
  const path = resolve(wanted);
  if (await mayUse(nearestExisting(path), user)) return path;
  const instead = join(tmpdir(), `midas-postgres-${keyOf(path)}`);
  log(`The user PostgreSQL runs as cannot enter ${path}; its data lives in ${instead} instead.`);
  return instead;
}

/** Executables that user may run: the installed ones, or a copy of them in the temporary folder. */
export async function usableBinaries(
  installed: Binaries,
  user: ServerUser,
  log: (line: string) => void,
): Promise<Binaries> {
  if (await mayUse(installed.postgres, user)) return installed;
  const source = installationOf(installed);
  const copy = join(tmpdir(), `midas-postgres-program-${keyOf(source)}`);
  if (!existsSync(copy)) {
    log(`The user PostgreSQL runs as cannot reach ${source}; it runs from a copy in ${copy}.`);
    const unfinished = `${copy}.${process.pid}`;
    await cp(source, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, copy).catch(async (error: NodeJS.ErrnoException) => {
      // Another process may have finished the same copy first; then its copy is the one to use.
      await rm(unfinished, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    });
  }
  // The name is guessable and the folder is everyone's: run only what this user put there.
  if ((await stat(copy)).uid !== process.getuid?.()) throw new Error(`${copy} belongs to another user.`);
  const within = (file: string) => join(copy, 'bin', basename(file));
  return { initdb: within(installed.initdb), postgres: within(installed.postgres) };
}
