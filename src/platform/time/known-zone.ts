import * as v from 'valibot';
import { isKnownZone } from './time-zone.ts';

const noZone = 'Give a time zone by its region and city, such as Europe/Paris.';

/** A zone that there is, by its region and city, or UTC: other names mean other things to PostgreSQL. */
export const knownZone = v.pipe(
  v.string(),
  v.maxLength(60, noZone),
  v.regex(/^([A-Za-z_]+(\/[A-Za-z0-9_+-]+)+|UTC)$/, noZone),
  v.check(isKnownZone, 'There is no such time zone.'),
);
