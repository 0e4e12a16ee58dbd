import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { fieldProblem, type Problem } from '../../platform/problems.ts';
import { givenInstant, givenLocalTime } from '../../platform/time/instant.ts';
import { isoDate } from '../../platform/time/iso-date.ts';
import { instantOf, type LocalStay, localInstant, localText } from '../../platform/time/local-time.ts';
import type { StayRules } from '../item.ts';
import { checkLimits } from './stay-rules.ts';

/** The rules of an item that turn what a guest asks for into instants, and back. */
export type Schedule = Pick<StayRules, 'timeZone' | 'startTime' | 'endTime'> & {
  readonly per: StayRules['rate']['per'];
};

/** How much of a stay falls on one local date: nights and days count 1, hours their share in minutes. */
interface StayPart {
  readonly date: string;
  /** In rate units; hours may be fractions of whole minutes. */
  readonly quantityMinutes: number;
}

/** A stay as half-open instants, with the time that it is charged for by local date of the item's zone. */
export interface Stay {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** What the clocks there are to show then; it stays true when the rules of the zone change. */
  readonly local: LocalStay;
  readonly parts: readonly StayPart[];
}

export function scheduleOf(item: StayRules): Schedule {
  return { per: item.rate.per, timeZone: item.timeZone, startTime: item.startTime, endTime: item.endTime };
}

/**
 * The stay from `from` to `to` on an item, or the refusal that names the field. Daily and nightly items take
 * dates, of which `to` is the day of departure (the first day not charged). Hourly items take RFC 3339
 * instants, or local times of the item's zone: one that does not exist there (spring) is refused, of one that
 * exists twice (autumn) the first is meant, as RFC 5545 section 3.3.5 has it.
 * @param rules whether length, weekdays and notice count: where the staff put them aside, a stay may also have begun.
 */
export function resolveStay(
  item: StayRules,
  from: string,
  to: string,
  now: Date,
  rules: 'kept' | 'ignored' = 'kept',
): Stay {
  const limits = rules === 'kept' ? checkLimits : () => {};
  const stay =
    item.rate.per === 'hour' ? hourlyStay(item, from, to, limits) : datedStay(item, from, to, limits);
  if (rules === 'ignored') {
    if (stay.endsAt.epochMilliseconds <= now.getTime()) throw fieldProblem('to', 'The end is in the past.');
    return stay;
  }
  const aheadMinutes = (stay.startsAt.epochMilliseconds - now.getTime()) / 60_000;
  if (aheadMinutes < 0) throw fieldProblem('from', 'The start is in the past.');
  if (aheadMinutes < item.leadTimeMinutes) {
    throw fieldProblem('from', `Reserve at least ${inWords(item.leadTimeMinutes)} ahead.`);
  }
  if (aheadMinutes > item.horizonDays * 1440) {
    throw fieldProblem('from', `Reservations open ${item.horizonDays} days ahead.`);
  }
  return stay;
}

/** What judges how long a stay is and on which weekdays it begins and ends. */
type Limits = typeof checkLimits;

function datedStay(item: StayRules, fromText: string, toText: string, limits: Limits): Stay {
  const from = parseDate('from', fromText);
  const to = parseDate('to', toText);
  const count = from.until(to, { largestUnit: 'days' }).days;
  checkOrder(count);
  limits(item, { first: from.toString(), last: to.subtract({ days: 1 }).toString(), length: count });
  const schedule = scheduleOf(item);
  const bounds = boundsOf(schedule, from, to);
  if (Temporal.Instant.compare(bounds.startsAt, bounds.endsAt) >= 0) throw skipped(item, 'from');
  const parts = Array.from({ length: count }, (_, index) => ({
    date: from.add({ days: index }).toString(),
    quantityMinutes: 1440,
  }));
  return { ...bounds, local: localBounds(schedule, from, to), parts };
}

/**
 * The nights of a stay: those that are charged, or for hours and for days with opening hours the midnights
 * that it passes.
 */
export function nightsOf(item: StayRules, { parts }: Stay): number {
  const schedule = scheduleOf(item);
  return schedule.per !== 'hour' && endsOnDepartureDate(schedule) ? parts.length : parts.length - 1;
}

/**
 * The instants of a dated stay, or the opening hours of an hourly item: what ends before it begins ends on
 * the next date.
 */
export function boundsOf(schedule: Schedule, from: Temporal.PlainDate, to: Temporal.PlainDate) {
  const { startsAt, endsAt } = localBounds(schedule, from, to);
  return { startsAt: instantOf(startsAt), endsAt: instantOf(endsAt) };
}

function localBounds(schedule: Schedule, from: Temporal.PlainDate, to: Temporal.PlainDate): LocalStay {
  const lastDate = endsOnDepartureDate(schedule) ? to : to.subtract({ days: 1 });
  return {
    startsAt: localText(from, schedule.startTime, schedule.timeZone),
    endsAt: localText(lastDate, schedule.endTime, schedule.timeZone),
  };
}

/**
 * Nights, and days of 24 hours, end on the date of departure; days with opening hours end on the date before
 * it.
 */
function endsOnDepartureDate(schedule: Schedule): boolean {
  return schedule.per === 'night' || schedule.endTime <= schedule.startTime;
}

function hourlyStay(item: StayRules, fromText: string, toText: string, limits: Limits): Stay {
  const start = parseTime(item, 'from', fromText);
  const end = parseTime(item, 'to', toText);
  const hours = (end.epochMilliseconds - start.epochMilliseconds) / 3_600_000;
  checkOrder(hours);
  limits(item, { ...openDates(item, start, end), length: hours });
  return {
    startsAt: start.toInstant(),
    endsAt: end.toInstant(),
    local: { startsAt: start.toString(), endsAt: end.toString() },
    parts: hoursByDate(start, end),
  };
}

/** An hourly item that opens and closes at the same time never closes. */
export function isRoundTheClock({ startTime, endTime }: Pick<Schedule, 'startTime' | 'endTime'>): boolean {
  return startTime === endTime;
}

/**
 * The dates on which a stay by the hour begins and ends, as its rules count them. It lies within the opening
 * hours of one date, which may end on the next, and is of that date; where they never end, what ends at
 * midnight ends on the date before.
 */
function openDates(
  item: StayRules,
  start: Temporal.ZonedDateTime,
  end: Temporal.ZonedDateTime,
): { first: string; last: string } {
  const date = start.toPlainDate();
  if (isRoundTheClock(item))
    return { first: date.toString(), last: end.subtract({ nanoseconds: 1 }).toPlainDate().toString() };
  const message = `Open from ${item.startTime} to ${item.endTime}.`;
  const [open] = [date, date.subtract({ days: 1 })]
    .map((day) => ({ day: day.toString(), ...boundsOf(scheduleOf(item), day, day.add({ days: 1 })) }))
    .filter(({ startsAt, endsAt }) => isWithin(start.epochMilliseconds, startsAt, endsAt))
    .sort((one, other) => Temporal.Instant.compare(other.endsAt, one.endsAt));
  if (!open) throw fieldProblem('from', message);
  if (end.epochMilliseconds > open.endsAt.epochMilliseconds) throw fieldProblem('to', message);
  return { first: open.day, last: open.day };
}

function isWithin(ms: number, from: Temporal.Instant, to: Temporal.Instant): boolean {
  return from.epochMilliseconds <= ms && ms < to.epochMilliseconds;
}

/** Elapsed minutes on each local date: a day of 23 or 25 hours has as many as really pass. */
function hoursByDate(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): StayPart[] {
  const parts: StayPart[] = [];
  for (let from = start; Temporal.ZonedDateTime.compare(from, end) < 0; ) {
    const midnight = from.add({ days: 1 }).startOfDay();
    const to = Temporal.ZonedDateTime.compare(midnight, end) < 0 ? midnight : end;
    parts.push({
      date: from.toPlainDate().toString(),
      quantityMinutes: (to.epochMilliseconds - from.epochMilliseconds) / 60_000,
    });
    from = to;
  }
  return parts;
}

function parseDate(field: 'from' | 'to', text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(given(field, isoDate, text));
}

function parseTime(item: StayRules, field: 'from' | 'to', text: string): Temporal.ZonedDateTime {
  const time = /(?:z|[-+ ]\d\d:\d\d)$/i.test(text)
    ? Temporal.Instant.from(given(field, givenInstant, text)).toZonedDateTimeISO(item.timeZone)
    : localTime(item, field, given(field, givenLocalTime, text));
  const sinceMidnight = time.hour * 60 + time.minute;
  if (
    sinceMidnight % item.gridMinutes !== 0 ||
    time.second !== 0 ||
    time.millisecond !== 0 ||
    time.microsecond !== 0 ||
    time.nanosecond !== 0
  ) {
    throw fieldProblem(field, `Choose a time on a step of ${item.gridMinutes} minutes.`);
  }
  return time;
}

function localTime(
  item: StayRules,
  field: 'from' | 'to',
  local: Temporal.PlainDateTime,
): Temporal.ZonedDateTime {
  const time = local.toZonedDateTime(item.timeZone, { disambiguation: 'compatible' });
  if (!time.toPlainDateTime().equals(local)) throw skipped(item, field);
  return time;
}

function skipped(item: StayRules, field: 'from' | 'to'): Problem {
  return fieldProblem(
    field,
    `The clocks go forward over that time in ${item.place.city}: it does not exist.`,
  );
}

function given<S extends v.GenericSchema>(field: 'from' | 'to', schema: S, text: string): v.InferOutput<S> {
  const result = v.safeParse(schema, text);
  if (result.success) return result.output;
  throw fieldProblem(field, result.issues[0].message);
}

function checkOrder(length: number): void {
  if (length <= 0) throw fieldProblem('to', 'The end must be after the start.');
}

/** Minutes as people say them: "7 days", "36 hours", "90 minutes". */
function inWords(minutes: number): string {
  const [size, unit] = (
    [
      [1440, 'day'],
      [60, 'hour'],
      [1, 'minute'],
    ] as const
  ).find(([one]) => minutes % one === 0) ?? [1, 'minute'];
  return `${minutes / size} ${plural(unit, minutes / size)}`;
}

function plural(unit: string, count: number): string {
  return count === 1 ? unit : `${unit}s`;
}

/**
 * The `from` and `to` with which a guest would ask for a stay. What the clocks were to show says more than
 * the instants do: a time that does not exist on a date may have been moved to the next.
 */
export function requestOf(
  schedule: Schedule,
  startsAt: Date,
  endsAt: Date,
  local: LocalStay,
): { from: string; to: string } {
  if (schedule.per === 'hour')
    return { from: localInstant(startsAt, schedule.timeZone), to: localInstant(endsAt, schedule.timeZone) };
  const last = Temporal.PlainDate.from(local.endsAt);
  const to = endsOnDepartureDate(schedule) ? last : last.add({ days: 1 });
  return { from: Temporal.PlainDate.from(local.startsAt).toString(), to: to.toString() };
}
