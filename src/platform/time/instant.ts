import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';

const localTime = String.raw`\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?`;
const localShape = new RegExp(`^${localTime}$`);
const shape = new RegExp(`^${localTime}(?:[Zz]|[+-]\\d\\d:\\d\\d)$`);

const noInstant = 'Give an instant with its offset, such as 2027-01-01T00:00:00Z.';

/** Between these PostgreSQL, JSON and Date write an instant alike, whatever its offset. */
const earliest = Temporal.Instant.from('1900-01-01T00:00Z');
const latest = Temporal.Instant.from('9999-12-31T23:59:59.999Z');

/**
 * An instant that somebody gives us: RFC 3339 with its offset, the seconds left out where they are zero, on a
 * date that exists, from 1900 on. A leap second is the second before it, as POSIX and PostgreSQL have it.
 * Given back in UTC to the millisecond.
 */
export const givenInstant = v.pipe(
  v.string(),
  v.description('instant (RFC 3339), such as 2027-01-01T00:00:00Z'),
  v.maxLength(40, noInstant),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    // A plus that was not escaped in an address arrives as a space; nothing else can be meant before an
    // offset.
    const text = dataset.value.replace(/ (?=\d\d:\d\d$)/, '+');
    if (!shape.test(text)) {
      addIssue({ message: noInstant });
      return NEVER;
    }
    const instant = existing(text);
    if (instant) return new Date(instant.epochMilliseconds).toISOString();
    addIssue({ message: 'There is no such time.' });
    return NEVER;
  }),
);

/**
 * A local time without an offset, as `givenInstant` takes its date and its time. What zone it is of its
 * reader knows.
 */
export const givenLocalTime = v.pipe(
  v.string(),
  v.description('local time, such as 2027-01-01T10:00'),
  v.regex(localShape, 'Give a time as YYYY-MM-DDTHH:MM, with or without an offset.'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return Temporal.PlainDateTime.from(dataset.value.toUpperCase(), { overflow: 'reject' });
    } catch {
      // Which is the answer: a day or an hour that there is not.
      addIssue({ message: 'There is no such time.' });
      return NEVER;
    }
  }),
);

function existing(text: string): Temporal.Instant | undefined {
  try {
    const instant = Temporal.Instant.from(text.toUpperCase());
    // The 60th second is that of a leap second, which ends a day of UTC.
    if (/:60/.test(text.slice(16)) && !instant.toString().includes('T23:59:59')) return undefined;
    const isWithin =
      Temporal.Instant.compare(instant, earliest) >= 0 && Temporal.Instant.compare(instant, latest) <= 0;
    return isWithin ? instant : undefined;
  } catch {
    return undefined; // which is the answer: a day, an hour or an offset that there is not
  }
}
