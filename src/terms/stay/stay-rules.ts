import { fieldProblem } from '../../platform/problems.ts';
import { weekdayOf } from '../../platform/time/iso-date.ts';
import type { Item } from '../item.ts';
import { seasonOn } from '../price/season.ts';

/** What an item says of the length of a stay and of the weekdays on which it begins and ends. */
export type StayLimits = Pick<
  Item,
  | 'rate'
  | 'startTime'
  | 'endTime'
  | 'minimumStay'
  | 'maximumStay'
  | 'arrivalDays'
  | 'departureDays'
  | 'seasons'
>;

/** A stay by local dates: those that it is charged for, and the one on which it ends. */
export interface StayDates {
  readonly first: string;
  readonly last: string;
  /** In rate units; of hours any part. */
  readonly length: number;
}

/** What is told of a local date, so that a page offers only what a quote takes. Lengths in rate units. */
export interface DayRules {
  readonly canArrive: boolean;
  readonly canDepart: boolean;
  /** Of a stay that begins here; null where none can. */
  readonly shortestStay: number | null;
}

/**
 * Refuses a stay that is too short or too long, or begins or ends on another weekday than it may, at its
 * field and with the rule. The season of the first date decides how short it may be and on which day it
 * begins; that of the last night or day decides on which day it ends. A stay ends on the day after its last
 * night, or on its last day with opening hours; one by the hour begins and ends on the date on which its
 * hours open, or where they never close by the clock.
 */
export function checkLimits(item: StayLimits, stay: StayDates): void {
  const { season, minimumStay, arrivalDays } = limitsOn(item, stay.first);
  if (!arrivalDays.includes(weekdayOf(stay.first)))
    throw fieldProblem('from', dayRule('begins', season?.arrivalDays != null, arrivalDays));
  if (stay.length < minimumStay)
    throw fieldProblem(
      'to',
      `${season?.minimumStay != null ? 'In this season the' : 'The'} shortest stay is ${counted(item, minimumStay)}.`,
    );
  if (stay.length > item.maximumStay)
    throw fieldProblem('to', `The longest stay is ${counted(item, item.maximumStay)}.`);
  const ending = limitsOn(item, stay.last);
  if (!ending.departureDays.includes(weekdayOf(departureOf(item, stay.last))))
    throw fieldProblem('to', dayRule('ends', ending.season?.departureDays != null, ending.departureDays));
}

/** The rules of a local date, by which `checkLimits` judges a stay that begins or ends on it. */
export function dayRules(item: StayLimits, date: string): DayRules {
  const { minimumStay, arrivalDays } = limitsOn(item, date);
  const isLast = isBySleep(item) ? addDays(date, -1) : date;
  const canArrive = arrivalDays.includes(weekdayOf(date));
  return {
    canArrive,
    canDepart: limitsOn(item, isLast).departureDays.includes(weekdayOf(date)),
    shortestStay: canArrive ? shortestFrom(item, date, minimumStay) : null,
  };
}

/** How short a stay may be that begins on a local date. */
export function minimumOn(item: StayLimits, date: string): number {
  return limitsOn(item, date).minimumStay;
}

function limitsOn(item: StayLimits, date: string) {
  const season = seasonOn(item, date);
  return {
    season,
    minimumStay: season?.minimumStay ?? item.minimumStay,
    arrivalDays: season?.arrivalDays ?? item.arrivalDays,
    departureDays: season?.departureDays ?? item.departureDays,
  };
}

/**
 * The first length that ends on a day of departure. By the hour a stay begins and ends in the opening hours
 * of one date; where they never end, it is asked once it is known when it ends.
 */
function shortestFrom(item: StayLimits, date: string, minimumStay: number): number | null {
  if (item.rate.per === 'hour') {
    const isEnding = limitsOn(item, date).departureDays.includes(weekdayOf(date));
    return isEnding || item.startTime === item.endTime ? minimumStay : null;
  }
  for (let length = minimumStay; length <= item.maximumStay; length += 1) {
    const last = addDays(date, length - 1);
    if (limitsOn(item, last).departureDays.includes(weekdayOf(departureOf(item, last)))) return length;
  }
  return null;
}

function departureOf(item: StayLimits, last: string): string {
  return isBySleep(item) ? addDays(last, 1) : last;
}

/** Nights, and days of 24 hours, end on the date after the last that is charged. */
function isBySleep({ rate, startTime, endTime }: StayLimits): boolean {
  return rate.per === 'night' || (rate.per === 'day' && endTime <= startTime);
}

// Dates of the calendar alone, without a zone: plain arithmetic, for a calendar asks hundreds of times.
function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function dayRule(verb: 'begins' | 'ends', isOfSeason: boolean, days: readonly number[]): string {
  const names = [...days].sort((a, b) => a - b).map((day) => `a ${weekdays[day - 1]}`);
  const list = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names);
  return `${isOfSeason ? 'In this season a' : 'A'} stay ${verb} on ${list}.`;
}

function counted({ rate }: StayLimits, count: number): string {
  return `${count} ${rate.per}${count === 1 ? '' : 's'}`;
}
