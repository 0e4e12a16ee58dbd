import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { givenLocalTime } from '../../platform/time/instant.ts';
import { isoDate } from '../../platform/time/iso-date.ts';
import { instantOf } from '../../platform/time/local-time.ts';

const message = 'Give a date of this century as YYYY-MM-DD, or a time of it as YYYY-MM-DDTHH:MM.';

/** A date, or a local time to the minute, as it is kept: what zone it is of its item says. */
export const localMoment = v.pipe(
  v.string(),
  v.description('a date, YYYY-MM-DD, or a local time, YYYY-MM-DDTHH:MM'),
  v.maxLength(40, message),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const text = dataset.value;
    if (!text.includes('T') && v.is(isoDate, text)) return text;
    const time = v.safeParse(givenLocalTime, text);
    if (time.success && v.is(isoDate, text.slice(0, 10)))
      return time.output.toString({ smallestUnit: 'minute' });
    addIssue({ message });
    return NEVER;
  }),
);

/** What local times are as instants, in each of some zones; where nothing is left of them a zone is missing. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly zones: readonly string[];
}

/**
 * The instants of local times in all zones that there are, so that the statement that learns of its zones need not be
 * asked twice. Most zones share their instants: some eighty periods for four hundred zones.
 */
export function periodsOf(from: string, to: string, zones: readonly string[]): Period[] {
  const found = new Map<string, { from: string; to: string; zones: string[] }>();
  for (const zone of zones) {
    const [start, end] = [momentIn(from, zone), momentIn(to, zone)];
    if (Temporal.Instant.compare(start, end) >= 0) continue;
    const period = { from: `${start}`, to: `${end}`, zones: [] };
    const known = found.get(`${start} ${end}`) ?? period;
    known.zones.push(zone);
    found.set(`${start} ${end}`, known);
  }
  return [...found.values()];
}

/** A date begins with its first instant, which is not always midnight. */
function momentIn(moment: string, zone: string): Temporal.Instant {
  if (moment.includes('T')) return instantOf(`${moment}[${zone}]`);
  return Temporal.PlainDate.from(moment).toZonedDateTime(zone).toInstant();
}

let known: readonly string[] | undefined;

/** The zones that Node knows by their first names. */
export function knownZones(): readonly string[] {
  known ??= [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  return known;
}
