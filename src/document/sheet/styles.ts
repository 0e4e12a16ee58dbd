import { type Cell, ink, muted, type Style } from './sheet.ts';

/** The few ways in which a document writes. */
export const styles = {
  title: { font: 'display', size: 25, color: ink },
  section: { font: 'display', size: 13, color: ink },
  issuer: { font: 'bold', size: 10.5, color: ink },
  label: { font: 'regular', size: 7.5, color: muted },
  body: { font: 'regular', size: 9, color: ink },
  strong: { font: 'bold', size: 9, color: ink },
  small: { font: 'regular', size: 8, color: muted },
  total: { font: 'bold', size: 12, color: ink },
} as const satisfies Record<string, Style>;

/** A column of one text. */
export function cell(
  x: number,
  width: number,
  text: string,
  style: Style,
  align: Cell['align'] = 'left',
): Cell {
  return { x, width, align, parts: [{ text, style }] };
}

/** Labels, each with its value below. */
export function fact(x: number, width: number, label: string, values: readonly string[]): Cell {
  const value = values.map((text) => ({ text, style: styles.body }));
  return { x, width, parts: [{ text: label, style: styles.label }, ...value] };
}
