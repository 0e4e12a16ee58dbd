import { dictionary } from '@zxcvbn-ts/language-common';
import { folded } from './folded.ts';

/**
 * 49,000 passwords of breaches (zxcvbn-ts), each with its place by how often it was found. A megabyte: import
 * it when a password is chosen.
 */
export const placeOfCommon: ReadonlyMap<string, number> = new Map(
  dictionary['passwords-common'].map((word, place) => [folded(word), place] as const).toReversed(),
);
