import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { country } from '../../platform/text/country.ts';
import { freeText, line } from '../../platform/text/text.ts';
import { vatNumberOf } from './vat-number.ts';
import { vatNumberChecks } from './vat-registry.ts';

const entries = {
  name: described(
    line(150, 'Tell us whom the invoice is for.'),
    'The company or the person that the invoice is for.',
  ),
  address: described(
    v.pipe(freeText(300), v.minLength(1, 'Tell us the address.')),
    'Street and number, one or more lines.',
  ),
  postalCode: v.optional(described(line(20, 'Tell us the postal code.'), 'The postal code.')),
  city: described(line(100, 'Tell us the town.'), 'The town.'),
  country: described(country, 'The country, two letters (ISO 3166-1 alpha-2).'),
  vatNumber: v.optional(
    described(line(40, 'Tell us the VAT number.'), 'The VAT number, of the country that is named beside it.'),
  ),
};

/**
 * Whom an invoice is for, where that is not simply the guest. A VAT number is of the country that is named
 * beside it.
 */
export const billingSchema = v.pipe(
  named(
    'BillingRequest',
    'Whom the invoice is for, where that is not simply the guest.',
    v.strictObject(entries),
  ),
  v.rawTransform(({ dataset: { value }, addIssue }) => {
    if (value.vatNumber === undefined) return value;
    const vatNumber = vatNumberOf(value.vatNumber, value.country);
    if (vatNumber !== undefined) return { ...value, vatNumber };
    addIssue({
      message: 'This is not a VAT number of that country.',
      path: [{ type: 'object', origin: 'value', input: value, key: 'vatNumber', value: value.vatNumber }],
    });
    return value;
  }),
);

export type Billing = v.InferOutput<typeof billingSchema>;

/** As the guest sees it again, judged when it came. */
export const shownBillingSchema = named(
  'Billing',
  'Whom the invoice is for.',
  v.object({
    name: described(v.string(), 'The company or the person.'),
    address: described(v.string(), 'Street and number, one or more lines.'),
    postalCode: v.optional(described(v.string(), 'The postal code.')),
    city: described(v.string(), 'The town.'),
    country: described(v.string(), 'The country, two letters (ISO 3166-1 alpha-2).'),
    vatNumber: v.optional(described(v.string(), 'The VAT number, with the letters of its country in front.')),
  }),
);

/** As it was kept, with what the register said of the VAT number; nothing where none was asked. */
export const keptBillingSchema = v.object({
  ...shownBillingSchema.entries,
  vatNumberCheck: v.optional(v.picklist(vatNumberChecks)),
});
