import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { described } from '../../platform/described.ts';
import type { KeyRing } from '../../platform/keys.ts';
import { emailHashes } from '../../platform/text/email-hash.ts';
import { mailboxAddress } from '../../platform/text/mailbox-address.ts';
import { nameWords } from '../../platform/text/name-words.ts';
import { phoneNumber } from '../../platform/text/phone-number.ts';
import { nameHashesOf, phoneHashes } from '../guest-digests.ts';

/** By what a guest is found. All of it must be so. */
export const guestEntries = {
  email: v.optional(described(mailboxAddress, 'Only those of the guest with exactly this mail address.')),
  phone: v.optional(
    described(
      phoneNumber,
      'Only those of the guest with this phone number, however it is written; a plus is `%2B`.',
    ),
  ),
  name: v.optional(
    described(
      v.pipe(
        v.string(),
        v.maxLength(200, 'At most 200 characters.'),
        v.check((text) => nameWords(text).length > 0, 'Give a word of a name.'),
      ),
      'Only those of guests whose name has all of these words, whatever their case and accents.',
    ),
  ),
};

interface Wanted {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
}

/** The conditions on the row `r` of a reservation. */
export function guestConditions(keys: KeyRing, { email, phone, name }: Wanted): SQL[] {
  const anyOf = (digests: readonly string[]) => sql`any(${sql.param(digests)}::text[])`;
  return [
    ...(email ? [sql`r.email_hash = ${anyOf(emailHashes(keys, email))}`] : []),
    ...(phone ? [sql`r.phone_hash = ${anyOf(phoneHashes(keys, phone))}`] : []),
    ...(name
      ? nameHashesOf(keys, name).map((digests) => sql`r.name_hashes && ${sql.param(digests)}::text[]`)
      : []),
  ];
}
