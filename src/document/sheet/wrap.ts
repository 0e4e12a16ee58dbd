import { type Levelled, levelled, lineOf } from './direction.ts';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });

/** Scripts that put no spaces between their words. */
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Javanese}]/u;
const opening = /[\p{Ps}\p{Pi}]$/u;
const closing = /^(?:\p{P}(?<![\p{Ps}\p{Pi}])|\p{M}|[\u3005\u30fc])/u;

/**
 * Controls, among them those that turn the direction of writing: they could make a name look like another.
 */
const steering =
  /(?![\u200c\u200d]|[\u2068\u2069])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** The width of a line, in points. */
type Measure = (line: Levelled) => number;

/**
 * The paragraphs of a text, in composed characters (NFC). Joiners stay, since scripts and emoji are shaped by
 * them.
 */
export function paragraphsOf(text: string): string[] {
  return text
    .toWellFormed()
    .normalize('NFC')
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((paragraph) => withIsolates(paragraph.replace(/\t/g, ' ').replace(steering, '')));
}

/**
 * Keeps the signs around a name in a sentence of ours (`isolated`): they are in pairs, one within no other.
 * Any others go.
 */
function withIsolates(paragraph: string): string {
  const isOurs = /^[^\u2068\u2069]*(?:\u2068[^\u2068\u2069]*\u2069[^\u2068\u2069]*)*$/.test(paragraph);
  return isOurs ? paragraph : paragraph.replace(/[\u2068\u2069]/g, '');
}

/**
 * A paragraph in lines that fit `width`: broken at spaces, between words where a script has none, and within
 * a word that is wider by itself.
 */
export function wrap(paragraph: string, width: number, measure: Measure): Levelled[] {
  const whole = levelled(paragraph);
  const widthOf = (start: number, end: number) => measure(lineOf(whole, start, end));
  const lines: Levelled[] = [];
  let start = 0;
  let end = 0;
  for (const piece of piecesOf(paragraph).flatMap((one) => fitting(one, paragraph, width, widthOf))) {
    if (end === start) start = piece.start;
    else if (widthOf(start, piece.end) > width) {
      lines.push(lineOf(whole, start, end));
      start = piece.start;
    }
    end = piece.end;
  }
  return [...lines, lineOf(whole, start, end)];
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** What stays together on a line. */
function piecesOf(paragraph: string): Piece[] {
  return Array.from(paragraph.matchAll(/[^ ]+/g), ({ 0: word, index }) => {
    if (!unspaced.test(word)) return [{ start: index, end: index + word.length }];
    const pieces: Piece[] = [];
    let previous = '';
    for (const { segment, index: at } of words.segment(word)) {
      const isBreak =
        (unspaced.test(segment) || unspaced.test(previous)) &&
        !opening.test(previous) &&
        !closing.test(segment);
      const last = pieces.at(-1);
      if (last && !isBreak) pieces[pieces.length - 1] = { ...last, end: last.end + segment.length };
      else pieces.push({ start: index + at, end: index + at + segment.length });
      previous = segment;
    }
    return pieces;
  }).flat();
}

/** A piece, or the parts of one that is wider than a line. */
function fitting(
  piece: Piece,
  paragraph: string,
  width: number,
  widthOf: (start: number, end: number) => number,
): Piece[] {
  if (widthOf(piece.start, piece.end) <= width) return [piece];
  const parts: Piece[] = [];
  let { start, start: end } = piece;
  for (const { segment } of graphemes.segment(paragraph.slice(piece.start, piece.end))) {
    if (end > start && widthOf(start, end + segment.length) > width) {
      parts.push({ start, end });
      start = end;
    }
    end += segment.length;
  }
  return [...parts, { start, end }];
}

/** A paragraph in one line, cut with an ellipsis where it does not fit. */
export function ellipsis(paragraph: string, width: number, measure: Measure): Levelled {
  const [first = levelled(''), ...more] = wrap(paragraph, width, measure);
  if (more.length === 0) return first;
  const [cut = levelled('')] = wrap(paragraph, width - measure(levelled('…')), measure);
  return levelled(`${cut.text}…`);
}
