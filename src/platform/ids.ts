import { decodeTime, ulid } from 'ulid';
import * as v from 'valibot';
import type { RandomBytes } from './random.ts';

/** What an id names, by its prefix. */
const prefixes = {
  item: 'itm',
  unit: 'unt',
  quote: 'quo',
  reservation: 'res',
  payment: 'pay',
  enquiry: 'enq',
  message: 'msg',
  audit: 'aud',
  refund: 'rfd',
  dispute: 'dsp',
  credit: 'crd',
  document: 'doc',
  assessment: 'asm',
  reconciliation: 'rec',
  user: 'usr',
  session: 'ses',
  factor: 'fct',
  oneTimeToken: 'ott',
  apiKey: 'key',
  note: 'nte',
  block: 'blk',
  guestBan: 'ban',
  handover: 'hov',
  import: 'imp',
  enquiryMessage: 'enm',
  change: 'chg',
} as const;

export type IdKind = keyof typeof prefixes;

/** `res_01jd…`: a prefix that names the kind and a lower-case ULID, so that ids sort by time of creation. */
export type Id<K extends IdKind> = string & { readonly __id: K };

/** The id of `kind` made at the instant `at`; unique by 80 random bits within a millisecond. */
export function newId<K extends IdKind>(kind: K, at: Date, random: RandomBytes): Id<K> {
  const bytes = random(16).values();
  const unique = ulid(at.getTime(), () => (bytes.next().value ?? 0) / 256);
  // The only place that makes an id: prefix and ULID are exactly the shape that the brand stands for.
  return `${prefixes[kind]}_${unique.toLowerCase()}` as Id<K>;
}

/** When an id of ours was made, to the millisecond. */
export function madeAt(id: string): Date {
  return new Date(decodeTime(id.slice(id.indexOf('_') + 1).toUpperCase()));
}

/** Accepts an id of `kind` from outside; the shape only, not whether it exists. */
export function idSchema<K extends IdKind>(kind: K) {
  return v.pipe(
    v.string(),
    v.regex(new RegExp(`^${prefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$`), 'This is not a valid identifier.'),
    v.transform((text) => text as Id<K>), // the regular expression has just proved the shape
  );
}

const referenceAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What a guest reads aloud: eight characters without look-alikes (no 0/O, 1/I/L, U), as `7K3Q-9XZA`. */
export function newReference(random: RandomBytes): string {
  const characters: string[] = [];
  while (characters.length < 8) {
    const byte = random(1)[0] ?? 0;
    // Bytes past the last whole multiple of the alphabet are drawn again, so that no character is likelier.
    if (byte < 240) characters.push(referenceAlphabet.charAt(byte % referenceAlphabet.length));
  }
  return `${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`;
}
