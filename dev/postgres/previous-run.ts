import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const STOP_LIMIT_MS = 10_000;

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

/** What `pid` was started with; empty when it is gone, or ended and only waits to be collected. */
async function commandLineOf(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)])).stdout;
  } catch (error) {
    if (!isAlive(pid)) return '';
    throw error;
  }
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
  const commandLine = process.platform === 'win32' ? dataDir : await commandLineOf(server);
  if (commandLine === '' && (await gone(server, STOP_LIMIT_MS))) return;
  // Process numbers are reused, after a reboot soonest.
  if (!commandLine.includes(dataDir)) return rm(lockFile(dataDir), { force: true });
  const owner = await readPid(ownerFile(dataDir));
  if (owner !== undefined && isAlive(owner)) {
    throw new Error(
      `PostgreSQL already runs on ${dataDir} (process ${server}, started by process ${owner}).`,
    );
  }
  process.kill(server, 'SIGINT');
  if (await gone(server, STOP_LIMIT_MS)) return;
  process.kill(server, 'SIGQUIT');
  if (!(await gone(server, STOP_LIMIT_MS)))
    throw new Error(`The PostgreSQL left on ${dataDir} (${server}) does not stop.`);
}
