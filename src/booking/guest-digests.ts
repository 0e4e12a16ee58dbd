import { type KeyRing, keyedDigest, keyedDigests } from '../platform/keys.ts';
import { emailHash, emailHashes } from '../platform/text/email-hash.ts';
import { nameWords } from '../platform/text/name-words.ts';
import { phoneKey } from '../platform/text/phone-number.ts';

const hashedPhone = (phone: string): string => `phone ${phoneKey(phone)}`;
const hashedWord = (word: string): string => `name ${word}`;

/** By what the staff find a guest, while nobody can read it: keyed digests of address, number and names. */
export function guestDigests(
  keys: KeyRing,
  {
    name,
    email,
    phone,
  }: { readonly name: string; readonly email?: string | undefined; readonly phone?: string | undefined },
) {
  return {
    emailHash: email === undefined ? null : emailHash(keys, email),
    phoneHash: phone === undefined ? null : keyedDigest(keys, hashedPhone(phone)),
    nameHashes: nameWords(name).map((word) => keyedDigest(keys, hashedWord(word))),
  };
}

/** The digests of a phone number under every key: what was kept may have been digested before a rotation. */
export function phoneHashes(keys: KeyRing, phone: string): string[] {
  return keyedDigests(keys, hashedPhone(phone));
}

/** For each word of a name its digests under every key. */
export function nameHashesOf(keys: KeyRing, name: string): string[][] {
  return nameWords(name).map((word) => keyedDigests(keys, hashedWord(word)));
}

/** By which digests a person may have been banned: of their address and their number, under every key. */
export function personHashes(
  keys: KeyRing,
  { email, phone }: { readonly email?: string | undefined; readonly phone?: string | undefined },
): string[] {
  return [
    ...(email === undefined ? [] : emailHashes(keys, email)),
    ...(phone === undefined ? [] : phoneHashes(keys, phone)),
  ];
}
