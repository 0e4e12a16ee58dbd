import { create, type Font } from 'fontkit';
import type PDFDocument from 'pdfkit';
import { type Levelled, visualOrder } from './direction.ts';
import { type FallbackFont, familiesFor, lastFamilies } from './fallback-fonts.ts';
import { type FontName, fonts } from './fonts.ts';
import { type Run, readable } from './readable.ts';

/** What is used here of the fonts of pdfkit 0.20, which its types leave out. */
interface EmbeddedFont {
  readonly font: Font;
  /** Thousandths of the type size in a unit of the font. */
  readonly scale: number;
  readonly subset: { readonly glyphs: number[] };
  readonly widths: number[];
  readonly unicode: (readonly number[])[];
  encode(text: string): readonly [codes: string[], positions: readonly object[]];
  widthOfString(text: string, size: number): number;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const ignorable = /\p{Default_Ignorable_Code_Point}/u;
/**
 * fontkit 2.0.4 throws a TypeError where a mark has no anchor on a base, which a font may leave out
 * (OpenType, GPOS: NULL offsets). Then the word is set with the marks where they stand by themselves.
 */
const shapings: readonly { readonly features: Readonly<Record<string, false>>; readonly script?: string }[] =
  [
    { features: {} },
    { features: { abvm: false } },
    { features: { abvm: false, blwm: false, mark: false, mkmk: false, curs: false } },
    { features: { abvm: false, blwm: false, mark: false, mkmk: false, curs: false }, script: 'zyyy' },
  ];

/**
 * The fonts that documents needed last, for to open one is most of the work of a page. A family may have a
 * hundred files.
 */
const opened = new Map<string, Font>();
const mostOpened = 24;

function openedFont(name: string, bytes: () => Buffer): Font {
  const font = opened.get(name) ?? create(bytes());
  if ('fonts' in font) throw new Error(`${name} is a collection of fonts`);
  opened.delete(name);
  opened.set(name, font);
  const [oldest] = opened.keys();
  if (oldest !== undefined && opened.size > mostOpened) opened.delete(oldest);
  return font;
}

/**
 * An open font for one document, whose tables are read already. fontkit 2.0.4 keeps glyphs in the font, with the
 * characters of their first use: an Arabic address said other characters after other documents had been drawn.
 */
function ofOneDocument(font: Font): Font {
  return Object.create(font, { _glyphs: { value: {} } });
}

/**
 * Writes any script into a PDF: each character in the first font that has it, each run in its direction,
 * shaped by its font. Fonts beyond the base ones are read when a text needs them.
 */
export function typefaceOf(pdf: InstanceType<typeof PDFDocument>) {
  const loaded = new Map<string, EmbeddedFont>();
  const shapes = new Map<string, ReturnType<typeof shape>>();
  const choices = new Map<string, (string | undefined)[]>();
  const subsetIds = new Map<string, number>();

  function embedded(name: string, bytes: () => Buffer): EmbeddedFont {
    const known = loaded.get(name);
    if (known) return known;
    // pdfkit's types leave out that it takes a font which is open.
    pdf.registerFont(name, ofOneDocument(openedFont(name, bytes)) as unknown as Buffer);
    // pdfkit's types leave the current font out.
    const font = (pdf.font(name) as unknown as { readonly _font: EmbeddedFont })._font;
    loaded.set(name, font);
    return font;
  }

  const base = (name: FontName) => embedded(name, () => fonts[name]);

  function hasAll(font: EmbeddedFont, cluster: string): boolean {
    return Array.from(cluster).every(
      (character) => ignorable.test(character) || font.font.hasGlyphForCodePoint(codeOf(character)),
    );
  }

  /** The name of the file of a family that has a whole cluster. */
  function within(family: readonly FallbackFont[], cluster: string): string | undefined {
    const first = codeOf(cluster);
    return family.find((file) => file.isFor(first) && hasAll(embedded(file.name, file.read), cluster))?.name;
  }

  function inBase(font: FontName, cluster: string): string | undefined {
    if (hasAll(base(font), cluster)) return font;
    return font !== 'regular' && hasAll(base('regular'), cluster) ? 'regular' : undefined;
  }

  /** The font of each cluster of a word: one that writes all of them where there is one. */
  function fontsOf(clusters: readonly string[], font: FontName): (string | undefined)[] {
    const odd = clusters.find((cluster) => !hasAll(base(font), cluster));
    if (odd === undefined) return clusters.map(() => font);
    const script = clusters.find((cluster) => familiesFor(cluster).length > 0) ?? odd;
    const families = familiesFor(script);
    for (const find of [
      (cluster: string) => inBase(font, cluster),
      ...families.map((family) => (cluster: string) => within(family, cluster)),
    ]) {
      const found = clusters.map(find);
      if (found.every((name) => name !== undefined)) return found;
    }
    return clusters.map((cluster) => {
      const own = familiesFor(cluster).map((family) => within(family, cluster));
      return (
        inBase(font, cluster) ??
        own.find((name) => name !== undefined) ??
        lastFamilies()
          .map((family) => within(family, cluster))
          .find((name) => name !== undefined)
      );
    });
  }

  /** A text in clusters with their fonts. What no font has whole, such as a pair of emoji, is taken apart. */
  function clustersOf(text: string, font: FontName): { cluster: string; font: string | undefined }[] {
    return wordsOf(text).flatMap((word) => {
      const key = `${font} ${word.join('')}`;
      const found = choices.get(key) ?? fontsOf(word, font);
      choices.set(key, found);
      return word.flatMap((cluster, index) => {
        const parts = found[index] === undefined ? Array.from(cluster) : [];
        if (parts.length < 2) return [{ cluster, font: found[index] }];
        return parts.map((part) => ({ cluster: part, font: fontsOf([part], font)[0] }));
      });
    });
  }

  /** The runs of a line from left to right as the eye meets them. */
  function runsOf(line: Levelled, font: FontName): Run[] {
    return visualOrder(line).flatMap(({ text, shown, isRightToLeft }) => {
      const runs: Run[] = [];
      let at = 0;
      for (const { cluster, font: name = 'regular' } of clustersOf(shown, font)) {
        const last = runs.at(-1);
        const said = text.slice(at, at + cluster.length);
        at += cluster.length;
        if (last?.font === name)
          runs[runs.length - 1] = { ...last, text: last.text + said, shown: last.shown + cluster };
        else runs.push({ font: name, text: said, shown: cluster, isRightToLeft });
      }
      return isRightToLeft ? runs.reverse() : runs;
    });
  }

  function shaped(run: Run): ReturnType<typeof shape> {
    const key = `${run.font} ${run.isRightToLeft} ${run.shown}`;
    const known = shapes.get(key) ?? shape(run);
    shapes.set(key, known);
    return known;
  }

  function shape({ font, shown, isRightToLeft }: Run) {
    const file = loaded.get(font);
    if (!file) throw new Error(`font ${font} is not loaded`);
    const direction = isRightToLeft ? 'rtl' : 'ltr';
    for (const { features, script } of shapings) {
      try {
        const { glyphs, positions } = file.font.layout(shown, features, script, undefined, direction);
        return { file, glyphs, positions };
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
    throw new Error(`font ${font} cannot be shaped`);
  }

  function widthOf(run: Run, size: number): number {
    const { file, positions } = shaped(run);
    return (positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0) * file.scale * size) / 1000;
  }

  /**
   * The codes of a run's glyphs. A glyph is entered once for each text that it stands for: in the order of a
   * line's glyphs the file then says exactly the text, also where a vowel is drawn before the consonant that
   * it follows.
   */
  function encoded(run: Run): ReturnType<EmbeddedFont['encode']> {
    const { file, glyphs, positions } = shaped(run);
    const placed = glyphs.flatMap((glyph, index) => {
      const position = positions[index];
      return position
        ? [{ id: glyph.id, width: glyph.advanceWidth, codePoints: glyph.codePoints, position }]
        : [];
    });
    const space = file.font.glyphForCodePoint(0x20).id;
    const saying = readable(placed, run, space);
    const codes = saying.map(({ id, width, text }) => {
      const key = `${run.font} ${id} ${width} ${text.join(' ')}`;
      // Glyph 0 is what a font draws for what it lacks; it stays 0, where a test finds it.
      const code = id === 0 ? 0 : (subsetIds.get(key) ?? file.subset.glyphs.push(id) - 1);
      subsetIds.set(key, code);
      file.widths[code] = width * file.scale;
      file.unicode[code] = text;
      return code.toString(16).padStart(4, '0');
    });
    const scaled = saying.map(({ width, position }) => ({
      xAdvance: position.xAdvance * file.scale,
      yAdvance: position.yAdvance * file.scale,
      xOffset: position.xOffset * file.scale,
      yOffset: position.yOffset * file.scale,
      advanceWidth: width * file.scale,
    }));
    return [codes, scaled];
  }

  return {
    /** The width of a line, in points. */
    measure(line: Levelled, font: FontName, size: number): number {
      return runsOf(line, font).reduce((sum, run) => sum + widthOf(run, size), 0);
    },
    /** Writes a line with its left end at `x`, in points. */
    write(line: Levelled, x: number, baseline: number, font: FontName, size: number, color: string): void {
      let at = x;
      for (const run of runsOf(line, font)) {
        const width = widthOf(run, size);
        const file = loaded.get(run.font);
        if (file) Object.assign(file, { encode: () => encoded(run), widthOfString: () => width });
        pdf
          .font(run.font)
          .fontSize(size)
          .fillColor(color)
          .text(run.text, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
        at += width;
      }
    },
    /** A text with the number of each character that no font has in its place: `U+1E6D0`. */
    legible(text: string, font: FontName): string {
      return clustersOf(text, font)
        .map(({ cluster, font: name }) => (name === undefined ? numbersOf(cluster) : cluster))
        .join('');
    },
  };
}

function codeOf(text: string): number {
  return text.codePointAt(0) ?? 0;
}

/** Clusters by words: a space ends one, and so does a change of script. */
function wordsOf(text: string): string[][] {
  const words: string[][] = [];
  let script: unknown;
  for (const { segment } of graphemes.segment(text)) {
    const own = familiesFor(segment)[0];
    const word = words.at(-1);
    if (word && own === script && !/^\s/u.test(segment)) word.push(segment);
    else words.push([segment]);
    script = own;
  }
  return words;
}

function numbersOf(cluster: string): string {
  return Array.from(
    cluster,
    (character) => `U+${codeOf(character).toString(16).toUpperCase().padStart(4, '0')}`,
  ).join(' ');
}
