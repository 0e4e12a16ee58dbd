import type { Availability, Item } from '../client/midas.ts';
import { addDays, daysBetween } from './dates.ts';

/** What is told of a date: whether it is free, and what the rules say of a stay that begins or ends on it. */
export type Day = Availability['days'][number];

export type StayKind = 'hour' | 'night' | 'span' | 'day';

/**
 * How a stay on an item is told. Nights and days of 24 hours (`span`) end on the date of departure; of days with opening
 * hours (`day`) people name the first and the last.
 */
export function kindOf({ rate, startTime, endTime }: Item): StayKind {
  if (rate.per !== 'day') return rate.per;
  return endTime > startTime ? 'day' : 'span';
}

/** The end of a stay as people name it, and back: of days with opening hours it is the last, not the first after. */
export const shownEnd = (kind: StayKind, to: string) => (kind === 'day' && to ? addDays(to, -1) : to);
export const givenEnd = (kind: StayKind, to: string) => (kind === 'day' && to ? addDays(to, 1) : to);

/** Whether a stay may run between two dates as people name them, in either order. */
export function isOpen(
  item: Item,
  day: (date: string) => Day | undefined,
  one: string,
  other: string,
): boolean {
  const [from = one, last = other] = [one, other].sort();
  const to = givenEnd(kindOf(item), last);
  const length = daysBetween(from, to);
  const shortest = day(from)?.shortestStay ?? Infinity;
  if (length < shortest || length > item.maximumStay || !day(last)?.canDepart) return false;
  for (let date = from; date < to; date = addDays(date, 1)) if (!day(date)?.isFree) return false;
  return true;
}

/** A stretch in which an hourly item can be had, as the API says it: within its opening hours, on steps of its clock. */
export type Stretch = Availability['free'][number];

/** What is held for this visitor: the span that was wished, and the instants of the reservation. */
export interface Own {
  readonly from: string;
  readonly to: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The times at which a stay of an hourly item may start on a date, each with its offset. */
export function startTimes(item: Item, date: string, stretches: readonly Stretch[]): string[] {
  const isAlwaysOpen = item.startTime === item.endTime;
  const times = stretches
    .flatMap((one) =>
      steps(item, one, Date.parse(one.startsAt), Date.parse(one.endsAt) - hours(one.shortestStay)),
    )
    .filter((time) => !isAlwaysOpen || time.startsWith(date));
  return [...new Set(times)].sort((one, other) => Date.parse(one) - Date.parse(other));
}

/** The times at which a stay that starts at `from` may end: after so many hours as really pass, as it is priced. */
export function endTimes(item: Item, stretches: readonly Stretch[], from: string): string[] {
  const start = Date.parse(from);
  const end = ({ endsAt }: Stretch) => Date.parse(endsAt);
  const longest = stretches
    .filter((one) => Date.parse(one.startsAt) <= start && start < end(one))
    .sort((one, other) => end(other) - end(one))[0];
  return longest
    ? steps(
        item,
        longest,
        start + hours(longest.shortestStay),
        Math.min(end(longest), start + hours(item.maximumStay)),
      )
    : [];
}

const hours = (count: number) => count * 3_600_000;

/** Every time between two instants at which the clocks of the item stand on a step. */
function steps({ gridMinutes }: Item, stretch: Stretch, from: number, to: number): string[] {
  const times = [];
  for (let at = from; at <= to; ) {
    const time = localTime(stretch, at);
    const past = ((asUtc(time) / 60_000) % 1440) % gridMinutes;
    if (!past) times.push(time);
    at += (gridMinutes - past) * 60_000;
  }
  return times;
}

/** What the clocks show within a stretch. The API says when they change: this browser may know older rules of zones. */
function localTime({ startsAt, clockChanges }: Stretch, at: number): string {
  const known = clockChanges.findLast((change) => Date.parse(change) <= at) ?? startsAt;
  const shown = new Date(at + asUtc(known) - Date.parse(known));
  return shown.toISOString().slice(0, 19) + known.slice(19);
}

const asUtc = (time: string) => Date.parse(`${time.slice(0, 19)}Z`);
