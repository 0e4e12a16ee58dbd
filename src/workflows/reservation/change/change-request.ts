import * as v from 'valibot';
import { described, named } from '../../../platform/described.ts';
import { idSchema } from '../../../platform/ids.ts';
import { freeText } from '../../../platform/text/text.ts';
import { quoteRequestSchema } from '../../reserve/quote-request.ts';

const { item, from, to, guests, childAges, extras } = quoteRequestSchema.entries;

/** What of a reservation is to be another; what is left out stays as it was booked. */
export const changePreviewRequestSchema = named(
  'ChangePreviewRequest',
  'What of a reservation is to change; what is left out stays as it was booked.',
  v.strictObject({
    item: v.optional(item),
    unit: v.optional(
      described(
        idSchema('unit'),
        'The unit that it is to have, `unt_…`; any that is free where it is left out, its own before others.',
      ),
    ),
    from: v.optional(from),
    to: v.optional(to),
    guests: v.optional(guests),
    childAges,
    extras: v.optional(extras.wrapped),
    price: v.optional(
      described(
        v.picklist(['computed', 'unchanged']),
        'What it costs then: what is computed today, or what it was sold for, where length, guests and extras stay.',
      ),
      'computed',
    ),
    ignoreStayRules: v.optional(
      described(
        v.boolean(),
        'Whether shortest and longest stay, days of arrival and departure, notice and horizon count for nothing. Times that are taken always count.',
      ),
      false,
    ),
  }),
);

export type ChangePreviewRequest = v.InferOutput<typeof changePreviewRequestSchema>;

export const changeRequestSchema = named(
  'ChangeRequest',
  'A change as it was previewed, and why.',
  v.strictObject({
    change: described(
      v.pipe(v.string(), v.maxLength(20_000, 'This is not a change.')),
      'The `change` of the preview, as it came.',
    ),
    reason: described(
      v.pipe(freeText(500), v.minLength(3, 'Say why, in a few words.')),
      'Why, for the others of the staff. Kept sealed.',
    ),
  }),
);
