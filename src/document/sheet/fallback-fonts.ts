import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sfntOf } from './woff.ts';

const { resolve } = createRequire(import.meta.url);

/** A file of a family, and the characters that it is for. */
export interface FallbackFont {
  readonly name: string;
  readonly isFor: (codePoint: number) => boolean;
  read(): Buffer;
}

/**
 * Which family writes a script, where DejaVu does not. `Script_Extensions` takes the marks and signs along
 * that scripts share. Japanese stands before Chinese: a name that its font writes whole is written in one
 * hand, and whoever writes simplified characters gets the other.
 */
const families: readonly (readonly [characters: RegExp, families: readonly string[]])[] = [
  [
    /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}]/u,
    ['noto-sans-jp', 'noto-sans-sc', 'noto-sans-kr'],
  ],
  [/\p{scx=Hangul}/u, ['noto-sans-kr']],
  [/\p{scx=Devanagari}/u, ['noto-sans-devanagari']],
  [/\p{scx=Bengali}/u, ['noto-sans-bengali']],
  [/\p{scx=Gurmukhi}/u, ['noto-sans-gurmukhi']],
  [/\p{scx=Gujarati}/u, ['noto-sans-gujarati']],
  [/\p{scx=Oriya}/u, ['noto-sans-oriya']],
  [/\p{scx=Tamil}/u, ['noto-sans-tamil']],
  [/\p{scx=Telugu}/u, ['noto-sans-telugu']],
  [/\p{scx=Kannada}/u, ['noto-sans-kannada']],
  [/\p{scx=Malayalam}/u, ['noto-sans-malayalam']],
  [/\p{scx=Sinhala}/u, ['noto-sans-sinhala']],
  [/\p{scx=Thai}/u, ['noto-sans-thai']],
  [/\p{scx=Lao}/u, ['noto-sans-lao']],
  [/\p{scx=Khmer}/u, ['noto-sans-khmer']],
  [/\p{scx=Myanmar}/u, ['noto-sans-myanmar']],
  [/\p{scx=Tibetan}/u, ['noto-serif-tibetan']],
  [/\p{scx=Javanese}/u, ['noto-sans-javanese']],
  [/\p{scx=Ethiopic}/u, ['noto-sans-ethiopic']],
  [/\p{scx=Thaana}/u, ['noto-sans-thaana']],
  [/\p{scx=Syriac}/u, ['noto-sans-syriac']],
  [/\p{scx=Adlam}/u, ['noto-sans-adlam']],
  [/\p{scx=Hanifi_Rohingya}/u, ['noto-sans-hanifi-rohingya']],
  [/\p{scx=Arabic}/u, ['noto-sans-arabic']],
  // DejaVu has its small letters alone.
  [/\p{scx=Georgian}/u, ['noto-sans-georgian']],
  [/\p{scx=Cherokee}/u, ['noto-sans-cherokee']],
  [/\p{scx=Canadian_Aboriginal}/u, ['noto-sans-canadian-aboriginal']],
  [/\p{scx=Osage}/u, ['noto-sans-osage']],
  [/\p{scx=Ol_Chiki}/u, ['noto-sans-ol-chiki']],
  [/\p{scx=Balinese}/u, ['noto-sans-balinese']],
  [/\p{scx=Sundanese}/u, ['noto-sans-sundanese']],
  [/\p{scx=Vai}/u, ['noto-sans-vai']],
  [/\p{scx=Yi}/u, ['noto-sans-yi']],
  [/\p{Emoji_Presentation}/u, ['noto-emoji']],
];

/**
 * Plain, of pixels, but of 65,000 characters: scripts of few names and those that no
 * package has (Chakma) or that fontkit 2.0.4 cannot set: noto-sans-mongolian 5.3.0
 * throws "Not a fixed size", some words in noto-sans-meetei-mayek 5.3.0 grow until the memory is full.
 */
const lastResort: readonly string[] = ['noto-emoji', 'unifontex'];

const opened = new Map<string, readonly FallbackFont[]>();

/** The families for the script of a character, the best first; none for what has no script of its own. */
export function familiesFor(character: string): readonly (readonly FallbackFont[])[] {
  return (families.find(([characters]) => characters.test(character))?.[1] ?? []).map(filesOf);
}

/** The families that are asked when no other has a character. */
export function lastFamilies(): readonly (readonly FallbackFont[])[] {
  return lastResort.map(filesOf);
}

/**
 * The regular files of a family. A large one is cut into many, each for the characters that the package
 * names.
 */
function filesOf(family: string): readonly FallbackFont[] {
  const known = opened.get(family);
  if (known) return known;
  const json: unknown = JSON.parse(readFileSync(resolve(`@fontsource/${family}/unicode.json`), 'utf8'));
  const ranges = Object.entries(json ?? {}).map(([name, text]) => [name, rangesOf(String(text))] as const);
  const parts: typeof ranges = ranges.length === 0 ? [['latin', [[0, 0x10ffff]]]] : ranges;
  const files = parts.map(([name, spans]) => {
    const file = `${family}-${name.replace(/[[\]]/g, '')}-400-normal`;
    let bytes: Buffer | undefined;
    return {
      name: file,
      isFor: (codePoint: number) => spans.some(([from, to]) => from <= codePoint && codePoint <= to),
      read: () => {
        bytes ??= sfntOf(readFileSync(resolve(`@fontsource/${family}/files/${file}.woff`)));
        return bytes;
      },
    };
  });
  opened.set(family, files);
  return files;
}

/** `U+0900-097F,U+20B9` as numbers. */
function rangesOf(text: string): (readonly [from: number, to: number])[] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().slice(2).split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}
