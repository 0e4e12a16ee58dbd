/** The items in an order that the seed decides and that differs from the given one, so that it shows every time. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const next = randomFrom(seed);
  const order = items.map((item) => ({ item, rank: next() })).sort((a, b) => a.rank - b.rank);
  const result = order.map(({ item }) => item);
  return result.every((item, index) => item === items[index]) ? result.reverse() : result;
}

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
