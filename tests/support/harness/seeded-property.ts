import { sized } from './size.ts';

/**
 * How often a property is tried: `count` times in `npm test`, many times that in `npm run torture`. fast-check prints the seed of a
 * failure; `PROPERTY_SEED=<seed>` before the test command repeats that very run.
 */
export function runs(count: number): { numRuns: number; seed?: number } {
  const seed = process.env.PROPERTY_SEED;
  const numRuns = sized(count);
  return seed === undefined ? { numRuns } : { numRuns, seed: Number(seed) };
}

/** The same for a property over HTTP: its first failure ends it, since the search for a smaller one would outlast the test. */
export function wireRuns(numRuns: number): ReturnType<typeof runs> & { endOnFailure: true } {
  return { ...runs(numRuns), endOnFailure: true };
}
