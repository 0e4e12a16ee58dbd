import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../ports.ts';

const root = join(import.meta.dirname, '../..');
const startWithinMs = 60_000;

export interface NetlifyDev {
  readonly logFile: string;
  /** Resolves with the exit code when it ends by itself. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Starts `netlify dev` in front of the built functions and waits until they answer. Its own output goes to a file; what
 * the functions log as warnings and errors is told.
 */
export async function startNetlifyDev(options: {
  port: number;
  environment: Readonly<Record<string, string>>;
  stateFolder: string;
  say: (line: string) => void;
}): Promise<NetlifyDev> {
  const logFile = join(options.stateFolder, 'netlify.log');
  const log = createWriteStream(logFile);
  // The hidden flag keeps it from fetching Deno for edge functions, of which we have none.
  const child = spawn(
    join(root, 'node_modules/.bin/netlify'),
    [
      'dev',
      '--offline',
      '--no-open',
      '--skip-gitignore',
      '--internal-disable-edge-functions',
      '-p',
      String(options.port),
      '--functions-port',
      String(await freePort()),
    ],
    {
      cwd: root,
      env: { ...process.env, ...options.environment, NO_UPDATE_NOTIFIER: '1', CI: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      if (/"level":"(warn|error)"/.test(line)) options.say(line);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await untilHealthy(`http://127.0.0.1:${options.port}/api/v1/health`, ended, logFile);
  return { logFile, ended, stop: () => stopGroup(child, ended) };
}

async function untilHealthy(url: string, ended: Promise<number | null>, logFile: string): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  while (!(await isHealthy(url))) {
    if (hasEnded) throw new Error(`netlify dev has ended by itself; see ${logFile}`);
    if (Date.now() > deadline) throw new Error(`netlify dev does not answer at ${url}; see ${logFile}`);
    await wait(150);
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false; // not listening yet, which is what is being waited for
  }
}

/** Ends the whole group, since netlify starts workers of its own; by force when it does not listen. */
async function stopGroup(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const isDone = await Promise.race([ended.then(() => true), wait(5000, false, { ref: false })]);
  if (!isDone) signalGroup(child, 'SIGKILL');
  await ended;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
