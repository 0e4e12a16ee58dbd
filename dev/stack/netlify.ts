import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../ports.ts';

const root = join(import.meta.dirname, '../..');
/** Only for one that hangs: it takes 5 s on a quiet machine, and one that ends is not waited for. */
const startWithinMs = 600_000;
const stopWithinMs = 20_000;
const healthPath = '/api/v1/health';

export interface NetlifyDev {
  readonly logFile: string;
  /** Resolves with the reason when it has ended by itself and is not started again. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface NetlifyDevOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly stateFolder: string;
  readonly say: (line: string) => void;
  /** Told the port at which it answers, and the new one when it had to be started again. */
  readonly passTo: (port: number) => void;
  /** What is run instead of `netlify`, with the same arguments: tests have a program that is told when to end. */
  readonly program?: string;
  /** The site's folder, with its `netlify.toml`: tests have a small one. */
  readonly folder?: string;
}

/**
 * Starts `netlify dev` in front of the built functions and waits until they answer. Its own output goes to a file; what the
 * functions log as warnings and errors is told. It cannot be handed a port that is held for it, and ends when it loses one, and
 * at times without a reason of ours: it is started again once, elsewhere, and the reason is told.
 */
export async function startNetlifyDev(options: NetlifyDevOptions): Promise<NetlifyDev> {
  const logFile = join(options.stateFolder, 'netlify.log');
  const log = createWriteStream(logFile);
  let isStopping = false;
  let restartsLeft = 1;
  let run: Run | undefined;

  async function start(): Promise<Run> {
    run = launch(options, { site: await freePort(), functions: await freePort() }, (line) =>
      log.write(`${line}\n`),
    );
    const reason = await untilHealthy(run);
    if (reason !== undefined) return startAgain(reason);
    options.passTo(run.port);
    return run;
  }

  async function startAgain(reason: string): Promise<Run> {
    if (isStopping || restartsLeft === 0) throw new Error(`${reason} Its log is ${logFile}.`);
    restartsLeft -= 1;
    options.say(`${reason} It is started again, once.`);
    return start();
  }

  async function watch(first: Run): Promise<string> {
    for (let current = first; ; ) {
      const reason = await current.ended;
      try {
        current = await startAgain(reason);
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    }
  }

  return {
    logFile,
    ended: watch(await start()),
    async stop() {
      isStopping = true;
      if (run) await stopGroup(run);
      log.end();
    },
  };
}

interface Run {
  readonly child: ChildProcess;
  readonly port: number;
  /** Resolves with the reason when the process ends. */
  readonly ended: Promise<string>;
}

function launch(
  { environment, say, program = join(root, 'node_modules/.bin/netlify'), folder = root }: NetlifyDevOptions,
  ports: { readonly site: number; readonly functions: number },
  write: (line: string) => void,
): Run {
  const child = spawn(
    program,
    [
      'dev',
      '--offline',
      '--no-open',
      '--skip-gitignore',
      // The hidden flag keeps it from fetching Deno for edge functions, of which we have none.
      '--internal-disable-edge-functions',
      '-p',
      String(ports.site),
      '--functions-port',
      String(ports.functions),
    ],
    {
      cwd: folder,
      env: { ...process.env, ...environment, NO_UPDATE_NOTIFIER: '1', CI: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      write(line);
      if (line.trim()) lastWords = line.trim();
      if (/"level":"(warn|error)"/.test(line)) say(line);
    });
  }
  // What it leaves behind would hold its output and its ports.
  child.once('exit', () => signalGroup(child, 'SIGKILL'));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`netlify dev cannot be run: ${error.message}.`));
    child.once('close', (code, signal) =>
      resolve(
        `netlify dev has ended by itself (${signal ?? `code ${code}`}), last saying: ${lastWords || 'nothing'}.`,
      ),
    );
  });
  return { child, port: ports.site, ended };
}

/** Waits until the functions answer, for as long as the process lives. Answers why it ended when it did so first. */
async function untilHealthy({ child, port, ended }: Run): Promise<string | undefined> {
  let reason: string | undefined;
  void ended.then((why) => {
    reason = why;
  });
  const deadline = Date.now() + startWithinMs;
  while (reason === undefined && !(await isHealthy(`http://127.0.0.1:${port}${healthPath}`))) {
    if (Date.now() > deadline) signalGroup(child, 'SIGKILL');
    await wait(150);
  }
  return reason;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(60_000) })).ok;
  } catch {
    return false; // not listening yet, which is what is being waited for
  }
}

/** Ends the whole group, since netlify starts workers of its own; by force when it does not listen. */
async function stopGroup({ child, ended }: Run): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const isDone = await Promise.race([ended.then(() => true), wait(stopWithinMs, false, { ref: false })]);
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
