import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { PortTakenError } from '../ports.ts';
import type { ServerUser } from './server-user.ts';

const READY = 'database system is ready to accept connections';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

export type ServerOptions = {
  postgres: string;
  dataDir: string;
  port: number;
  settings: Record<string, string>;
  user: ServerUser;
  log: (line: string) => void;
};

/** Sessions of a server that was killed still hold its memory; they end as soon as they notice. */
export class StillEndingError extends Error {}

function failure(output: string, { dataDir, port }: ServerOptions): Error {
  if (output.includes('could not bind')) return new PortTakenError('PostgreSQL', port);
  const message = `PostgreSQL did not start on ${dataDir}:\n${output}`;
  return output.includes('still in use') ? new StillEndingError(message) : new Error(message);
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Starts the server and answers once it accepts connections. Throws PortTakenError, StillEndingError. */
export async function startServer(options: ServerOptions): Promise<ChildProcess> {
  const { postgres, dataDir, port, settings, user, log } = options;
  const set = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(postgres, ['-D', dataDir, '-p', String(port), ...set], {
    ...user,
    cwd: dirname(dataDir),
    env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: Ctrl-C must reach the parts that use the database before the database.
    detached: true,
    windowsHide: true,
  });
  const output: string[] = [];
  const accepting = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(limit);
      reject(failure(output.join('\n'), options));
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      log(line);
      output.push(line);
      if (output.length > 20) output.shift();
      if (!line.includes(READY)) return;
      clearTimeout(limit);
      resolve();
    });
  });
  await accepting;
  // From here on it must not keep this process alive; whoever forgets to stop it still exits.
  child.unref();
  if (child.stderr instanceof Socket) child.stderr.unref();
  return child;
}

/** Ends open sessions and shuts the server down; one that does not obey in time is cut off (it recovers). */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.ref();
  const ended = once(child, 'exit');
  const limit = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS);
  child.kill('SIGINT');
  await ended;
  clearTimeout(limit);
}
