import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux counts a process's time in hundredths of a second. */
const tickMs = 10;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
}

/** What a process has taken of the processor, its own and the kernel's for it (proc_pid_stat(5), fields 4, 14 and 15). */
function readProcess(pid: string): Process | undefined {
  try {
    // The name, in brackets, may hold anything.
    const [, rest = ''] = /.*\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const fields = rest.split(' ').map(Number);
    const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]];
    return { pid: Number(pid), parent, ms: (user + system) * tickMs };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** The processor's milliseconds of a PostgreSQL by its data folder: of the server and of all its sessions that are open. Linux only. */
export function postgresMs(dataDir: string): number {
  const postmaster = Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readProcess(pid) ?? [])
    .filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
    .reduce((sum, { ms }) => sum + ms, 0);
}
