import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { line } from '../../platform/text/text.ts';
import { wholeBetween } from '../../platform/text/whole-number.ts';
import { amountOrNone, priceAmount } from './amounts.ts';
import { nameTranslations } from './translations.ts';

/** What a code of an extra looks like: it stands in requests for quotes. */
const codeSchema = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'Give a code of small letters and figures, with hyphens between them if need be.',
  ),
  v.maxLength(60, 'At most 60 characters.'),
);

/** Something that can be had with a stay, as the owner edits it. */
export const extraContentSchema = named(
  'ExtraContent',
  'Something that can be had with a stay, as it is edited.',
  v.strictObject({
    code: described(codeSchema, 'Its code, by which a quote asks for it.'),
    name: described(line(100, 'Give the extra a name.'), 'Its name.'),
    translations: nameTranslations,
    per: described(
      v.picklist(['booking', 'day', 'person'], 'Say booking, day or person.'),
      'What is paid for: each booking, each day or each person.',
    ),
    amount: described(amountOrNone, 'What one costs, in minor units.'),
    maxQuantity: described(wholeBetween(1, 1000), 'The most that can be had with one stay.'),
  }),
);

/** A tax, and what it is on, as the owner edits it. */
export const taxContentSchema = named(
  'TaxContent',
  'A tax and what it is on, as it is edited.',
  v.pipe(
    v.strictObject({
      name: described(line(100, 'Give the tax a name.'), 'The name of the tax.'),
      translations: nameTranslations,
      basisPoints: described(wholeBetween(0, 10_000), 'Its rate, in 1/10,000.'),
      isIncluded: described(v.boolean(), 'Whether it is already inside the prices; else it comes on top.'),
      onStay: described(v.boolean(), 'Whether it is on the stay itself.'),
      onExtras: described(
        v.nullable(v.pipe(v.array(codeSchema), v.maxLength(100, 'At most 100.'))),
        'On which extras it is, by their codes; null for all of them.',
      ),
      onTouristTax: described(v.boolean(), 'Whether it is on what a town asks of each person.'),
    }),
    v.forward(
      v.check(
        ({ onStay, onExtras, onTouristTax }) =>
          onStay || onTouristTax || onExtras === null || onExtras.length > 0,
        'A tax is on something: the stay, an extra or the tax of the town.',
      ),
      ['onStay'],
    ),
  ),
);

/** What a town asks of each person and night, as the owner edits it. */
export const touristTaxContentSchema = named(
  'TouristTaxContent',
  'What a town asks of each person and night, as it is edited.',
  v.strictObject({
    name: described(line(100, 'Give the tax a name.'), 'The name of the tax.'),
    translations: nameTranslations,
    amount: described(priceAmount, 'For one person and night, in minor units.'),
    exemptBelowAge: described(
      v.nullable(wholeBetween(1, 18)),
      'Whoever is younger pays none, in years; null where all pay.',
    ),
    maximumNights: described(v.nullable(wholeBetween(1, 1000)), 'For how many nights at most; null for all.'),
  }),
);
