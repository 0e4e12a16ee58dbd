import * as v from 'valibot';

/**
 * Letters as names are written in: what a joiner may stand between, people drawn as several signs included.
 */
const joinable = String.raw`\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f`;
const joiners = new RegExp(
  `(?<=[${joinable}])([\\u200c\\u200d])[\\u200c\\u200d]*(?=[${joinable}])|[\\u200c\\u200d]+`,
  'gu',
);

/**
 * Variation selectors where they choose a form: of an ideograph (as in Japanese names), an emoji, a Mongolian
 * letter.
 */
const selected = String.raw`(?<=\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|(?<=[\p{Extended_Pictographic}0-9#*])[\ufe0e\ufe0f]|(?<=\p{Script=Mongolian})[\u180b-\u180d\u180f]`;

/**
 * What nobody sees (Unicode's Default_Ignorable_Code_Point, and the marks around annotations), joiners apart.
 */
const unseen = new RegExp(
  `(${selected})|(?![\\u200c\\u200d])[\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]`,
  'gu',
);

/**
 * A text as people see it: composed (NFC), and without what came along unseen when it was copied: soft
 * hyphens, direction marks, byte order marks, zero-width spaces. Joiners (U+200C, U+200D) between letters
 * stay: Persian and Sinhala are spelled with them (Unicode Standard, section 23.2).
 */
export function asSeen(text: string): string {
  return text.normalize('NFC').replace(unseen, '$1').replace(joiners, '$1');
}

/**
 * Of text that is not composed yet: letters come apart into up to four signs, and a few unseen ones come
 * along.
 */
const asTyped = (maximum: number) =>
  v.maxLength<string, number, string>(4 * maximum, `At most ${maximum} characters.`);

const strange = 'This holds a character that does not belong here.';

/**
 * One line of text for people: spaces of all kinds are one, line breaks and control characters have no
 * business in a name.
 */
export const line = (maximum: number, message: string) =>
  v.pipe(
    v.string(),
    v.description(`line of text, 1 to ${maximum} characters`),
    asTyped(maximum),
    v.transform((text) =>
      asSeen(text)
        .replace(/\p{Zs}+/gu, ' ')
        .trim(),
    ),
    v.minLength(1, message),
    v.maxLength(maximum, `At most ${maximum} characters.`),
    v.check((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text), strange),
  );

export const personName = line(100, 'Tell us your name.');

/** A text of several lines. */
export const freeText = (maximum: number) =>
  v.pipe(
    v.string(),
    v.description(`text, at most ${maximum} characters`),
    asTyped(maximum),
    v.transform((text) => asSeen(text).trim()),
    v.maxLength(maximum, `At most ${maximum} characters.`),
    v.check((text) => !/(?![\n\r\t])[\p{Cc}\p{Cs}]/u.test(text), strange),
  );

/** What turns the direction of writing, but for the isolates that we set around names ourselves. */
const turns = /[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]/g;

/**
 * A text as one line of a header, a property or the facts of a file, whoever wrote it and whatever door it
 * came by: it breaks no line, controls nothing, and makes nothing beside it read in another order.
 */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(turns, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
