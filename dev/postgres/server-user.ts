import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user the server runs as; empty when it runs as whoever runs this process. */
export type ServerUser = { uid?: number; gid?: number };

/**
 * PostgreSQL refuses to run as root, so root lends it an existing unprivileged user: `postgres` where the
 * machine has one, else `nobody`. No user is created.
 */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const name = await run('id', ['-u', 'postgres']).then(
    () => 'postgres',
    () => 'nobody',
  );
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether that user may enter a folder or run a file, as the system itself decides it. */
export async function mayUse(path: string, user: ServerUser): Promise<boolean> {
  if (user.uid === undefined) return true;
  try {
    await run('test', ['-x', path], user);
    return true;
  } catch (error) {
    // `test` exits with 1 for "no"; anything else is a failure of the question itself.
    if (error instanceof Error && 'code' in error && error.code === 1) return false;
    throw error;
  }
}
