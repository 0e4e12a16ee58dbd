import * as v from 'valibot';
import { fieldProblem } from '../platform/problems.ts';
import { longestPassword } from './password.ts';

/** NIST 800-63B-4, 3.1.1.2: 15 where the password may stand alone, at least 64 accepted, no rule on what it is made of. */
const leastCharacters = 15;
const mostCharacters = 256;
const tooLong = `Take at most ${mostCharacters} characters.`;
/** What must be left of a password when known words are taken out of it. */
const leastOwnCharacters = 8;

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
 * Refuses what an attacker would try first: what stands on the list of common passwords, repeats itself, or is made of the
 * person's or our own words. Throws the 422 at `field`.
 */
export async function requireGoodPassword(
  password: string,
  ownWords: readonly string[],
  field = 'password',
): Promise<void> {
  const plain = password.normalize('NFKC').toLowerCase();
  const words = ownWords
    .flatMap((word) => word.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 3);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), plain);
  const { commonPasswords: common } = await import('./common-passwords.ts');
  const unit = /^(.{1,7}?)\1+.{0,6}$/u.exec(plain)?.[1];
  const isBad =
    common.has(plain) ||
    unit !== undefined ||
    isRun(plain) ||
    common.has(rest) ||
    countOf(rest) < leastOwnCharacters;
  if (isBad)
    throw fieldProblem(
      field,
      'This is one of the first that somebody would guess. Take a few words of your own.',
    );
}

/** `abcdefghijklmnop`, `123456789012345`, and the same backwards. */
function isRun(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => Math.abs(code - (codes[at] ?? 0)));
  return steps.filter((step) => step === 1).length >= steps.length * 0.8;
}
