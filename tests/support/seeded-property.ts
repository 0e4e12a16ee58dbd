/**
 * How often a property is tried. fast-check prints the seed of a failure; `PROPERTY_SEED=<seed>` before the test command
 * repeats that very run.
 */
export function runs(numRuns: number): { numRuns: number; seed?: number } {
  const seed = process.env.PROPERTY_SEED;
  return seed === undefined ? { numRuns } : { numRuns, seed: Number(seed) };
}

/** The same for a property over HTTP: its first failure ends it, since the search for a smaller one would outlast the test. */
export function wireRuns(numRuns: number): ReturnType<typeof runs> & { endOnFailure: true } {
  return { ...runs(numRuns), endOnFailure: true };
}
