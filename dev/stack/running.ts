import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** Where the local stack keeps its data; ignored by git. */
export const stateFolder = join(import.meta.dirname, '../../.midas');

const fileName = 'running.json';
const file = join(stateFolder, fileName);

const runningSchema = v.object({
  pid: v.number(),
  site: v.string(),
  /** False while it starts: what is not up yet has no address. */
  isUp: v.boolean(),
  mailbox: v.nullable(v.string()),
  stripe: v.nullable(v.string()),
  paypal: v.nullable(v.string()),
  identity: v.nullable(v.string()),
  sms: v.nullable(v.string()),
});

/** A local stack that runs: its process and where its parts are. Nothing for parts that a real service replaces. */
export type Running = v.InferOutput<typeof runningSchema>;

/** The stack that runs in this folder, if one does. The file of one that crashed does not count. */
export function findRunning(): Running | undefined {
  if (!existsSync(file)) return undefined;
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), runningSchema), readFileSync(file, 'utf8'));
  return result.success && isAlive(result.output.pid) ? result.output : undefined;
}

/** Another stack runs in this folder. */
class AlreadyRunningError extends Error {
  constructor({ site, pid }: Running) {
    super(
      `Midas is already running at ${site} (process ${pid}). Stop that one first, with Ctrl-C in its terminal.`,
    );
    this.name = 'AlreadyRunningError';
  }
}

/** Takes the folder for this process, which of two that start at once only one can. Throws AlreadyRunningError. */
export function claimFolder(site: string): void {
  mkdirSync(stateFolder, { recursive: true });
  const draft = join(stateFolder, `running.${process.pid}.json`);
  writeFileSync(draft, JSON.stringify(startingAt(site)));
  try {
    for (;;) {
      try {
        linkSync(draft, file); // at once with its content, or not at all
        return;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const running = findRunning();
      if (running) throw new AlreadyRunningError(running);
      forgetRunning();
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function startingAt(site: string): Running {
  const parts = { mailbox: null, stripe: null, paypal: null, identity: null, sms: null };
  return { pid: process.pid, site, isUp: false, ...parts };
}

export function noteRunning(running: Running): void {
  writeFileSync(file, JSON.stringify(running));
}

/** Throws away all data of the folder that this process has claimed. */
export function resetFolder(): void {
  for (const name of readdirSync(stateFolder))
    if (name !== fileName) rmSync(join(stateFolder, name), { recursive: true, force: true });
}

export function forgetRunning(): void {
  rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: alive, though not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
