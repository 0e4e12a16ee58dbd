import fc from 'fast-check';
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js';
import examples from 'libphonenumber-js/mobile/examples';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { messageNumber, phoneNumber } from '../../src/platform/text/phone-number.ts';
import { runs } from '../support/harness/seeded-property.ts';

describe('a phone number with its country is kept in its international form', () => {
  test.each([
    ['from a phone’s contacts, with direction marks', '\u202a+33 6 12 34 56 78\u202c', '+33 6 12 34 56 78'],
    ['with spaces of all kinds', '+33\u00a06\u202f12\u200734\u200956\u300078', '+33 6 12 34 56 78'],
    ['with hyphens of all kinds', '+33‑6–12—34−56‐78', '+33 6 12 34 56 78'],
    ['in brackets', '(+44) 20 7946 0958', '+44 20 7946 0958'],
    ['in brackets, with the zero of home', '(+44) (0)20 7946 0958', '+44 20 7946 0958'],
    ['of Italy, whose zero stays', '+39 (0)6 1234 5678', '+39 06 1234 5678'],
    ['with 00 for the plus', '0033 6 12 34 56 78', '+33 6 12 34 56 78'],
    ['with an extension', '+1 (202) 555-0147 ext. 12', '+1 202 555 0147 ext. 12'],
    ['with an x for the extension', '+44 20 7946 0958 x12', '+44 20 7946 0958 ext. 12'],
    ['with a French extension', '+33 1 42 68 53 00 poste 12', '+33 1 42 68 53 00 ext. 12'],
    ['as a link', 'tel:+33612345678', '+33612345678'],
    ['in full width', '（＋４４）２０　７９４６　０９５８', '+44 20 7946 0958'],
    ['in Arabic figures', '+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨', '+44 20 7946 0958'],
    ['in Persian figures', '+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹', '+98 912 345 6789'],
    ['in groups of one’s own', '+43 1 555 01 99', '+43 1 555 01 99'],
    ['with points', '+33.6.12.34.56.78', '+33 6 12 34 56 78'],
    ['behind the word for it, from a signature', 'Tel. +33 6 12 34 56 78', '+33 6 12 34 56 78'],
    ['behind a word in another script', 'Тел.: +7 (912) 345‑67‑89', '+7 912 345 67 89'],
    ['behind a sign', '☎ +33 6 12 34 56 78', '+33 6 12 34 56 78'],
    ['behind two words', 'Mobile phone: 0033 6 12 34 56 78', '+33 6 12 34 56 78'],
    ['with what it is in brackets behind it', '+34 612 34 56 78 (móvil)', '+34 612 34 56 78'],
    ['of Mexico, as it was dialled until 2019', '+52 1 55 1234 5678', '+52 55 1234 5678'],
    ['of Mexico, as WhatsApp writes it', '+5215512345678', '+52 5512345678'],
    ['of Mexico, as it is', '+52 55 1234 5678', '+52 55 1234 5678'],
  ])('%s', (_, given, kept) => {
    expect(v.parse(phoneNumber, given)).toBe(kept);
    expect(v.parse(phoneNumber, kept)).toBe(kept);
  });

  const countries = getCountries().filter((country) => getExampleNumber(country, examples));
  const parts = fc.constantFrom(' ', '-', '\u00a0', '\u202f', '\u2011', '.', '');
  const digitsOf = fc.constantFrom('0'.charCodeAt(0), 0xff10, 0x0660, 0x06f0, 0x0966);

  test('of every country, however its figures are parted and written', () => {
    const property = fc.property(
      fc.constantFrom(...countries),
      parts,
      digitsOf,
      fc.boolean(),
      (country, part, zero, isMarked) => {
        const number = getExampleNumber(country, examples);
        const spread = number?.formatInternational().replaceAll(' ', part) ?? '';
        const written = spread.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
        const given = isMarked ? `\u200e\u202a${written}\u202c` : written;
        expect(parsePhoneNumberFromString(v.parse(phoneNumber, given))?.number).toBe(number?.number);
        expect(v.parse(phoneNumber, given)).toMatch(/^\+[0-9][0-9 -]+$/);
        expect(v.parse(messageNumber, given)).toBe(number?.number);
      },
    );
    fc.assert(property, runs(500));
  });
});

test('without its country it is kept as it is written, in plain figures, and takes no text message', () => {
  for (const [given, kept] of [
    ['06 12 34 56 78', '06 12 34 56 78'],
    ['(212) 555-0147', '(212) 555-0147'],
    ['۰۹۱۲ ۳۴۵ ۶۷۸۹', '0912 345 6789'],
    ['020 7946 0958 ext. 12', '020 7946 0958 ext. 12'],
    ['03−1234−5678', '03-1234-5678'],
  ] as const) {
    expect(v.parse(phoneNumber, given)).toBe(kept);
    expect(v.is(messageNumber, given)).toBe(false);
  }
});

test.each([
  '',
  'call me',
  '12',
  '-----',
  '+',
  '+33 1',
  '+1 800 FLOWERS',
  '+999 123 456 789',
  '++33612345678',
  '+33 6 12 34 56 78 90 12 34',
  '+33 6 12 34 56 78; drop',
  '+33 6 12 34 56 78 / +33 6 12 34 56 79',
  '1234567890123456',
  '06 12 34\n56 78 Bcc: x',
  `0${' '.repeat(50)}6 12 34 56 78${'('.repeat(50)}9`,
  '9'.repeat(100_000),
])('%j is no phone number', (given) => {
  expect(v.is(phoneNumber, given.slice(0, 100_000))).toBe(false);
});
