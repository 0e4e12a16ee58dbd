import { placeOfCommon } from './common-passwords.ts';
import { folded } from './folded.ts';
import { walksFrom } from './key-walk.ts';
import { phrasesFrom } from './known-phrases.ts';

// With its list a megabyte: import this when a password is chosen, not when a function wakes.

/** Names of months and of days of the week, in the languages of the site. */
const calendar = new Set(
  ['en', 'fr', 'es'].flatMap((language) => {
    const month = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
    const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, number) => new Date(Date.UTC(2026, number, number + 1))).flatMap(
      (date) => [folded(month.format(date)), folded(weekday.format(date))],
    );
  }),
);

/** Figures and signs that stand for letters. */
const letterFor: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const longestPiece = 32;

/** What is looked at: more would only be more to guess. */
const mostCharacters = 128;

/**
 * A word that stands on no list of ours may stand on another's: no run of so many letters counts for more
 * than this.
 */
const longestWord = 10;
const bitsOfAnyWord = 20;

/**
 * How many guesses it takes who tries what people choose, as a power of two: known passwords and phrases, the
 * person's own words (`ownWords`, folded), dates, walks over the keyboard, and each of it again. The cheapest way to
 * put the text together of such pieces. Time grows with the length alone, unlike in zxcvbn-ts, whose matchers
 * of dates and of figures for letters take seconds for 64 characters that are made for it.
 */
export function guessBits(password: string, ownWords: ReadonlySet<string>): number {
  const text = [...folded(password)].slice(0, mostCharacters);
  const letters = text.map((character) => letterFor[character] ?? character);
  const least = [0, ...text.map(() => Number.POSITIVE_INFINITY)];
  text.forEach((_, start) => {
    const reach = (end: number, bits: number) => {
      least[end] = Math.min(least[end] ?? 0, (least[start] ?? 0) + bits);
    };
    const earlier = text.slice(0, start).join('');
    for (let end = start + 1; end <= Math.min(start + longestPiece, text.length); end += 1) {
      const piece = text.slice(start, end).join('');
      reach(end, bitsOf(piece, end - start, ownWords));
      if (end - start > 2) reach(end, bitsOf(letters.slice(start, end).join(''), end - start, ownWords) + 1);
      if (earlier.endsWith(piece)) reach(end, 2);
      else if (end - start > 2 && earlier.includes(piece)) reach(end, 4);
    }
    for (const { end, bits } of walksFrom(text, start)) reach(end, bits);
    for (const { end, bits } of phrasesFrom(text, start)) reach(end, bits);
    for (const { end, bits } of phrasesFrom(letters, start)) reach(end, bits + 1);
  });
  return least.at(-1) ?? 0;
}

const year = /^(?:19|20)\d\d$/;
const date = /^\d{1,4}[-/. ]?\d{1,2}[-/. ]?\d{1,4}$/;

function bitsOf(piece: string, length: number, ownWords: ReadonlySet<string>): number {
  if (length === 1) return bitsOfCharacter(piece);
  if (ownWords.has(piece)) return 3;
  if (calendar.has(piece)) return 4;
  if (year.test(piece)) return 7;
  const place = placeOfCommon.get(piece);
  if (place !== undefined) return Math.log2(place + 2);
  if (length >= 6 && length <= 10 && date.test(piece)) return 14;
  return length <= longestWord && /^[a-z]+$/.test(piece) ? bitsOfAnyWord : Number.POSITIVE_INFINITY;
}

function bitsOfCharacter(character: string): number {
  if (/[0-9]/.test(character)) return 3.3;
  if (/[a-z]/.test(character)) return 4.7;
  return /[!-~ ]/.test(character) ? 4 : 8;
}
