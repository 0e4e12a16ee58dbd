import * as v from 'valibot';
import { billingSchema } from '../../booking/billing/billing.ts';
import { guestSchema } from '../../booking/guest.ts';
import { described, named } from '../../platform/described.ts';
import { languageSchema } from '../../platform/languages.ts';
import { trapEntries } from '../../platform/text/robot-signs.ts';
import { quoteFormEntries } from './quote-request.ts';

export const quoteToken = v.pipe(v.string(), v.maxLength(20_000, 'This is not a quote.'));

/** A reservation is a quote, a guest and a language. What it costs stands in the quote. */
export const reservationRequestSchema = named(
  'ReservationRequest',
  'A quote, who takes it, and in which language.',
  v.strictObject({
    quote: described(quoteToken, 'The `quote` of `POST /quotes`, as it came.'),
    guest: described(guestSchema, 'Who comes.'),
    billing: v.optional(described(billingSchema, 'Whom the invoice is for, where that is not the guest.')),
    language: v.optional(described(languageSchema, 'The language of mails and documents.'), 'en'),
    acceptsPolicy: described(
      v.literal(true, 'Accept the cancellation policy to reserve.'),
      'That the guest accepts the cancellation policy of the quote.',
    ),
  }),
);

/**
 * The plain form: what is wanted and who wants it and, from the page that shows the price, the quote and the
 * consent. And the fields that only robots fill in.
 */
export const reservationFormSchema = v.strictObject({
  ...quoteFormEntries,
  ...trapEntries,
  quote: v.optional(described(quoteToken, 'The signed quote, from the page that shows the price.')),
  guest: described(guestSchema, 'Who comes.'),
  billing: v.optional(described(billingSchema, 'Whom the invoice is for, where that is not the guest.')),
  language: v.optional(described(languageSchema, 'The language of pages, mails and documents.'), 'en'),
  acceptsPolicy: v.optional(
    described(v.picklist(['on', 'true']), 'That the guest accepts the cancellation policy.'),
  ),
  next: v.optional(
    described(v.string(), 'The page of the site to go on to in the end, as an address or a path.'),
  ),
});
