import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vatNumberOf } from '../../../src/booking/billing/vat-number.ts';
import { runs } from '../../support/harness/seeded-property.ts';

/** By country, the example of the form that VIES and the tax offices give. */
const examples = {
  AT: 'ATU12345678',
  BE: 'BE0123456789',
  BG: 'BG1234567890',
  CH: 'CHE123456789MWST',
  CY: 'CY12345678L',
  CZ: 'CZ12345678',
  DE: 'DE123456789',
  DK: 'DK12345678',
  EE: 'EE123456789',
  ES: 'ESX1234567R',
  FI: 'FI12345678',
  FR: 'FRXX123456789',
  GB: 'GB123456789',
  GR: 'EL123456789',
  HR: 'HR12345678901',
  HU: 'HU12345678',
  IE: 'IE1S23456L',
  IT: 'IT12345678901',
  LI: 'CHE123456789',
  LT: 'LT123456789012',
  LU: 'LU12345678',
  LV: 'LV12345678901',
  MC: 'FR12123456789',
  MT: 'MT12345678',
  NL: 'NL123456789B01',
  NO: 'NO123456789MVA',
  PL: 'PL1234567890',
  PT: 'PT123456789',
  RO: 'RO12345678',
  SE: 'SE123456789012',
  SI: 'SI12345678',
  SK: 'SK1234567890',
} as const;

test.each(Object.entries(examples))(
  'a VAT number of %s is taken as %s, however it is spaced and with small letters',
  (country, number) => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', ' ', '.', '-', '\u00a0', '\u200e'), { minLength: 20, maxLength: 20 }),
        (between) => {
          const written = Array.from(
            number.toLowerCase(),
            (one, index) => `${one}${between[index] ?? ''}`,
          ).join('');
          expect(vatNumberOf(written, country)).toBe(number);
        },
      ),
      runs(20),
    );
  },
);

test.each([
  // VIES, "Frequently asked questions", Q11: the second Irish form; vero.fi, "VAT numbers issued by different EU countries", has the same.
  ['IE', 'IE1234567FA', 'IE1234567FA'],
  // python-stdnum, ie/vat: of seven figures and a letter, W for a married woman.
  ['IE', 'IE1234567TW', 'IE1234567TW'],
  ['IE', 'IE1+23456L', 'IE1+23456L'],
  // The other lengths of VIES's table.
  ['BG', 'BG123456789', 'BG123456789'],
  ['CZ', 'CZ123456789', 'CZ123456789'],
  ['CZ', 'CZ1234567890', 'CZ1234567890'],
  ['LT', 'LT123456789', 'LT123456789'],
  ['RO', 'RO12', 'RO12'],
  ['RO', 'RO1234567890', 'RO1234567890'],
  ['ES', 'ES12345678Z', 'ES12345678Z'],
  ['ES', 'ESB12345678', 'ESB12345678'],
  ['FR', 'FR1X123456789', 'FR1X123456789'],
  ['FR', 'FRX1123456789', 'FRX1123456789'],
  ['BE', 'BE1123456789', 'BE1123456789'],
  // gov.uk, "EU country codes, VAT numbers": nine figures in Belgium and eight in Greece want a zero in front.
  ['BE', 'BE 403.019.261', 'BE0403019261'],
  ['BE', '(0)403.019.261', 'BE0403019261'],
  ['GR', '12345678', 'EL012345678'],
  // gov.uk and vero.fi: branches, government departments, health authorities; with XI in Northern Ireland.
  ['GB', 'GB123456789001', 'GB123456789001'],
  ['GB', 'GBHA999', 'GBHA999'],
  ['GB', 'XI123456789001', 'XI123456789001'],
  // UID register (Federal Statistical Office), in each language of the country.
  ['CH', 'CHE-116.281.710 TVA', 'CHE116281710TVA'],
  ['CH', 'CHE-116.281.710 IVA', 'CHE116281710IVA'],
  // Peppol BIS Billing, rule NO-R-001; without MVA it is the organisation number.
  ['NO', 'NO 915 620 019 MVA', 'NO915620019MVA'],
  ['NO', '915 620 019', 'NO915620019'],
])('of %s, %s is the VAT number %s', (country, text, number) => {
  expect(vatNumberOf(text, country)).toBe(number);
});

test('the prefix may be left out, is the one of the country, and may be written GR in Greece and XI in Northern Ireland', () => {
  expect(vatNumberOf('123456789', 'DE')).toBe('DE123456789');
  expect(vatNumberOf('123456789', 'GR')).toBe('EL123456789');
  expect(vatNumberOf('GR 123456789', 'GR')).toBe('EL123456789');
  expect(vatNumberOf('XI 123 4567 89', 'GB')).toBe('XI123456789');
  expect(vatNumberOf('GBGD001', 'GB')).toBe('GBGD001');
});

test('a VAT number of another country, or of no form, is not taken', () => {
  for (const number of Object.values(examples))
    for (const [other, foreign] of Object.entries(examples))
      if (foreign.slice(0, 2) !== number.slice(0, 2))
        expect(vatNumberOf(number, other), `${number} in ${other}`).toBeUndefined();
  for (const [text, country] of [
    ['DE12345678', 'DE'],
    ['FR123456789', 'FR'],
    ['ES12345678', 'ES'],
    ['BE2123456789', 'BE'],
    ['', 'IT'],
    ['DE123456789', 'AT'],
  ] as const)
    expect(vatNumberOf(text, country)).toBeUndefined();
});

test('elsewhere letters and figures are taken as they are', () => {
  expect(vatNumberOf('100 1234 5670 0003', 'AE')).toBe('100123456700003');
  expect(vatNumberOf('<script>', 'AE')).toBeUndefined();
});
