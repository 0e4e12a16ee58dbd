import type { Temporal } from 'temporal-polyfill';
import { localInstant, zoned } from '../../platform/time/local-time.ts';
import type { StayRules } from '../item.ts';
import type { FreeGaps } from './free-gaps.ts';
import { boundsOf, isRoundTheClock, scheduleOf } from './stay.ts';
import { dayRules } from './stay-rules.ts';

/**
 * The instants, in milliseconds, between which a stay may start: from the lead time on, up to the horizon.
 */
export interface Reach {
  readonly earliest: number;
  readonly latest: number;
}

export function reachOf(item: StayRules, now: Date): Reach {
  return {
    earliest: now.getTime() + item.leadTimeMinutes * 60_000,
    latest: now.getTime() + item.horizonDays * 86_400_000,
  };
}

/** A stretch, in milliseconds, within the opening hours that begin on `date`. */
export interface Stretch {
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The opening hours of an hourly item that begin on these local dates, from the first to the last step of its
 * clock. Those of an item that never closes begin with the date and have no end.
 */
export function openingHours(item: StayRules, dates: readonly Temporal.PlainDate[]): Stretch[] {
  const schedule = scheduleOf(item);
  return dates.map((date) => {
    const day = date.toString();
    if (isRoundTheClock(item))
      return { date: day, from: date.toZonedDateTime(item.timeZone).epochMilliseconds, to: Infinity };
    const { from, to } = milliseconds(boundsOf(schedule, date, date.add({ days: 1 })));
    return { date: day, from: stepFrom(item, from), to: stepUntil(item, to) };
  });
}

function milliseconds({ startsAt, endsAt }: ReturnType<typeof boundsOf>) {
  return { from: startsAt.epochMilliseconds, to: endsAt.epochMilliseconds };
}

/**
 * The stretches of one unit in which the shortest stay can be had, without the turnaround that must follow
 * it.
 */
export function stretchesOf(
  item: StayRules,
  unit: FreeGaps[number],
  hours: readonly Stretch[],
  { earliest, latest }: Reach,
): Stretch[] {
  const opening = hours.flatMap((open) => {
    const { shortestStay } = dayRules(item, open.date);
    return shortestStay === null ? [] : [{ open, shortestMs: shortestStay * 3_600_000 }];
  });
  return unit.flatMap((gap) => {
    const from = stepFrom(item, Math.max(gap.from.getTime(), earliest));
    const until = gap.to.getTime() - item.turnaroundMinutes * 60_000;
    return opening.flatMap(({ open, shortestMs }) => {
      const to = stepUntil(item, Math.min(until, latest + shortestMs));
      const one = { date: open.date, from: Math.max(from, open.from), to: Math.min(to, open.to) };
      return one.to - one.from >= shortestMs && startsOn(item, one) ? [one] : [];
    });
  });
}

/** Of what is open round the clock, the hours of a date are those that begin on it. */
function startsOn(item: StayRules, { date, from }: Stretch): boolean {
  return !isRoundTheClock(item) || localInstant(new Date(from), item.timeZone).startsWith(date);
}

/** The first step of the local clock from an instant on. A change of the clocks may need a second look. */
function stepFrom(item: StayRules, ms: number): number {
  let at = Math.ceil(ms / 60_000) * 60_000;
  for (let past = pastStep(item, at); past > 0; past = pastStep(item, at)) {
    at += Math.min(item.gridMinutes - past, 1440 - sinceMidnight(item, at)) * 60_000;
  }
  return at;
}

/** The last step of the local clock up to an instant. */
function stepUntil(item: StayRules, ms: number): number {
  let at = Math.floor(ms / 60_000) * 60_000;
  for (let past = pastStep(item, at); past > 0; past = pastStep(item, at)) at -= past * 60_000;
  return at;
}

function pastStep(item: StayRules, ms: number): number {
  return sinceMidnight(item, ms) % item.gridMinutes;
}

/** Whole minutes. By the offset, which Temporal has to look up once, where hour and minute are one each. */
function sinceMidnight({ timeZone }: StayRules, ms: number): number {
  const localMs = ms + zoned(new Date(ms), timeZone).offsetNanoseconds / 1e6;
  return Math.floor(localMs / 60_000) % 1440;
}

/**
 * The instants between two others from which on the clocks there show another offset. With them, who shows
 * hours needs no rules of zones.
 */
export function clockChanges({ timeZone }: StayRules, from: number, to: number): number[] {
  const changes: number[] = [];
  let at = zoned(new Date(from), timeZone).getTimeZoneTransition('next');
  for (; at && at.epochMilliseconds < to; at = at.getTimeZoneTransition('next')) {
    changes.push(at.epochMilliseconds);
  }
  return changes;
}
