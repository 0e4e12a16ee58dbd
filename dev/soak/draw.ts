import { seededRandom } from '../seeded-random.ts';

/** Random choices, the same for the same seed. */
export interface Draw {
  chance(probability: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  oneOf<T>(values: readonly [T, ...T[]]): T;
  /** Any of a list, if it has any. */
  anyOf<T>(values: readonly T[]): T | undefined;
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

export function drawFrom(seed: number): Draw {
  const random = seededRandom(`soak ${seed}`);
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    chance: (probability) => random() < probability,
    between: (least, most) => least + below(most - least + 1),
    oneOf: (values) => values[below(values.length)] ?? values[0],
    anyOf: (values) => values[below(values.length)],
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  };
}
