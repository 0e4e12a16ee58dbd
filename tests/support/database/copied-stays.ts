import { reserve } from '../booking/booking.ts';
import { cloneItem } from '../booking/cloned-item.ts';
import type { Stack } from '../harness/stack.ts';

let copied = 0;

/**
 * Many reservations at once, made from one by the database alone: each has time of its own, and the columns that are given, which are
 * SQL over the row `t` that is copied and the count `n` from 1. Their references begin with `reference`.
 */
export async function copyStays(
  stack: Stack,
  count: number,
  columns: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  copied += 1;
  const { id } = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  const { rows: all } = await stack.database.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_name = 'reservations'`,
  );
  const days = 'make_interval(days => 2 * n::int)';
  const values: Readonly<Record<string, string>> = {
    id: `new_id('res')`,
    reference: `'C${copied}-' || n`,
    starts_at: `t.starts_at + ${days}`,
    ends_at: `t.ends_at + ${days}`,
    ...columns,
  };
  const { rows } = await stack.database.query<{ id: string }>(
    `insert into reservations (${all.map(({ name }) => name).join(', ')})
     select ${all.map(({ name }) => values[name] ?? `t.${name}`).join(', ')}
     from reservations t, generate_series(1, $2::int) n where t.id = $1 returning id`,
    [id, count],
  );
  return rows.map((row) => row.id);
}
