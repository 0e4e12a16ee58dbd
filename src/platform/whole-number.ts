import * as v from 'valibot';

/** A whole number as a query string or a form field writes it. */
export function wholeNumber(minimum: number, maximum: number) {
  const message = `Give a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, message),
    v.transform(Number),
    v.minValue(minimum, message),
    v.maxValue(maximum, message),
  );
}
