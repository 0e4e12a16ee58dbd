import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';

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

const instants = new Map<string, Temporal.Instant>();
/** A list of items asks for the same few local times again and again; each costs Temporal some 20 µs. */
const mostKept = 1000;

/**
 * The instant of a local time, by the rules that hold now. An offset counts while it is one that the place
 * has at that time; else, and of a time that comes twice or not at all, what RFC 5545 section 3.3.5 says.
 */
export function instantOf(local: string): Temporal.Instant {
  const before = instants.get(local);
  if (before) return before;
  if (instants.size >= mostKept) instants.clear();
  const given = { offset: 'prefer', disambiguation: 'compatible' } as const;
  const instant = Temporal.ZonedDateTime.from(local, given).toInstant();
  instants.set(local, instant);
  return instant;
}

/** RFC 3339 with the offset that holds in the zone at that instant. */
export function localInstant(instant: Date, timeZone: string): string {
  return zoned(instant, timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

export function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}
