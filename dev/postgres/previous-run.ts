import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const ownerFile = (dataDir: string) => join(dataDir, 'midas-owner.pid');
const lockFile = (dataDir: string) => join(dataDir, 'postmaster.pid');

/** Notes this process as the one that runs the server of the directory. */
export const claim = (dataDir: string): Promise<void> => writeFile(ownerFile(dataDir), String(process.pid));

async function readPid(file: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(file, 'utf8'), 10) || undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether `pid` is a server of this very directory; process numbers are reused, after a reboot soonest. */
async function servesDirectory(pid: number, dataDir: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const commandLine =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8')
      : (await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)])).stdout;
  return commandLine.includes(dataDir);
}

async function gone(pid: number, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await wait(20)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}

/**
 * Clears what an earlier run left in the directory: a lock whose process number now belongs to something
 * else, or a server that outlived the process which started it. Throws when that process still lives.
 */
export async function clearPreviousRun(dataDir: string): Promise<void> {
  const server = await readPid(lockFile(dataDir));
  // PostgreSQL itself clears the lock of a server that is dead, and looks first that nothing of it remains.
  if (server === undefined || !isAlive(server)) return;
  if (!(await servesDirectory(server, dataDir))) {
    await rm(lockFile(dataDir), { force: true });
    return;
  }
  const owner = await readPid(ownerFile(dataDir));
  if (owner !== undefined && isAlive(owner)) {
    throw new Error(
      `PostgreSQL already runs on ${dataDir} (process ${server}, started by process ${owner}).`,
    );
  }
  process.kill(server, 'SIGINT');
  if (await gone(server, 10_000)) return;
  process.kill(server, 'SIGQUIT');
  if (!(await gone(server, 10_000)))
    throw new Error(`The PostgreSQL left on ${dataDir} (${server}) does not stop.`);
}
