import { getRandomValues } from 'node:crypto';

/** A source of `count` cryptographically random bytes. Passed in, so that a test can repeat itself. */
export type RandomBytes = (count: number) => Uint8Array<ArrayBuffer>;

export const systemRandom: RandomBytes = (count) => getRandomValues(new Uint8Array(count));
