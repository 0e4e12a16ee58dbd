import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { freeGapsJson } from '../../booking/occupancy/free-gaps.ts';
import { stayRulesJson } from '../../catalogue/item-query.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { slugSchema } from '../../platform/text/slug.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { isoDate } from '../../platform/time/iso-date.ts';
import { localInstant } from '../../platform/time/local-time.ts';
import { type StayRules, stayRulesSchema } from '../../terms/item.ts';
import { countFree, type FreeGaps, freeGapsSchema } from '../../terms/stay/free-gaps.ts';
import {
  clockChanges,
  openingHours,
  type Reach,
  reachOf,
  type Stretch,
  stretchesOf,
} from '../../terms/stay/opening-hours.ts';
import { boundsOf, isRoundTheClock, scheduleOf } from '../../terms/stay/stay.ts';
import { dayRules, minimumOn } from '../../terms/stay/stay-rules.ts';

const longestDays = 92;
const dayMs = 86_400_000;

export const availabilityQuerySchema = v.pipe(
  v.strictObject({
    from: described(isoDate, 'The first date, YYYY-MM-DD as the calendar of the item’s zone has it.'),
    to: described(isoDate, 'The date after the last one, YYYY-MM-DD; at most 92 days after `from`.'),
  }),
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

export const availabilitySchema = named(
  'Availability',
  'What is free of an item on a stretch of dates.',
  v.object({
    item: described(v.string(), 'The slug of the item.'),
    timeZone: described(v.string(), 'Its IANA time zone, as `Europe/Paris`.'),
    days: described(
      v.array(
        named(
          'AvailableDay',
          'A local date of an item.',
          v.object({
            date: described(v.string(), 'The date, YYYY-MM-DD in the item’s zone.'),
            isFree: described(v.boolean(), 'Whether a stay may take it: at least one unit is free.'),
            freeUnits: described(integer, 'How many units are free for it.'),
            canArrive: described(v.boolean(), 'Whether the rules let a stay begin on this date.'),
            canDepart: described(
              v.boolean(),
              'Whether the rules let a stay end on this date: its day of departure, or its last with opening hours.',
            ),
            shortestStay: described(
              v.nullable(integer),
              'The shortest stay that may begin here, in hours, days or nights as the item’s rate; null where none may. Whether it is free the days say.',
            ),
          }),
        ),
      ),
      'One entry a local date: whether a stay may take it, or of an hourly item begin in the hours that open on it.',
    ),
    free: described(
      v.array(
        named(
          'FreeStretch',
          'A stretch of hours that is free, within the opening hours of a date.',
          v.object({
            date: described(
              v.string(),
              'The date whose opening hours they are, YYYY-MM-DD in the item’s zone; they may end on the next.',
            ),
            startsAt: described(
              v.string(),
              'Its first instant, RFC 3339 with the offset of the item’s zone.',
            ),
            endsAt: described(
              v.string(),
              'The instant after its last, RFC 3339 with the offset of the item’s zone.',
            ),
            clockChanges: described(
              v.array(v.string()),
              'The instants within it from which on the clocks there show the offset that they are written with, RFC 3339.',
            ),
            shortestStay: described(integer, 'The shortest stay that begins within it, in hours.'),
          }),
        ),
      ),
      'Of an item by the hour, the stretches in which at least one unit is free for the shortest stay, turnaround already taken off; else empty.',
    ),
  }),
);

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
    sql`select ${stayRulesJson} as item, ${window} as gaps from items i where i.slug = ${slug} and i.is_listed`,
  );
  const found = firstOf(v.object({ item: availableItemSchema, gaps: freeGapsSchema }), rows);
  if (!found) throw new Problem('not-found', 'There is no such item.');
  const { item, gaps } = found;
  const reach = reachOf(item, now);
  const dates = datesOf(range);
  const told = { item: item.slug, timeZone: item.timeZone };
  if (item.rate.per === 'hour') return { ...told, ...hourly(item, gaps, dates, reach) };
  return { ...told, days: dates.map((date) => wholeDay(item, gaps, date, reach)), free: [] };
}

const availableItemSchema = v.object({ ...stayRulesSchema.entries, slug: v.string() });

export function datesOf(range: { from: string; to: string }): Temporal.PlainDate[] {
  const from = Temporal.PlainDate.from(range.from);
  const count = from.until(range.to, { largestUnit: 'days' }).days;
  return Array.from({ length: count }, (_, index) => from.add({ days: index }));
}

function wholeDay(
  item: StayRules,
  gaps: FreeGaps,
  date: Temporal.PlainDate,
  { earliest, latest }: Reach,
): v.InferOutput<typeof availabilitySchema>['days'][number] {
  const { startsAt, endsAt } = boundsOf(scheduleOf(item), date, date.add({ days: 1 }));
  const isInReach = startsAt.epochMilliseconds >= earliest && startsAt.epochMilliseconds <= latest;
  // Of a day whose hours the clocks skip nothing is left.
  const isOpen = isInReach && startsAt.epochMilliseconds < endsAt.epochMilliseconds;
  const stay = [new Date(startsAt.epochMilliseconds), new Date(endsAt.epochMilliseconds)] as const;
  const freeUnits = isOpen ? countFree(gaps, ...stay, item.turnaroundMinutes) : 0;
  return { date: date.toString(), isFree: freeUnits > 0, freeUnits, ...dayRules(item, date.toString()) };
}

function hourly(item: StayRules, gaps: FreeGaps, dates: readonly Temporal.PlainDate[], reach: Reach) {
  const hours = openingHours(item, dates);
  const units = gaps.map((unit) => stretchesOf(item, unit, hours, reach));
  const days = hours.map(({ date }) => {
    const freeUnits = units.filter((stretches) => stretches.some((one) => one.date === date)).length;
    return { date, isFree: freeUnits > 0, freeUnits, ...dayRules(item, date) };
  });
  return { days, free: presentStretches(item, units.flat(), dates) };
}

/**
 * The stretches of all units, but for those within another. What has no end of its own ends with the last
 * date.
 */
function presentStretches(
  item: StayRules,
  stretches: readonly Stretch[],
  dates: readonly Temporal.PlainDate[],
): v.InferOutput<typeof availabilitySchema>['free'] {
  const midnight = dates.at(-1)?.add({ days: 1 }).toZonedDateTime(item.timeZone).epochMilliseconds ?? 0;
  const ended = stretches
    .map((one) => (isRoundTheClock(item) ? { ...one, to: Math.min(one.to, midnight) } : one))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const told = ended.filter(
    (one, at) => !ended.slice(0, at).some((other) => other.date === one.date && one.to <= other.to),
  );
  const [first] = told;
  const changes = first ? clockChanges(item, first.from, Math.max(...told.map(({ to }) => to))) : [];
  const local = (ms: number) => localInstant(new Date(ms), item.timeZone);
  return told.map(({ date, from, to }) => ({
    date,
    startsAt: local(from),
    endsAt: local(to),
    clockChanges: changes.filter((at) => from < at && at < to).map(local),
    shortestStay: minimumOn(item, date),
  }));
}
