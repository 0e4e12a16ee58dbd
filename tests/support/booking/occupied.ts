import { randomUUID } from 'node:crypto';
import type { Stack } from '../harness/stack.ts';
import { minuteMs } from './wall-clock.ts';

/** A stretch in which a unit cannot be had, turnaround included; a hold has an end of its own. */
export interface Occupied {
  readonly unitId: string;
  readonly from: number;
  readonly to: number;
  /** When a hold lapses; undefined for what lasts. */
  readonly heldUntil?: number | undefined;
}

/** Writes stretches as reservations leave them behind, without making thousands of reservations. */
export async function occupy(stack: Stack, stretches: readonly Occupied[]): Promise<void> {
  const rows = stretches.map(({ unitId, from, to, heldUntil }) => ({
    id: randomUUID(),
    unit_id: unitId,
    period: `[${new Date(from).toISOString()},${new Date(to).toISOString()})`,
    expires_at: heldUntil === undefined ? null : new Date(heldUntil).toISOString(),
    reservation_id: null,
  }));
  await stack.database.query(
    'insert into occupancies select * from jsonb_populate_recordset(null::occupancies, $1::jsonb)',
    [JSON.stringify(rows)],
  );
}

/** Only those stretches that do not overlap one before them on the same unit, which the database refuses. */
export function withoutOverlap(stretches: readonly Occupied[]): Occupied[] {
  const kept: Occupied[] = [];
  for (const one of stretches)
    if (kept.every((other) => other.unitId !== one.unitId || one.to <= other.from || other.to <= one.from))
      kept.push(one);
  return kept;
}

export const hourMs = 60 * minuteMs;
