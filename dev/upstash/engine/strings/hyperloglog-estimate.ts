const MASK = 2n ** 64n - 1n;
const M = 0xc6a4a7935bd1e995n;
const SEED = 0xadc83b19n;

const times = (a: bigint, b: bigint) => (a * b) & MASK;

/** MurmurHash2 of 64 bits with the seed of Redis, so that the same items fall on the same registers. */
function murmur(bytes: Buffer): bigint {
  let hash = SEED ^ times(BigInt(bytes.length), M);
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) {
    let k = times(bytes.readBigUInt64LE(at), M);
    k = times(k ^ (k >> 47n), M);
    hash = times(hash ^ k, M);
  }
  if (whole < bytes.length) {
    let tail = 0n;
    for (let at = bytes.length - 1; at >= whole; at -= 1) tail = (tail << 8n) | BigInt(bytes[at] ?? 0);
    hash = times(hash ^ tail, M);
  }
  hash = times(hash ^ (hash >> 47n), M);
  return hash ^ (hash >> 47n);
}

/** The register of an item, and how many bits behind its number are zero, with the one that is not. */
export function placeOf(item: Buffer): [register: number, zeros: number] {
  const hash = murmur(item);
  let rest = (hash >> 14n) | (1n << 50n);
  let zeros = 1;
  while ((rest & 1n) === 0n) {
    zeros += 1;
    rest >>= 1n;
  }
  return [Number(hash & 16383n), zeros];
}

function sigma(start: number): number {
  if (start === 1) return Infinity;
  let [x, y, z] = [start, 1, start];
  for (let before = Number.NaN; z !== before; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let [x, y, z] = [start, 1, 1 - start];
  for (let before = Number.NaN; z !== before; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

/** How many different items were added, by the estimator of Otmar Ertl that Redis has (arXiv 1702.01284). */
export function cardinality(registers: Uint8Array): number {
  const histogram = new Array<number>(52).fill(0);
  for (const value of registers) histogram[value] = (histogram[value] ?? 0) + 1;
  const m = registers.length;
  let z = m * tau((m - (histogram[51] ?? 0)) / m);
  for (let j = 50; j >= 1; j -= 1) z = (z + (histogram[j] ?? 0)) * 0.5;
  z += m * sigma((histogram[0] ?? 0) / m);
  return Math.round((0.7213475204444817 * m * m) / z);
}
