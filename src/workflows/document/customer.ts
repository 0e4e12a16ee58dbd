import type { guestOf } from '../../booking/reservation.ts';
import type { DocumentContent } from '../../document/content.ts';
import type { Language } from '../../platform/languages.ts';
import { remembered } from '../../platform/remembered.ts';

/** Where the postal code stands behind the town. */
const codeLast = ['AU', 'CA', 'GB', 'GG', 'IE', 'IM', 'IN', 'JE', 'NZ', 'US', 'ZA'];

const countryNames = remembered(10, (language) => new Intl.DisplayNames(language, { type: 'region' }));

/** Whom a document is for: the guest, or whom they named for the invoice, with the address. */
export function customerOf(
  { name, email, billing }: ReturnType<typeof guestOf>,
  language: Language,
): DocumentContent['customer'] {
  const mail = email === undefined ? {} : { email };
  if (!billing) return { name, ...mail, addressLines: [] };
  const { country, city, postalCode = '', vatNumber } = billing;
  const town = codeLast.includes(country) ? `${city} ${postalCode}` : `${postalCode} ${city}`;
  const addressLines = [
    ...(billing.name === name ? [] : [name]),
    ...billing.address.split(/\r\n|\r|\n/),
    town,
    countryNames(language).of(country) ?? country,
  ];
  return {
    name: billing.name,
    ...mail,
    addressLines: addressLines.map((line) => line.trim()).filter((line) => line !== ''),
    ...(vatNumber === undefined ? {} : { vatNumber }),
  };
}
