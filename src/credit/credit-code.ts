import * as v from 'valibot';
import type { RandomBytes } from '../platform/random.ts';
import { longestFigures, plainCode } from '../platform/text/figures.ts';

const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = 16;

/** Sixteen characters without look-alikes, in fours: about 78 bits, which nobody guesses. */
export function newCreditCode(random: RandomBytes): string {
  const drawn: string[] = [];
  while (drawn.length < characters) {
    const byte = random(1)[0] ?? 0;
    // Bytes past the last whole multiple of the alphabet are drawn again, so that no character is likelier.
    if (byte < 240) drawn.push(alphabet.charAt(byte % alphabet.length));
  }
  return [0, 4, 8, 12].map((start) => drawn.slice(start, start + 4).join('')).join('-');
}

/** A code as people write it: any case, with or without its hyphens, in full width. */
export const creditCode = v.pipe(
  v.string(),
  v.maxLength(longestFigures, 'This is not a code of ours.'),
  v.transform((text) => plainCode(text).toUpperCase()),
  v.regex(/^[2-9A-HJKMNP-TV-Z]{16}$/, 'This is not a code of ours.'),
  v.transform((text) => text.replace(/(.{4})(?=.)/g, '$1-')),
);
