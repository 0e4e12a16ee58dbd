import * as v from 'valibot';

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes of ISO 3166-1 that Intl names and nobody lives in. */
const noCountries = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'];

const noCountry = 'Give a country as its two-letter code, such as FR.';

/** A country, as its two-letter code (ISO 3166-1 alpha-2). */
export const country = v.pipe(
  v.string(),
  v.maxLength(20, noCountry),
  v.trim(),
  v.toUpperCase(),
  v.check(isCountry, noCountry),
);

function isCountry(code: string): boolean {
  // Intl names codes that were given up as well: DD is Germany, too.
  const isCurrent = /^[A-Z]{2}$/.test(code) && new Intl.Locale(`und-${code}`).region === code;
  return isCurrent && !noCountries.includes(code) && names.of(code) !== undefined;
}
