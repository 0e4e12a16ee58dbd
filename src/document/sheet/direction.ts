import bidiFactory from 'bidi-js';

const bidi = bidiFactory();

/** A text with the embedding level of each of its UTF-16 units (UAX 9): odd ones run from right to left. */
export interface Levelled {
  readonly text: string;
  readonly levels: Uint8Array;
  /** The level of the paragraph, by its first strong character. */
  readonly base: number;
}

/**
 * A stretch of one direction. `shown` is `text` with its brackets turned round where it runs from right to
 * left.
 */
export interface Stretch {
  readonly text: string;
  readonly shown: string;
  readonly isRightToLeft: boolean;
}

/** The levels of a paragraph. */
export function levelled(text: string): Levelled {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text.replace(beyondBasicPlane, standIn));
  return { text, levels, base: paragraphs[0]?.level ?? 0 };
}

const beyondBasicPlane = /[\u{10000}-\u{10ffff}]/gu;

/**
 * bidi-js 1.1.0 sees halves of a surrogate pair, as letters from left to right: two of the same class stand
 * in for them.
 */
function standIn(character: string): string {
  return (representatives[bidi.getBidiCharTypeName(character)] ?? 'a').repeat(2);
}

const representatives: Readonly<Record<string, string>> = {
  R: '\u05d0',
  AL: '\u0627',
  EN: '1',
  AN: '\u0661',
  ON: '!',
  ET: '#',
  NSM: '\u0300',
  BN: '\u00ad',
};

/** A line of a paragraph: its characters from `start` to before `end`. */
export function lineOf({ text, levels, base }: Levelled, start: number, end: number): Levelled {
  return { text: text.slice(start, end), levels: levels.slice(start, end), base };
}

/**
 * The stretches of a line from left to right as the eye meets them (UAX 9, rules L2 and L4), without the
 * signs that isolate a name.
 */
export function visualOrder({ text, levels }: Levelled): Stretch[] {
  const stretches: (Stretch & { readonly level: number })[] = [];
  for (let start = 0, end = 0; start < text.length; start = end) {
    const level = levels[start] ?? 0;
    while (end < text.length && levels[end] === level) end++;
    const part = text.slice(start, end).replace(/[\u2068\u2069]/g, '');
    const isRightToLeft = level % 2 === 1;
    if (part === '') continue;
    stretches.push({ text: part, shown: isRightToLeft ? mirrored(part) : part, isRightToLeft, level });
  }
  const highest = Math.max(0, ...stretches.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    for (let start = 0, end = 0; start < stretches.length; start = end) {
      end = start + 1;
      if ((stretches[start]?.level ?? 0) < level) continue;
      while ((stretches[end]?.level ?? 0) >= level) end++;
      stretches.splice(start, end - start, ...stretches.slice(start, end).reverse());
    }
  }
  return stretches;
}

function mirrored(text: string): string {
  return Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character).join('');
}
