import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How far a run of many weeks has come. Week n of a run has the seed of the run plus n. */
export interface Progress {
  readonly next: number;
  /** The seeds of the weeks in which something was wrong. */
  readonly found: readonly number[];
}

const fileOf = (seed: number) => join(import.meta.dirname, `../../.midas/weeks-${seed}.json`);

/** Where a run of this seed was left, or its beginning. */
export function progressOf(seed: number): Progress {
  try {
    // Only keepProgress writes it.
    return JSON.parse(readFileSync(fileOf(seed), 'utf8')) as Progress;
  } catch {
    return { next: 0, found: [] };
  }
}

export function keepProgress(seed: number, progress: Progress): void {
  mkdirSync(dirname(fileOf(seed)), { recursive: true });
  writeFileSync(fileOf(seed), JSON.stringify(progress));
}

export function forgetProgress(seed: number): void {
  rmSync(fileOf(seed), { force: true });
}
