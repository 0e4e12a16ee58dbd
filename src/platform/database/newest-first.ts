import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { described } from '../described.ts';
import { fieldProblem } from '../problems.ts';
import { wholeNumber } from '../text/whole-number.ts';
import { givenInstant } from '../time/instant.ts';
import { cursorSchema, encodeCursor } from './cursor.ts';
import { type Row, rowsOf } from './database.ts';

/** What every list by time takes in its query. */
export const newestFirstEntries = {
  from: v.optional(described(givenInstant, 'Only from this instant on, RFC 3339 with an offset.')),
  to: v.optional(described(givenInstant, 'Only before this instant, RFC 3339 with an offset.')),
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
  limit: v.optional(described(wholeNumber(1, 100), 'How many a page has at most.'), '50'),
};
const querySchema = v.object(newestFirstEntries);
type Query = v.InferOutput<typeof querySchema>;

/** The columns by which a list stands in order: when, and the id of those at the same instant. */
interface Place {
  readonly at: SQL;
  readonly id: SQL;
}

/** What is added to the statement of a list: its conditions, its order and its end. */
export interface NewestFirst {
  /** Beginning with `where`; all of `conditions` hold too. */
  readonly where: SQL;
  /** `order by … limit …`, one row more than the page has, which tells whether there is another page. */
  readonly order: SQL;
  /** The columns `id`, `at` and `place`, which is the instant as exact as the database has it. */
  readonly columns: SQL;
  /** The rows of the page, by a schema, and where the next begins. */
  read<S extends v.GenericSchema>(
    schema: S,
    rows: Row[],
  ): { readonly page: v.InferOutput<S>[]; readonly nextCursor: string | null };
}

/**
 * A list by time, the newest first: what is asked for between two instants, behind the place where the page
 * before ended. Throws the 422 for a cursor of another list.
 */
export function newestFirst(
  { from, to, cursor, limit }: Query,
  { at, id }: Place,
  conditions: readonly (SQL | '' | undefined)[],
): NewestFirst {
  const all = [
    ...(from ? [sql`${at} >= ${from}`] : []),
    ...(to ? [sql`${at} < ${to}`] : []),
    ...(cursor ? [sql`(${at}, ${id}) < (${placeOf(cursor).at}::timestamptz, ${placeOf(cursor).id})`] : []),
    ...conditions.filter((condition) => condition !== undefined && condition !== ''),
  ];
  return {
    where: all.length > 0 ? sql`where ${sql.join(all, sql` and `)}` : sql``,
    columns: sql`${id} as id, ${at} as at, to_json(${at}) #>> '{}' as place`,
    order: sql`order by ${at} desc, ${id} desc limit ${limit + 1}`,
    read(schema, rows) {
      const found = rowsOf(schema, rows);
      const last = rowsOf(placeSchema, rows)[limit - 1];
      const nextCursor = found.length > limit && last ? encodeCursor([last.place, last.id]) : null;
      return { page: found.slice(0, limit), nextCursor };
    },
  };
}

const placeSchema = v.object({ id: v.string(), place: v.string() });

function placeOf([at, id, ...others]: readonly string[]): { at: string; id: string } {
  if (at === undefined || !v.is(givenInstant, at) || id === undefined || others.length > 0)
    throw fieldProblem('cursor', 'This cursor is of another list.');
  return { at, id };
}

export const nextCursorSchema = described(v.nullable(v.string()), 'For the next page; null on the last.');
