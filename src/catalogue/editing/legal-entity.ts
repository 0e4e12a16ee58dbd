import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { mailboxAddress } from '../../platform/text/mailbox-address.ts';
import { line } from '../../platform/text/text.ts';
import { knownZone } from '../../platform/time/known-zone.ts';
import { type Coded, codedListSchema, codedVersionSchema } from './coded.ts';

/** The whole of a company that sells, as it is edited. */
export const legalEntityContentSchema = named(
  'LegalEntityContent',
  'The whole of a company that sells, as it is edited. Documents that were issued keep what it was.',
  v.pipe(
    v.strictObject({
      name: described(line(150, 'Give the company a name.'), 'Its name on invoices.'),
      addressLines: described(
        v.pipe(
          v.array(line(100, 'Give the address.')),
          v.minLength(1, 'Give the address.'),
          v.maxLength(8, 'At most 8 lines.'),
        ),
        'Its address, line by line.',
      ),
      taxId: described(v.nullable(line(60, 'Give the tax number.')), 'Its tax number; null for none.'),
      email: described(mailboxAddress, 'Where its accounts are kept.'),
      timeZone: described(knownZone, 'Its IANA time zone: it decides in which year a document falls.'),
      numberPrefix: described(
        v.pipe(v.string(), v.regex(/^[A-Z0-9]{1,8}$/, 'Give 1 to 8 capital letters and figures.')),
        'What the numbers of its documents begin with. It stays once one was issued.',
      ),
    }),
    v.examples([
      {
        name: 'Fine Things SARL',
        addressLines: ['4 rue des Voiliers', '06600 Antibes'],
        taxId: null,
        email: 'accounts@fine-things.example',
        timeZone: 'Europe/Paris',
        numberPrefix: 'FT',
      },
    ]),
  ),
);

export const legalEntityVersionSchema = codedVersionSchema(
  'LegalEntityVersion',
  'A company as it is edited, with the version that it is.',
  legalEntityContentSchema,
  {},
);

export const legalEntityListSchema = codedListSchema(
  'LegalEntities',
  'A page of companies.',
  legalEntityVersionSchema,
);

export const legalEntities: Coded = {
  kind: 'legal-entity',
  rows: sql`legal_entities t`,
  json: sql`${functionNamed('legal_entity_version')}(t)`,
};
