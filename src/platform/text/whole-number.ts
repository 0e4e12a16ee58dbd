import * as v from 'valibot';
import { longestFigures, plainFigures } from './figures.ts';

/** A whole number in JSON: a count, minutes, a share in 1/10,000. Documents tell it as an integer. */
export const integer = v.pipe(v.number(), v.safeInteger());

/** A whole number as a query string or a form field writes it. Documents tell it as the number that it is. */
export function wholeNumber(minimum: number, maximum: number) {
  const message = `Give a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(
    v.string(),
    v.maxLength(longestFigures, message),
    v.metadata({ type: 'integer', minimum, maximum }),
    // As people type it who write in full width, or in other figures than ours.
    v.transform(plainFigures),
    v.regex(/^\d{1,15}$/, message),
    v.transform(Number),
    v.minValue(minimum, message),
    v.maxValue(maximum, message),
  );
}

/** A whole number of JSON within bounds, as people set it. */
export function wholeBetween(minimum: number, maximum: number) {
  const message = `Give a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(minimum, message),
    v.maxValue(maximum, message),
  );
}
