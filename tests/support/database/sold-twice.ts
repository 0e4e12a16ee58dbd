import type { Stack } from '../harness/stack.ts';

/** Pairs of reservations that have the same unit at the same time, turnaround included: what must never be. */
export async function soldTwice(stack: Stack): Promise<readonly { a: string; b: string }[]> {
  const { rows } = await stack.database.query<{ a: string; b: string }>(
    `with sold as (
        select id, unit_id, tstzrange(starts_at, ends_at + make_interval(mins => turnaround_minutes)) as period
        from reservations where status in ('held', 'confirmed')
      ) select a.id as a, b.id as b from sold a join sold b on a.unit_id = b.unit_id and a.id < b.id and a.period && b.period`,
  );
  return rows;
}
