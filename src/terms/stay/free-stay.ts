import { Problem } from '../../platform/problems.ts';
import type { StayRules } from '../item.ts';
import { countFree, type FreeGaps } from './free-gaps.ts';
import { resolveStay, type Stay } from './stay.ts';

/** The stay, if the rules of the item allow it and a unit has room for it and the turnaround after it. */
export function freeStay(
  item: StayRules,
  gaps: FreeGaps,
  { from, to }: { from: string; to: string },
  now: Date,
): Stay | undefined {
  const stay = allowedStay(item, from, to, now);
  if (!stay) return undefined;
  const startsAt = new Date(stay.startsAt.epochMilliseconds);
  const endsAt = new Date(stay.endsAt.epochMilliseconds);
  return countFree(gaps, startsAt, endsAt, item.turnaroundMinutes) > 0 ? stay : undefined;
}

/** The stay, unless the rules refuse it: too soon, closed, too short, at a time that does not exist. */
function allowedStay(item: StayRules, from: string, to: string, now: Date): Stay | undefined {
  try {
    return resolveStay(item, from, to, now);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
