/**
 * A stretch of a line that one font draws in one direction. `shown` is what is drawn, `text` what it says.
 */
export interface Run {
  readonly font: string;
  readonly text: string;
  readonly shown: string;
  readonly isRightToLeft: boolean;
}

/** In units of the font. */
interface GlyphPosition {
  readonly xAdvance: number;
  readonly yAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

interface PlacedGlyph {
  readonly id: number;
  readonly width: number;
  /** The characters that it came from. */
  readonly codePoints: readonly number[];
  readonly position: GlyphPosition;
}

interface SayingGlyph {
  readonly id: number;
  readonly width: number;
  readonly position: GlyphPosition;
  /** What it stands for when the text is searched, copied or read aloud. */
  readonly text: readonly number[];
}

/** Dropped by what extracts text: a glyph of a PDF must stand for something. */
const nothing: readonly number[] = [0x200b];
const still: GlyphPosition = { xAdvance: 0, yAdvance: 0, xOffset: 0, yOffset: 0 };

/**
 * The glyphs of a run, from left to right, each with what it says, so that a reader who takes them in that
 * order finds the text. Readers turn scripts that run from right to left round again, character by character,
 * if they are of the basic plane (seen in pdf.js 5 and poppler 22). So there no glyph says more than one
 * character: what a ligature stands for besides is said by blanks of no width (`space`).
 */
export function readable(glyphs: readonly PlacedGlyph[], run: Run, space: number): SayingGlyph[] {
  const isTurned = run.isRightToLeft && !/[\u{10000}-\u{10ffff}]/u.test(run.text);
  if (!isTurned) return sequence(glyphs, run.text);
  return sequence(glyphs.toReversed(), run.text)
    .flatMap(({ text: [first = 0, ...more], ...glyph }) => [
      { ...glyph, text: [first] },
      ...more.map((codePoint) => ({ id: space, width: 0, position: still, text: [codePoint] })),
    ])
    .reverse();
}

/** Gives the characters of a text to glyphs in the order of both: to each as many as it came from. */
function sequence(glyphs: readonly PlacedGlyph[], text: string): SayingGlyph[] {
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const isWhole = glyphs.reduce((sum, { codePoints }) => sum + codePoints.length, 0) === characters.length;
  let at = 0;
  return glyphs.map(({ id, width, position, codePoints }, index) => {
    const end = index === glyphs.length - 1 ? characters.length : at + (isWhole ? codePoints.length : 1);
    const part = characters.slice(at, end);
    at = end;
    return { id, width, position, text: part.length > 0 ? part : nothing };
  });
}
