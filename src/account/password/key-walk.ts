import { adjacencyGraphs } from '@zxcvbn-ts/language-common';

/**
 * Where each key's neighbours are, by layout (QWERTY, AZERTY, Dvorak, pads of figures): of a direction what
 * is on the key, shifted or not.
 */
const layouts: readonly Readonly<Record<string, readonly (string | null)[]>>[] =
  Object.values(adjacencyGraphs);

const bitsOfWalk = 6;
const bitsOfTurn = 1.5;

/**
 * The walks that begin at a place, over the keys of one layout or up or down the characters: where each ends,
 * and the bits of its beginning and its turns.
 */
export function* walksFrom(text: readonly string[], start: number): Generator<{ end: number; bits: number }> {
  for (const layout of [undefined, ...layouts]) {
    let direction: number | undefined;
    let turns = -1;
    for (let at = start; at + 1 < text.length; at += 1) {
      const [from = '', to = ''] = text.slice(at, at + 2);
      const next = layout ? directionTo(layout[from], to, direction) : stepTo(from, to);
      if (next === undefined) break;
      if (next !== direction) turns += 1;
      direction = next;
      if (at - start >= 1) yield { end: at + 2, bits: bitsOfWalk + turns * bitsOfTurn };
    }
  }
}

/** Straight on where that leads there too. */
function directionTo(
  neighbours: readonly (string | null)[] | undefined,
  to: string,
  straight: number | undefined,
): number | undefined {
  if (straight !== undefined && neighbours?.[straight]?.includes(to)) return straight;
  const found = neighbours?.findIndex((keys) => keys?.includes(to)) ?? -1;
  return found === -1 ? undefined : found;
}

function stepTo(from: string, to: string): number | undefined {
  const step = (to.codePointAt(0) ?? 0) - (from.codePointAt(0) ?? 0);
  return Math.abs(step) === 1 ? step : undefined;
}
