import * as v from 'valibot';

/** The remainder by 97 of a number of any length. */
function remainder97(digits: string): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}

/**
 * An IBAN with its check digits right (ISO 13616, by the remainder 97 of ISO 7064), without the spaces that
 * it is printed with.
 */
export const iban = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/\s+/g, '').toUpperCase()),
  v.regex(/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/, 'is not an IBAN'),
  v.check((text) => {
    const moved = text.slice(4) + text.slice(0, 4);
    return remainder97(moved.replace(/[A-Z]/g, (letter) => `${letter.charCodeAt(0) - 55}`)) === 1;
  }, 'is not an IBAN: its check digits are wrong'),
);
