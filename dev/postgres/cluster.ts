import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerUser } from './server-user.ts';

/** The superuser of every local cluster. It listens on loopback only, so the password guards nothing. */
export const SUPERUSER = { name: 'postgres', password: 'postgres' };

/**
 * Creates the cluster unless `dataDir` holds one. It is built beside and moved into place, so that an
 * interrupted attempt leaves nothing that looks like a cluster.
 */
export async function ensureCluster(dataDir: string, initdb: string, user: ServerUser): Promise<void> {
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  const unfinished = `${dataDir}.initialising`;
  const passwordFile = `${dataDir}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, SUPERUSER.password, { mode: 0o600 });
  try {
    if (user.uid !== undefined && user.gid !== undefined) {
      await chown(unfinished, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    await promisify(execFile)(
      initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${SUPERUSER.name}`,
        `--pwfile=${passwordFile}`,
        // The password travels in clear over loopback, so the driver's default of pipelining it works here
        // as it does at Neon, and one hashing round makes connecting cheap.
        '--auth=password',
        '--set=scram_iterations=1',
        // Code-point order as in C, with Unicode letter case as in Neon's C.UTF-8; independent of the machine.
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-sync',
        '--no-instructions',
      ],
      { ...user, cwd: dirname(dataDir) },
    );
    // An empty folder that the caller made may stand in the way; one with anything in it is not ours.
    await rename(unfinished, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}
