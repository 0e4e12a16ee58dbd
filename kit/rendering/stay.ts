import type { Availability, Item } from '../client/midas.ts';
import { addDays, addHours, daysBetween } from './dates.ts';

/** When, as the API takes it: local dates, `to` the first date after, or local times. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

export type StayKind = 'hour' | 'night' | 'span' | 'day';

/**
 * How a stay on an item is told. Nights and days of 24 hours (`span`) end on the date of departure; of days with opening
 * hours (`day`) people name the first and the last.
 */
export function kindOf({ rate, startTime, endTime }: Item): StayKind {
  if (rate.per !== 'day') return rate.per;
  return endTime > startTime ? 'day' : 'span';
}

/** Ages as somebody writes them into one field: `4, 9`. */
export const agesIn = (text: string) => (text.match(/\d+/g) ?? []).map(Number);

/** The end of a stay as people name it, and back: of days with opening hours it is the last, not the first after. */
export const shownEnd = (kind: StayKind, to: string) => (kind === 'day' && to ? addDays(to, -1) : to);
export const givenEnd = (kind: StayKind, to: string) => (kind === 'day' && to ? addDays(to, 1) : to);

/** Whether a stay may run between two dates as people name them, in either order. */
export function isOpen(item: Item, isFree: (date: string) => boolean, one: string, other: string): boolean {
  const [from = one, last = other] = [one, other].sort();
  const to = givenEnd(kindOf(item), last);
  const length = daysBetween(from, to);
  if (length < item.minimumStay || length > item.maximumStay) return false;
  for (let date = from; date < to; date = addDays(date, 1)) if (!isFree(date)) return false;
  return true;
}

/** When an hourly item can be had on a date: what is free, within its opening hours, on steps of its clock. */
export function openStretches(item: Item, date: string, free: Availability['free']): Span[] {
  const opens = `${date}T${item.startTime}`;
  const closes = `${item.endTime > item.startTime ? date : addDays(date, 1)}T${item.endTime}`;
  const stretches = free
    .map(({ startsAt, endsAt }) => ({
      from: later(opens, onStep(startsAt.slice(0, 16), item.gridMinutes)),
      to: earlier(closes, endsAt.slice(0, 16)),
    }))
    .filter(({ from, to }) => addHours(from, item.minimumStay) <= to)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  // Units that are free at the same time make one stretch only as far as one of them is free throughout.
  return stretches.filter(
    (one, at) =>
      !stretches.some(
        (other, place) => place !== at && holds(other, one) && (place < at || !holds(one, other)),
      ),
  );
}

/** The times at which a stay of an hourly item may start on a date. */
export function startTimes(item: Item, stretches: readonly Span[]): string[] {
  const times = stretches.flatMap(({ from, to }) => steps(item, from, addHours(to, -item.minimumStay)));
  return [...new Set(times)].sort();
}

/** The times at which a stay that starts at `from` may end. */
export function endTimes(item: Item, stretches: readonly Span[], from: string): string[] {
  const ends = stretches
    .filter((one) => one.from <= from && from < one.to)
    .map(({ to }) => to)
    .sort();
  const last = ends.at(-1);
  return last
    ? steps(item, addHours(from, item.minimumStay), earlier(last, addHours(from, item.maximumStay)))
    : [];
}

function steps({ gridMinutes }: Item, from: string, to: string): string[] {
  const times = [];
  for (let time = from; time <= to; time = addHours(time, gridMinutes / 60)) times.push(time);
  return times;
}

function onStep(time: string, gridMinutes: number): string {
  const stepMs = gridMinutes * 60_000;
  return new Date(Math.ceil(Date.parse(`${time}Z`) / stepMs) * stepMs).toISOString().slice(0, 16);
}

const holds = (outer: Span, inner: Span) => outer.from <= inner.from && inner.to <= outer.to;
const later = (one: string, other: string) => (one > other ? one : other);
const earlier = (one: string, other: string) => (one < other ? one : other);
