import * as v from 'valibot';
import { mailboxAddress } from '../notification/mailbox-address.ts';
import { quoteFormEntries } from './quote-request.ts';

export const languages = ['en', 'fr', 'es'] as const;
export const languageSchema = v.picklist(languages, `Choose one of ${languages.join(', ')}.`);
export type Language = v.InferOutput<typeof languageSchema>;

/** One line of text for people: no line breaks or other control characters, which have no business in a name. */
export const line = (maximum: number, message: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, message),
    v.maxLength(maximum, `At most ${maximum} characters.`),
    v.regex(/^[^\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]*$/u, 'This holds a character that does not belong here.'),
  );

export const personName = line(100, 'Tell us your name.');
export const phoneNumber = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^\+?[0-9 ()./-]{5,30}$/, 'Give a phone number, such as +33 6 12 34 56 78.'),
);
export const freeText = (maximum: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(maximum, `At most ${maximum} characters.`),
    v.regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, 'This holds a character that does not belong here.'),
  );

const guestEntries = {
  name: personName,
  email: mailboxAddress,
  phone: v.optional(phoneNumber),
  note: v.optional(freeText(1000)),
};

export const guestSchema = v.strictObject(guestEntries);
export type Guest = v.InferOutput<typeof guestSchema>;

const quoteToken = v.pipe(v.string(), v.maxLength(20_000, 'This is not a quote.'));

/** A reservation is a quote, a guest and a language. What it costs stands in the quote. */
export const reservationRequestSchema = v.strictObject({
  quote: quoteToken,
  guest: guestSchema,
  language: v.optional(languageSchema, 'en'),
  acceptsPolicy: v.literal(true, 'Accept the cancellation policy to reserve.'),
});

/**
 * The plain form: what is wanted and who wants it and, from the page that shows the price, the quote and the consent.
 */
export const reservationFormSchema = v.strictObject({
  ...quoteFormEntries,
  quote: v.optional(quoteToken),
  guest: guestSchema,
  language: v.optional(languageSchema, 'en'),
  acceptsPolicy: v.optional(v.picklist(['on', 'true'])),
  next: v.optional(v.string()),
});
