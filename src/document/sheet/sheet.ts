import PDFDocument from 'pdfkit';
import { asSeen, oneLine } from '../../platform/text/text.ts';
import { type Levelled, levelled } from './direction.ts';
import type { FontName } from './fonts.ts';
import { typefaceOf } from './typeface.ts';
import { ellipsis, paragraphsOf, wrap } from './wrap.ts';

/** How a text looks; sizes in points. */
export interface Style {
  readonly font: FontName;
  readonly size: number;
  readonly color: string;
}

export const ink = '#1d2b36';
export const muted = '#5c6770';
export const hairline = { weight: 0.5, color: '#d9d2c4' };
const accent = { weight: 1, color: '#a5854a' };

/** Texts of their own styles below each other, within a column that starts at `x` from the left margin. */
export interface Cell {
  readonly x: number;
  readonly width: number;
  readonly align?: 'left' | 'right';
  readonly parts: readonly { readonly text: string; readonly style: Style }[];
}

/** What the owner of the house has chosen for its documents. */
export interface Look {
  readonly accent?: string | undefined;
  /** A PNG, and how large it is drawn, in points. */
  readonly logo?: { readonly bytes: Buffer; readonly width: number; readonly height: number } | undefined;
}

export interface SheetFacts {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** BCP 47. */
  readonly language: string;
  /** Dates the file, so that the same content gives the same bytes. */
  readonly at: Date;
  /** Of the lines that stand out; ours where there is none. */
  readonly accent?: string | undefined;
  /** At the foot of each page. */
  footer(page: number, pageCount: number): { readonly left: string; readonly right: string };
}

const page = { width: 595.28, height: 841.89, side: 56, top: 56, bottom: 72 };
const bodyEnd = page.height - page.bottom;
const leading = 1.42;
const ascent = 1.02;
const footerStyle: Style = { font: 'regular', size: 7.5, color: muted };

/** The width between the margins of an A4 page, in points. */
export const bodyWidth = page.width - 2 * page.side;

/** A line of a cell, ready to be written. */
interface Drawn {
  readonly line: Levelled;
  readonly style: Style;
  readonly width: number;
  readonly indent: number;
}

export type Sheet = ReturnType<typeof openSheet>;

/**
 * A4 pages that are filled from top to bottom, tagged for screen readers (PDF 1.7, ISO 32000-1, 14.8).
 * Whatever does not fit goes on to the next page, a row only then in parts when it is longer than a page.
 */
export function openSheet(facts: SheetFacts) {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: '', // else pdfkit loads Helvetica's metrics, which are not in the bundle
    pdfVersion: '1.7',
    tagged: true,
    lang: facts.language,
    displayTitle: true,
    bufferPages: true,
    info: {
      Title: facts.title,
      Author: oneLine(asSeen(facts.author)),
      Subject: facts.subject,
      Creator: 'Midas',
      CreationDate: facts.at,
      ModDate: facts.at,
    },
  });
  const typeface = typefaceOf(pdf);
  const content = pdf.struct('Document');
  pdf.addStructure(content);
  let y = page.top;
  let table: { element: PDFKit.PDFStructureElement; header: readonly Cell[] } | undefined;

  function widthOf(line: Levelled, { font, size }: Style): number {
    return typeface.measure(line, font, size);
  }

  function measure(text: string, style: Style): number {
    return widthOf(levelled(text), style);
  }

  function write(line: Levelled, x: number, baseline: number, { font, size, color }: Style): void {
    typeface.write(line, x, baseline, font, size, color);
  }

  /** The paragraphs of a text as they can be written. */
  function legible(text: string, { font }: Style): string[] {
    return paragraphsOf(text).map((paragraph) => typeface.legible(paragraph, font));
  }

  /** A cell in lines, each with its distance from the cell's left edge. */
  function linesOf({ width, align, parts }: Cell): Drawn[] {
    return parts.flatMap(({ text, style }) =>
      legible(text, style).flatMap((paragraph) => {
        const lines = wrap(paragraph, width, (line) => widthOf(line, style)).map((line) => ({
          line,
          style,
          width: widthOf(line, style),
        }));
        const widest = Math.max(...lines.map((line) => line.width));
        // A paragraph that runs from right to left begins at the right: at the edge of its own widest line.
        const end = align === 'right' ? width : widest;
        return lines.map((line) => ({
          ...line,
          indent: align === 'right' || line.line.base === 1 ? end - line.width : 0,
        }));
      }),
    );
  }

  function breakPage(): void {
    pdf.addPage();
    y = page.top;
    if (table) {
      // Said once is enough for who listens: on later pages the header is there for the eye alone.
      const { header } = table;
      artifact(() => drawLines(header, (draw) => draw()));
      rule(hairline);
    }
  }

  function drawLines(cells: readonly Cell[], tagged: (draw: () => void, cell: number) => void): void {
    const columns = cells.map(linesOf);
    const heights = Array.from({ length: Math.max(0, ...columns.map((lines) => lines.length)) }, (_, at) =>
      Math.max(...columns.map((lines) => lines[at]?.style.size ?? 0)),
    );
    const whole = heights.reduce((sum, size) => sum + size * leading, 0);
    if (y + whole > bodyEnd && whole < bodyEnd - page.top - 60) breakPage();
    for (const [at, size] of heights.entries()) {
      if (y + size * leading > bodyEnd) breakPage();
      for (const [index, cell] of cells.entries()) {
        const drawn = columns[index]?.[at];
        if (!drawn || drawn.line.text === '') continue;
        const x = page.side + cell.x + drawn.indent;
        tagged(() => write(drawn.line, x, y + size * ascent, drawn.style), index);
      }
      y += size * leading;
    }
  }

  function artifact(draw: () => void): void {
    pdf.markContent('Artifact', { type: 'Layout' });
    draw();
    pdf.endMarkedContent();
  }

  /** A line across, or from `x` from the left margin on, with air above and below. */
  function rule({ weight, color }: typeof hairline, x = 0): void {
    y += 4;
    artifact(() =>
      pdf
        .moveTo(page.side + x, y)
        .lineTo(page.side + bodyWidth, y)
        .lineWidth(weight)
        .stroke(color),
    );
    y += 4;
  }

  /** Cells side by side. Within a table they are a row of it, else each is what `tag` says. */
  function row(cells: readonly Cell[], tag: 'P' | 'H1' | 'H2' | 'TH' = 'P'): void {
    const parent = table ? pdf.struct('TR') : content;
    if (table) table.element.add(parent);
    const elements = cells.map(() => {
      // An element that is made and never ended keeps the file from ending.
      const element = pdf.struct(table && tag !== 'TH' ? 'TD' : tag);
      parent.add(element);
      return element;
    });
    drawLines(cells, (draw, cell) => elements[cell]?.add(draw));
    for (const element of elements) element.end();
    if (table) parent.end();
  }

  return {
    measure,
    rule,
    row,
    accentRule(): void {
      rule({ ...accent, color: facts.accent ?? accent.color });
    },
    /** A picture at the left, beside which writing goes on; `description` is for whoever listens. */
    picture({ bytes, width, height }: NonNullable<Look['logo']>, description: string): void {
      const figure = pdf.struct('Figure', { alt: description }, [
        () => pdf.image(bytes, page.side, y, { width, height }),
      ]);
      content.add(figure);
      figure.end();
    },
    space(points: number): void {
      y += points;
    },
    /** Goes on to the next page unless so much of this one is left, in points. */
    keep(points: number): void {
      if (y + points > bodyEnd) breakPage();
    },
    /** Rows that `fill` writes become a table under a header, which every page repeats. */
    table(header: readonly Cell[], fill: () => void): void {
      const element = pdf.struct('Table');
      content.add(element);
      table = { element, header };
      row(header, 'TH');
      rule(hairline);
      fill();
      table = undefined;
      element.end();
    },
    /** Ends the pages with their footers. Answers the bytes of the file. */
    async close(): Promise<Uint8Array> {
      const { count } = pdf.bufferedPageRange();
      for (let index = 0; index < count; index++) {
        pdf.switchToPage(index);
        const { left, right } = facts.footer(index + 1, count);
        const baseline = page.height - 40;
        const rightWidth = measure(right, footerStyle);
        const [whole = ''] = legible(left, footerStyle);
        const fitted = ellipsis(whole, bodyWidth - rightWidth - 20, (line) => widthOf(line, footerStyle));
        artifact(() => {
          write(fitted, page.side, baseline, footerStyle);
          write(levelled(right), page.width - page.side - rightWidth, baseline, footerStyle);
        });
      }
      content.end();
      pdf.end();
      const chunks: Uint8Array[] = [];
      for await (const chunk of pdf) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}
