import { minor } from '../platform/money/money.ts';
import type { Texts } from '../texts/document-texts.ts';
import type { DocumentContent, DocumentLine } from './content.ts';
import type { Formats } from './formats.ts';
import { bodyWidth, type Cell, hairline, type Sheet, type Style } from './sheet/sheet.ts';
import { cell, styles } from './sheet/styles.ts';

const gap = 12;
const sizes = [9, 8, 7, 6, 5];

/**
 * The lines of a sale in columns that are as wide as their widest figure. A credit note shows no quantities:
 * it takes a share.
 */
export function saleTable(sheet: Sheet, content: DocumentContent, texts: Texts, formats: Formats): void {
  const money = (amount: DocumentLine['net']) => formats.money(amount, content.currency);
  const all: readonly { title: string; figure: (line: DocumentLine) => string }[] = [
    { title: texts.columns.quantity, figure: ({ quantity }) => formats.number(quantity) },
    { title: texts.columns.unitPrice, figure: ({ unitPrice }) => money(unitPrice) },
    { title: texts.columns.net, figure: ({ net }) => money(net) },
    { title: texts.columns.tax, figure: ({ gross, net }) => money(minor(gross - net)) },
    { title: texts.columns.gross, figure: ({ gross }) => money(gross) },
  ];
  const columns = 'invoiceNumber' in content ? all.slice(2) : all;
  const lines = shownLines(content);
  const { style, widths } = setFigures(sheet, columns, lines);
  const small: Style = { ...styles.small, size: Math.min(styles.small.size, style.size) };
  const descriptionWidth = bodyWidth - widths.reduce((sum, width) => sum + width + gap, 0);

  const cells = (first: Cell['parts'], figures: readonly string[], figureStyle: Style): Cell[] => {
    let x = descriptionWidth;
    return [
      { x: 0, width: descriptionWidth, parts: first },
      ...widths.map((width, index) => {
        x += gap + width;
        return cell(x - width, width + 0.01, figures[index] ?? '', figureStyle, 'right');
      }),
    ];
  };
  const header = cells(
    [{ text: texts.columns.description, style: styles.label }],
    columns.map(({ title }) => title),
    styles.label,
  );
  sheet.table(header, () => {
    for (const line of lines) {
      const taxes = line.taxes.map(
        // Owners name a tax with its rate, often (TVA 20 %).
        ({ name, basisPoints, amount }) =>
          `${/\d\s*%/.test(name) ? name : `${name} ${formats.share(basisPoints)}`}\u2002${money(amount)}`,
      );
      const description = [
        { text: line.description, style },
        ...taxes.map((text) => ({ text, style: small })),
      ];
      sheet.row(
        cells(
          description,
          columns.map(({ figure }) => figure(line)),
          style,
        ),
      );
      sheet.rule(hairline);
    }
  });
}

/**
 * What is taken back may be next to nothing: its share of some lines and taxes is none, and they stay away.
 */
function shownLines(content: DocumentContent): DocumentLine[] {
  if (!('invoiceNumber' in content)) return content.lines;
  return content.lines
    .map((line) => ({ ...line, taxes: line.taxes.filter(({ amount }) => amount !== 0) }))
    .filter(({ net, taxes }) => net !== 0 || taxes.length > 0);
}

/** The largest type in which the figures leave a third of the width to the descriptions. */
function setFigures(
  sheet: Sheet,
  columns: readonly { title: string; figure: (line: DocumentLine) => string }[],
  lines: readonly DocumentLine[],
): { style: Style; widths: number[] } {
  const candidates = sizes.map((size) => {
    const style: Style = { ...styles.body, size };
    const widths = columns.map(({ title, figure }) =>
      Math.max(
        sheet.measure(title, styles.label),
        ...lines.map((line) => sheet.measure(figure(line), style)),
      ),
    );
    return { style, widths, room: bodyWidth - widths.reduce((sum, width) => sum + width + gap, 0) };
  });
  const best = candidates.find(({ room }) => room >= bodyWidth / 3) ?? candidates.at(-1);
  if (!best) throw new Error('no size to set a table in');
  return best;
}
