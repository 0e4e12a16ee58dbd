import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { minorSchema } from '../../platform/money/money.ts';
import { languageOfName } from '../item.ts';

/**
 * A line of a quote. Lines add up to the total exactly; a discount is negative, an adjustment either. Amounts in minor units of the
 * quote.
 */
export const lineSchema = named(
  'PriceLine',
  'A line of a price: quantity by unit price is the amount.',
  v.object({
    kind: described(
      v.picklist(['stay', 'extra', 'adjustment', 'discount', 'tourist-tax', 'tax']),
      'What it is for; an `adjustment` is by what a price differs that was agreed with the staff.',
    ),
    name: described(
      v.string(),
      'What it is for by name: the season (empty outside of any), the extra, the code or the tax; empty of an adjustment.',
    ),
    language: languageOfName,
    per: described(
      v.picklist(['hour', 'day', 'night', 'booking', 'person', 'person-night']),
      'What is counted.',
    ),
    quantity: described(v.number(), 'How many of it; of hours any part.'),
    unitPrice: described(minorSchema, 'The price of one, in minor units of the price’s currency.'),
    amount: described(
      minorSchema,
      'The amount of the line, in minor units of the price’s currency; below zero for a discount, and for an adjustment that makes it cheaper.',
    ),
  }),
);

export type Line = v.InferOutput<typeof lineSchema>;
