import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { type Item, itemSchema } from '../catalogue/item.ts';
import { itemJson, slugSchema } from '../catalogue/item-query.ts';
import { firstOf } from '../platform/database.ts';
import { isoDate } from '../platform/iso-date.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { countFree, type FreeGaps, freeGapsJson, freeGapsSchema } from './free-gaps.ts';
import { boundsOf, localInstant, scheduleOf } from './stay.ts';

const longestDays = 92;
const dayMs = 86_400_000;

export const availabilityQuerySchema = v.pipe(
  v.strictObject({ from: isoDate, to: isoDate }),
  v.forward(
    v.check(({ from, to }) => from < to, 'The end must be after the start.'),
    ['to'],
  ),
  v.forward(
    v.check(
      ({ from, to }) => Date.parse(to) - Date.parse(from) <= longestDays * dayMs,
      `Ask for at most ${longestDays} days at once.`,
    ),
    ['to'],
  ),
);

export const availabilitySchema = v.object({
  item: v.string(),
  timeZone: v.string(),
  /** One entry a local date: whether a stay may take it, and how many units are free for the whole of it. */
  days: v.array(v.object({ date: v.string(), isFree: v.boolean(), freeUnits: v.number() })),
  /** Hourly items: the stretches in which at least one unit is free for the shortest stay, turnaround already taken off. */
  free: v.array(v.object({ startsAt: v.string(), endsAt: v.string() })),
});

/** What is free on an item between two local dates, `to` not included. One statement. */
export async function availabilityOf(
  runtime: Runtime,
  slug: string,
  range: { from: string; to: string },
): Promise<v.InferOutput<typeof availabilitySchema>> {
  if (!v.is(slugSchema, slug)) throw new Problem('not-found', 'There is no such item.');
  const now = runtime.clock.now();
  // Two days more on both sides cover every zone, check-out times of the next day and the turnaround.
  const window = freeGapsJson(
    new Date(Date.parse(range.from) - 2 * dayMs),
    new Date(Date.parse(range.to) + 9 * dayMs),
    now,
  );
  const rows = await runtime.database.query(
    sql`select ${itemJson} as item, ${window} as gaps from items i where i.slug = ${slug} and i.is_listed`,
  );
  const found = firstOf(v.object({ item: itemSchema, gaps: freeGapsSchema }), rows);
  if (!found) throw new Problem('not-found', 'There is no such item.');
  const { item, gaps } = found;
  const isHourly = item.rate.per === 'hour';
  const opening = openingOf(item, now);
  return {
    item: item.slug,
    timeZone: item.timeZone,
    days: datesOf(range).map((date) =>
      isHourly ? hourlyDay(item, gaps, date, opening) : wholeDay(item, gaps, date, opening),
    ),
    free: isHourly ? hourlyStretches(item, gaps, range, opening) : [],
  };
}

/** The instants between which a stay may start: the lead time from now, and the horizon. */
interface Opening {
  readonly earliest: number;
  readonly latest: number;
}

function openingOf(item: Item, now: Date): Opening {
  return {
    earliest: now.getTime() + item.leadTimeMinutes * 60_000,
    latest: now.getTime() + item.horizonDays * dayMs,
  };
}

function datesOf(range: { from: string; to: string }): Temporal.PlainDate[] {
  const from = Temporal.PlainDate.from(range.from);
  const count = from.until(range.to, { largestUnit: 'days' }).days;
  return Array.from({ length: count }, (_, index) => from.add({ days: index }));
}

function wholeDay(item: Item, gaps: FreeGaps, date: Temporal.PlainDate, { earliest, latest }: Opening) {
  const { startsAt, endsAt } = boundsOf(scheduleOf(item), date, date.add({ days: 1 }));
  const isOpen = startsAt.epochMilliseconds >= earliest && startsAt.epochMilliseconds <= latest;
  const stay = [new Date(startsAt.epochMilliseconds), new Date(endsAt.epochMilliseconds)] as const;
  const freeUnits = isOpen ? countFree(gaps, ...stay, item.turnaroundMinutes) : 0;
  return { date: date.toString(), isFree: freeUnits > 0, freeUnits };
}

function hourlyDay(item: Item, gaps: FreeGaps, date: Temporal.PlainDate, opening: Opening) {
  const start = date.toZonedDateTime(item.timeZone);
  const [from, to] = [
    start.epochMilliseconds,
    date.add({ days: 1 }).toZonedDateTime(item.timeZone).epochMilliseconds,
  ];
  const freeUnits = gaps.filter((unit) =>
    usable(item, unit, opening).some((gap) => gap.from < to && gap.to > from),
  ).length;
  return { date: date.toString(), isFree: freeUnits > 0, freeUnits };
}

/** The gaps of one unit in which the shortest stay can be reserved, without the turnaround that must follow it. */
function usable(
  item: Item,
  unit: FreeGaps[number],
  { earliest, latest }: Opening,
): { from: number; to: number }[] {
  const shortestMs = item.minimumStay * 3_600_000;
  return unit
    .map((gap) => ({
      from: Math.max(gap.from.getTime(), earliest),
      to: Math.min(gap.to.getTime() - item.turnaroundMinutes * 60_000, latest + shortestMs),
    }))
    .filter((gap) => gap.to - gap.from >= shortestMs);
}

function hourlyStretches(item: Item, gaps: FreeGaps, range: { from: string; to: string }, opening: Opening) {
  const first = Temporal.PlainDate.from(range.from).toZonedDateTime(item.timeZone).epochMilliseconds;
  const last = Temporal.PlainDate.from(range.to).toZonedDateTime(item.timeZone).epochMilliseconds;
  const stretches = gaps
    .flatMap((unit) => usable(item, unit, opening))
    .map((gap) => ({ from: Math.max(gap.from, first), to: Math.min(gap.to, last) }));
  const seen = new Set<string>();
  return stretches
    .filter((gap) => gap.from < gap.to)
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .map((gap) => ({
      startsAt: localInstant(new Date(gap.from), item.timeZone),
      endsAt: localInstant(new Date(gap.to), item.timeZone),
    }))
    .filter(({ startsAt, endsAt }) => !seen.has(startsAt + endsAt) && seen.add(startsAt + endsAt));
}
