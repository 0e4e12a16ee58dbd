import type { Random } from '../seeded-random.ts';

/** Draws from the usual distributions, all from one source, so that one seed gives one world. */
export interface Draw {
  readonly chance: (probability: number) => boolean;
  /** How often in a row something of this mean happens before it stops: 0, 1, 2, ... with a long tail. */
  readonly geometric: (mean: number) => number;
  readonly binomial: (trials: number, probability: number) => number;
  readonly normal: (mean: number, deviation: number) => number;
  /** Around a median; `spread` is the standard deviation of the logarithm. */
  readonly logNormal: (median: number, spread: number) => number;
  readonly oneOf: <Value>(values: readonly [Value, ...Value[]]) => Value;
}

export function drawFrom(random: Random): Draw {
  const chance: Draw['chance'] = (probability) => random() < probability;
  // Box and Muller's transform; 1 - random() is never 0.
  const normal: Draw['normal'] = (mean, deviation) =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return {
    chance,
    normal,
    geometric: (mean) => (mean === 0 ? 0 : Math.floor(Math.log(1 - random()) / Math.log(mean / (1 + mean)))),
    binomial: (trials, probability) =>
      Array.from({ length: trials }, () => chance(probability)).filter(Boolean).length,
    logNormal: (median, spread) => median * Math.exp(normal(0, spread)),
    oneOf: (values) => values[Math.floor(random() * values.length)] ?? values[0],
  };
}
