import * as v from 'valibot';

/** The number that guests call, with its country; as it is written so it is shown. Empty for none. */
export const businessPhone = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^(\+[1-9]([ ()./-]*\d){6,14})?$/, 'is no number with its country, such as +33 4 93 00 00 00'),
);

/** Its address for a link, in figures alone (RFC 3966). */
export function telephoneUri(phone: string): string {
  return `tel:+${phone.replace(/\D/g, '')}`;
}
