import { fail } from '../command.ts';
import { readFloat } from '../numbers.ts';
import type { Scored, SortedSet } from './sorted-set.ts';

/** Whether an item is between two bounds. */
export type Within = (item: Scored) => boolean;

const NOT_SCORE = 'ERR min or max is not a float';
const NOT_LEX = 'ERR min or max not valid string range item';

type Bound = { value: number; open: boolean };

function scoreBound(text: string): Bound {
  const open = text.startsWith('(');
  return { value: readFloat(open ? text.slice(1) : text) ?? fail(NOT_SCORE), open };
}

/** From one score to another; `(` in front leaves the bound itself out. */
export function byScore(min: string, max: string): Within {
  const [low, high] = [scoreBound(min), scoreBound(max)];
  return ({ score }) =>
    (low.open ? score > low.value : score >= low.value) &&
    (high.open ? score < high.value : score <= high.value);
}

/** `-` and `+` are the ends, `[a` includes a, `(a` does not. Answers how a member stands to the bound: below, on, above. */
function lexBound(text: string): (member: string) => number {
  if (text === '-') return () => 1;
  if (text === '+') return () => -1;
  const kind = text[0];
  if (kind !== '[' && kind !== '(') return fail(NOT_LEX);
  const value = text.slice(1);
  return (member) => (member === value ? (kind === '[' ? 0 : Number.NaN) : member > value ? 1 : -1);
}

export function byLex(min: string, max: string): Within {
  const [low, high] = [lexBound(min), lexBound(max)];
  return ({ member }) => low(member) >= 0 && high(member) <= 0;
}

/** The items between bounds, the lowest first. */
export const between = (set: SortedSet | undefined, within: Within): Scored[] =>
  set?.sorted().filter(within) ?? [];
