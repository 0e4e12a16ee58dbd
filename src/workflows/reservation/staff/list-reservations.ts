import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { due } from '../../../booking/reservation.ts';
import { cursorSchema, encodeCursor } from '../../../platform/database/cursor.ts';
import { rowsOf } from '../../../platform/database/database.ts';
import { described, named } from '../../../platform/described.ts';
import { fieldProblem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { wholeNumber } from '../../../platform/text/whole-number.ts';
import { givenInstant } from '../../../platform/time/instant.ts';
import { conditionsOf, filterEntries } from './reservation-filter.ts';
import { presentRow, rowJson, rowSchema, staffReservationSchema } from './reservation-row.ts';

/** By what the list is put in order, and the type of it. Ids sort by the time of their creation. */
const orders = {
  created: { place: sql`r.id`, type: sql`text` },
  start: { place: sql`r.starts_at`, type: sql`timestamptz` },
  end: { place: sql`r.ends_at`, type: sql`timestamptz` },
  'balance-due': { place: sql`coalesce(r.balance_due_at, 'infinity')`, type: sql`timestamptz` },
} as const satisfies Record<string, { place: SQL; type: SQL }>;
type Order = keyof typeof orders;
const orderNames = ['created', 'start', 'end', 'balance-due'] as const satisfies Order[];
const sorts = orderNames.flatMap((name) => [name, `-${name}`] as const);

export const listQuerySchema = v.strictObject({
  ...filterEntries,
  sort: v.optional(
    described(
      v.picklist(sorts, `Choose one of ${sorts.join(', ')}.`),
      'The order: by when it was made, begins, ends, or its balance is due, which those without one come last in; with a minus from the latest.',
    ),
    '-created',
  ),
  cursor: v.optional(
    described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
  ),
  limit: v.optional(described(wholeNumber(1, 100), 'How many a page has at most.'), '50'),
});
export type ListQuery = v.InferOutput<typeof listQuerySchema>;

export const staffReservationsSchema = named(
  'StaffReservations',
  'A page of reservations for the staff.',
  v.object({
    reservations: described(v.array(staffReservationSchema), 'The reservations, in order.'),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

/** What the staff look for, a page of it. One statement. */
export async function listReservations(
  runtime: Runtime,
  { sort, cursor, limit, ...filter }: ListQuery,
): Promise<v.InferOutput<typeof staffReservationsSchema>> {
  const isDescending = sort.startsWith('-');
  const { place, type } = orders[orderNames.find((name) => sort.endsWith(name)) ?? 'created'];
  const conditions = [...conditionsOf(runtime, filter), ...afterOf(cursor, sort, { place, type })];
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const direction = isDescending ? sql`desc` : sql`asc`;
  const wanted = sql`from reservations r ${where} order by ${place} ${direction}, r.id ${direction}`;
  const shown = sql`id, to_json(place) #>> '{}' as place`;
  // What is dear to ask is asked in the order of the list, until the page is full.
  const page = filter.owed
    ? sql`select ${shown} from (select r, r.id, ${place} as place ${wanted} offset 0) found
        where ${due} > 0 order by found.place ${direction}, id ${direction} limit ${limit + 1}`
    : sql`select ${shown} from (select r.id, ${place} as place ${wanted} limit ${limit + 1}) found`;
  const rows = await runtime.database.query(sql`
    select ${rowJson(runtime.clock.now())} as row, page.place
    from (${page}) page join reservations r on r.id = page.id order by ${place} ${direction}, r.id ${direction}`);
  const found = rowsOf(v.object({ row: rowSchema, place: v.string() }), rows);
  const last = found[limit - 1];
  return {
    reservations: found.slice(0, limit).map(({ row }) => presentRow(runtime, row)),
    nextCursor: found.length > limit && last ? encodeCursor([sort, last.place, last.row.id]) : null,
  };
}

/** Behind the row with which the page before ended. The 422 for a cursor of another order, or of none. */
function afterOf(
  cursor: ListQuery['cursor'],
  sort: ListQuery['sort'],
  { place, type }: { place: SQL; type: SQL },
): SQL[] {
  if (!cursor) return [];
  const [of, value, id] = cursor;
  const isOurs = sort.endsWith('created') || value === 'infinity' || v.is(givenInstant, value);
  if (of !== sort || value === undefined || id === undefined || !isOurs)
    throw fieldProblem('cursor', 'This cursor is of another list.');
  const than = sort.startsWith('-') ? sql`<` : sql`>`;
  return [sql`(${place}, r.id) ${than} (${value}::${type}, ${id})`];
}
