import * as v from 'valibot';
import { asSeen } from './text.ts';

/**
 * Figures and signs as a keyboard of ASCII has them: full width is folded (NFKC), the decimal digits of any
 * script are 0 to 9, dashes of all kinds are hyphens and spaces of all kinds spaces, and what is not seen is
 * gone.
 */
export function plainFigures(text: string): string {
  return asSeen(text.normalize('NFKC'))
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[\p{Z}\s]+/gu, ' ')
    .replace(/\p{Nd}/gu, decimalValue)
    .trim();
}

/**
 * As typed, with whatever parts them or came along when they were copied, and longer than any number or code
 * of ours.
 */
export const longestFigures = 200;

/**
 * Digits come in runs of ten, from zero up: of how many the run before this one is long tells its value
 * (Unicode, 4.6).
 */
function decimalValue(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - before - 1))) before += 1;
  return `${before % 10}`;
}

/** A code as people read or paste it, without the spaces and hyphens that only part it. */
export const plainCode = (text: string) => plainFigures(text).replaceAll(/[ -]/g, '');

/** The six digits of a text message or an authenticator app. */
export const sixDigitCode = v.pipe(
  v.string(),
  v.maxLength(longestFigures, 'A code has six digits.'),
  v.description('code of six digits'),
  v.transform(plainCode),
  v.regex(/^[0-9]{6}$/, 'A code has six digits.'),
);
