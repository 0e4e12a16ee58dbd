import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** Where the local stack keeps its data; ignored by git. */
export const stateFolder = join(import.meta.dirname, '../../.midas');

const file = join(stateFolder, 'running.json');

const runningSchema = v.object({
  pid: v.number(),
  site: v.string(),
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

export function noteRunning(running: Running): void {
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(file, JSON.stringify(running));
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
