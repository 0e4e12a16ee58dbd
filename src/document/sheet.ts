import PDFDocument from 'pdfkit';
import { visualOrder } from './direction.ts';
import { type FontName, fonts } from './fonts.ts';
import { ellipsis, wrap } from './wrap.ts';

/** How a text looks; sizes in points. */
export interface Style {
  readonly font: FontName;
  readonly size: number;
  readonly color: string;
}

export const ink = '#1d2b36';
export const muted = '#5c6770';
export const hairline = { weight: 0.5, color: '#d9d2c4' };
export const accent = { weight: 1, color: '#a5854a' };

/** Texts of their own styles below each other, within a column that starts at `x` from the left margin. */
export interface Cell {
  readonly x: number;
  readonly width: number;
  readonly align?: 'left' | 'right';
  readonly parts: readonly { readonly text: string; readonly style: Style }[];
}

export interface SheetFacts {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** BCP 47. */
  readonly language: string;
  /** Dates the file, so that the same content gives the same bytes. */
  readonly at: Date;
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

export type Sheet = ReturnType<typeof openSheet>;

/**
 * A4 pages that are filled from top to bottom, tagged for screen readers (PDF 1.7, ISO 32000-1, 14.8). Whatever does not
 * fit goes on to the next page, a row only then in parts when it is longer than a page.
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
      Author: facts.author,
      Subject: facts.subject,
      Creator: 'Midas',
      CreationDate: facts.at,
      ModDate: facts.at,
    },
  });
  for (const [name, bytes] of Object.entries(fonts)) pdf.registerFont(name, bytes);
  const content = pdf.struct('Document');
  pdf.addStructure(content);
  let y = page.top;
  let table: { element: PDFKit.PDFStructureElement; header: readonly Cell[] } | undefined;

  function measure(text: string, { font, size }: Style): number {
    return pdf.font(font).fontSize(size).widthOfString(text);
  }

  function write(line: string, x: number, baseline: number, style: Style): void {
    let at = x;
    for (const word of visualOrder(line)) {
      pdf
        .font(style.font)
        .fontSize(style.size)
        .fillColor(style.color)
        .text(word, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
      at += measure(`${word} `, style);
    }
  }

  function linesOf({ width, parts }: Cell) {
    return parts.flatMap(({ text, style }) =>
      wrap(text, width, (line) => measure(line, style)).map((line) => ({ line, style })),
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
        if (!drawn || drawn.line === '') continue;
        const indent = cell.align === 'right' ? cell.width - measure(drawn.line, drawn.style) : 0;
        tagged(() => write(drawn.line, page.side + cell.x + indent, y + size * ascent, drawn.style), index);
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
        const fitted = ellipsis(left, bodyWidth - rightWidth - 20, (text) => measure(text, footerStyle));
        artifact(() => {
          write(fitted, page.side, baseline, footerStyle);
          write(right, page.width - page.side - rightWidth, baseline, footerStyle);
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
