import type { Availability, Midas } from '../client/midas.ts';
import { monthOf, todayIn } from './dates.ts';

interface Told {
  readonly atMs: number;
  readonly answer: Promise<Availability>;
}

/** What one element has just asked, another need not: by client, then by item and month. */
const told = new Map<Midas, Map<string, Told>>();
const freshMs = 10_000;

/**
 * What is free of an item in a month and the two after it, for a stay may begin in one and end in the next.
 * What was just asked for another element, or ahead of the item, is not asked again.
 */
export function askMonths(midas: Midas, slug: string, month: string): Promise<Availability> {
  const ofClient = told.get(midas) ?? new Map<string, Told>();
  told.set(midas, ofClient);
  const name = `${slug} ${month}`;
  const known = ofClient.get(name);
  if (known && Date.now() - known.atMs < freshMs) return known.answer;
  const answer = midas.items.availability(slug, { from: month, to: monthOf(month, 3) });
  ofClient.set(name, { atMs: Date.now(), answer });
  answer.catch(() => ofClient.delete(name));
  return answer;
}

/** Something is held or given back: what was told of free days no longer holds. */
export function forgetMonths(midas: Midas): void {
  told.delete(midas);
}

/** Asks ahead of the item what the calendar will ask, from a date that somebody may have chosen. */
export function askAhead(midas: Midas, slug: string, from = ''): void {
  const today = monthOf(todayIn('UTC'));
  const month = Number.isNaN(Date.parse(from.slice(0, 10))) ? today : monthOf(from);
  // Whoever needs the answer hears of a failure.
  askMonths(midas, slug, month < today ? today : month).catch(() => undefined);
}
