import papaparse from 'papaparse';
import { Problem } from '../../platform/problems.ts';
import type { ItemVersion } from '../editing/item-version.ts';
import { columns, readCell, writeCell } from './csv-columns.ts';

/** Tells a spreadsheet that the letters are UTF-8. */
const mark = '\ufeff';

const names = ['id', 'version', ...columns.map(({ name }) => name)];
const needed = columns.filter(({ isOptional }) => !isOptional).map(({ name }) => name);

/** Items as a table, one row an item. */
export function writeTable(items: readonly ItemVersion[]): string {
  const rows = items.map(({ id, version, content }) => [
    id,
    `${version}`,
    ...columns.map((column) => writeCell(column, content)),
  ]);
  return mark + papaparse.unparse([names, ...rows]);
}

/** One row of what is to be imported, which the schema has yet to judge. */
export interface RawRow {
  readonly id?: string;
  readonly version?: unknown;
  readonly content: unknown;
}

/**
 * The rows of a table, as people send it: with commas, semicolons or tabs, its columns in any order. Throws
 * the 422 for one without the columns that there are.
 */
export function readTable(text: string): RawRow[] {
  const { data } = papaparse.parse<string[]>(text.replace(mark, ''), { skipEmptyLines: 'greedy' });
  const [head = [], ...rows] = data;
  const found = head.map((name) => name.trim());
  const missing = needed.filter((name) => !found.includes(name));
  const unknown = found.filter((name, at) => !names.includes(name) || found.indexOf(name) < at);
  if (missing.length + unknown.length > 0)
    throw new Problem('validation-failed', 'The columns need another look.', {
      errors: [
        ...missing.map((name) => ({ field: `rows.1.${name}`, message: 'This column is needed.' })),
        ...unknown.map((name) => ({
          field: `rows.1.${name.slice(0, 100)}`,
          message: 'This column is not known here, or stands there twice.',
        })),
      ],
    });
  return rows.map((row) => {
    const cell = (name: string) => row[found.indexOf(name)] ?? '';
    const content: Record<string, unknown> = {};
    for (const column of columns) {
      const [first = '', second] = column.path;
      const value = readCell(column, cell(column.name));
      if (value === undefined) continue;
      content[first] = second === undefined ? value : { ...Object(content[first]), [second]: value };
    }
    const [id, version] = [cell('id').trim(), cell('version').trim()];
    return {
      ...(id === '' ? {} : { id }),
      ...(version === '' ? {} : { version: /^\d{1,9}$/.test(version) ? Number(version) : version }),
      content,
    };
  });
}
