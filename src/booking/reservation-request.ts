import * as v from 'valibot';
import { trapEntries } from '../enquiry/robot-signs.ts';
import { mailboxAddress } from '../platform/mailbox-address.ts';
import { phoneNumber } from '../platform/phone-number.ts';
import { freeText, personName } from '../platform/text.ts';
import { billingSchema, keptBillingSchema } from './billing.ts';
import { quoteFormEntries } from './quote-request.ts';

export const languages = ['en', 'fr', 'es'] as const;
export const languageSchema = v.picklist(languages, `Choose one of ${languages.join(', ')}.`);
export type Language = v.InferOutput<typeof languageSchema>;

const guestEntries = {
  name: personName,
  email: mailboxAddress,
  phone: v.optional(phoneNumber),
  note: v.optional(freeText(1000)),
};

export const guestSchema = v.strictObject(guestEntries);
export type Guest = v.InferOutput<typeof guestSchema>;

/** A guest as they were kept: by the rules of that day, which may have been others than ours. */
export const keptGuestSchema = v.object({
  name: v.string(),
  email: v.string(),
  phone: v.optional(v.string()),
  note: v.optional(v.string()),
  billing: v.optional(keptBillingSchema),
});

const quoteToken = v.pipe(v.string(), v.maxLength(20_000, 'This is not a quote.'));

/** A reservation is a quote, a guest and a language. What it costs stands in the quote. */
export const reservationRequestSchema = v.strictObject({
  quote: quoteToken,
  guest: guestSchema,
  billing: v.optional(billingSchema),
  language: v.optional(languageSchema, 'en'),
  acceptsPolicy: v.literal(true, 'Accept the cancellation policy to reserve.'),
});

/**
 * The plain form: what is wanted and who wants it and, from the page that shows the price, the quote and the consent. And the fields
 * that only robots fill in.
 */
export const reservationFormSchema = v.strictObject({
  ...quoteFormEntries,
  ...trapEntries,
  quote: v.optional(quoteToken),
  guest: guestSchema,
  billing: v.optional(billingSchema),
  language: v.optional(languageSchema, 'en'),
  acceptsPolicy: v.optional(v.picklist(['on', 'true'])),
  next: v.optional(v.string()),
});
