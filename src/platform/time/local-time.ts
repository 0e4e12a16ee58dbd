import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { remembered } from '../remembered.ts';

/**
 * What the clocks of a place are to show when a stay begins and ends, RFC 9557:
 * `2027-06-01T16:00[Europe/Paris]`. Of a stay by the hour with the offset that was meant, since an hour may
 * come twice.
 */
export const localStaySchema = v.object({ startsAt: v.string(), endsAt: v.string() });

export type LocalStay = Readonly<v.InferOutput<typeof localStaySchema>>;

/** A local time without an offset. */
export function localText(date: Temporal.PlainDate, time: string, timeZone: string): string {
  return `${date}T${time}[${timeZone}]`;
}

/**
 * The instant of a local time, by the rules that hold now. An offset counts while it is one that the place
 * has at that time; else, and of a time that comes twice or not at all, what RFC 5545 section 3.3.5 says. A
 * list of items asks for the same few again and again, and each costs Temporal some 20 µs.
 */
export const instantOf = remembered(
  1000,
  (local: string): Temporal.Instant =>
    Temporal.ZonedDateTime.from(local, { offset: 'prefer', disambiguation: 'compatible' }).toInstant(),
);

/** RFC 3339 with the offset that holds in the zone at that instant. */
export function localInstant(instant: Date, timeZone: string): string {
  return zoned(instant, timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

export function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}
