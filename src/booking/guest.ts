import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { mailboxAddress } from '../platform/text/mailbox-address.ts';
import { phoneNumber } from '../platform/text/phone-number.ts';
import { freeText, personName } from '../platform/text/text.ts';
import { keptBillingSchema } from './billing/billing.ts';

const guestEntries = {
  name: described(personName, 'The name of the guest.'),
  email: described(mailboxAddress, 'The mail address of the guest.'),
  phone: v.optional(described(phoneNumber, 'A telephone number in the form of E.164, as `+33612345678`.')),
  note: v.optional(described(freeText(1000), 'A note for the house.')),
};

export const guestSchema = named('Guest', 'Who comes.', v.strictObject(guestEntries));
export type Guest = v.InferOutput<typeof guestSchema>;

/** A guest as they were kept: by the rules of that day, which may have been others than ours. */
export const keptGuestSchema = v.object({
  name: v.string(),
  /** Who booked at the door may have given none: then nobody writes to them. */
  email: v.optional(v.string()),
  phone: v.optional(v.string()),
  note: v.optional(v.string()),
  billing: v.optional(keptBillingSchema),
});
