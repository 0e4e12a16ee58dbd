import * as v from 'valibot';
import { fieldProblem } from '../../platform/problems.ts';
import { folded } from './folded.ts';
import { longestPassword } from './password.ts';

/**
 * NIST 800-63B-4, 3.1.1.2: 15 where the password may stand alone, at least 64 accepted, no rule on what it is
 * made of.
 */
const leastCharacters = 15;
const mostCharacters = 256;
const tooLong = `Take at most ${mostCharacters} characters.`;
/**
 * 2 to this power guesses it must take (`guessBits`), as many as zxcvbn asks of its best score, ten
 * milliards, and a few bits more.
 */
const leastBits = 36;

/** As typed or as compared, whichever is less: one character may stand for eighteen. */
const countOf = (text: string) => Math.min([...text].length, [...text.normalize('NFKC')].length);

/** A password as somebody chooses it. */
export const newPasswordSchema = v.pipe(
  v.string(),
  v.maxLength(longestPassword, tooLong),
  v.check(
    (text) => countOf(text) >= leastCharacters,
    `Take at least ${leastCharacters} characters; a few words in a row are easy to remember.`,
  ),
  v.check((text) => [...text.normalize('NFKC')].length <= mostCharacters, tooLong),
);

/** A password as somebody claims it: whatever it is, it is right or wrong. */
export const claimedPasswordSchema = v.string();

/**
 * Refuses what somebody would soon guess: known passwords, the person's or our own words, dates, walks over
 * the keyboard, repetitions, and what is put together of them (ASVS 5.0, 6.2.4, 6.2.11 and 6.2.12). Throws
 * the 422 at `field`.
 */
export async function requireGoodPassword(
  password: string,
  ownWords: readonly string[],
  field = 'password',
): Promise<void> {
  // With its list a megabyte: loaded when a password is chosen.
  const { guessBits } = await import('./guess-bits.ts');
  if (guessBits(password, new Set(ownWords.flatMap(partsOf))) >= leastBits) return;
  throw fieldProblem(
    field,
    'This is one of the first that somebody would guess. Take a few words of your own.',
  );
}

/** The words of a name or an address, by themselves and in one. */
function partsOf(text: string): string[] {
  const words = folded(text).split(/[^\p{L}\p{N}]+/u);
  return [...words, words.join('')].filter((word) => word.length > 2);
}
