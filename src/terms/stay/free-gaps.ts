import * as v from 'valibot';
import { instantSchema } from '../../platform/database/database.ts';

/** For each active unit of an item the gaps in which it is free, as half-open instants in order of time. */
export const freeGapsSchema = v.array(v.array(v.object({ from: instantSchema, to: instantSchema })));

export type FreeGaps = v.InferOutput<typeof freeGapsSchema>;

/** How many units are free for the whole of a stay and the turnaround after it. */
export function countFree(gaps: FreeGaps, startsAt: Date, endsAt: Date, turnaroundMinutes: number): number {
  const until = endsAt.getTime() + turnaroundMinutes * 60_000;
  return gaps.filter((unit) => unit.some((gap) => gap.from <= startsAt && until <= gap.to.getTime())).length;
}
