import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';

/** A date that exists, of this century, as YYYY-MM-DD. */
export const isoDate = v.pipe(
  v.string(),
  v.regex(/^20\d\d-\d\d-\d\d$/, 'Give a date of this century as YYYY-MM-DD.'),
  v.check(exists, 'There is no such date.'),
);

function exists(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false; // which is the answer to the question
  }
}

/** The weekday of a date of the calendar, as ISO 8601 counts: 1 is Monday, 7 Sunday. */
export function weekdayOf(date: string): number {
  return new Date(Date.parse(date)).getUTCDay() || 7;
}
