import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { functionNamed } from '../platform/database/functions.ts';
import { described, named } from '../platform/described.ts';
import { type Id, idSchema } from '../platform/ids.ts';
import { decrypt, encrypt, type KeyRing } from '../platform/keys.ts';
import { languageSchema } from '../platform/languages.ts';
import type { Runtime } from '../platform/runtime.ts';
import { emailHash } from '../platform/text/email-hash.ts';
import { mailboxAddress, withoutEdges } from '../platform/text/mailbox-address.ts';
import { phoneNumber } from '../platform/text/phone-number.ts';
import { personName } from '../platform/text/text.ts';
import { emailHashArray, joinReservations } from './join-reservations.ts';
import { roles } from './permissions.ts';

/** An address as accounts know it: two that differ in their case are one. */
export const accountEmail = v.pipe(
  mailboxAddress,
  v.transform((address) => address.toLowerCase()),
);

/** An address as somebody claims it at sign-in: whatever it is, there is an account with it or not. */
export const claimedEmailSchema = v.pipe(
  v.string(),
  // PostgreSQL's text holds no NUL, and no address does.
  v.transform((text) => withoutEdges(text).toLowerCase().replaceAll('\0', '\ufffd').slice(0, 254)),
);

/** What a person says of themselves. */
export const profileSchema = v.object({
  name: described(personName, 'What the person is called.'),
  phone: v.optional(described(phoneNumber, 'A telephone number in the form of E.164, as `+33612345678`.')),
});
export type Profile = v.InferOutput<typeof profileSchema>;

/** The same as it was kept: by the rules of that day, which may have been others than ours. */
export const keptProfileSchema = v.object({ name: v.string(), phone: v.optional(v.string()) });

export const consentSchema = named(
  'Consent',
  'A version of a document that is agreed to.',
  v.strictObject({
    document: described(
      v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,31}$/, 'Name a document, such as terms.')),
      'The name of the document, as `terms` or `newsletter`.',
    ),
    version: described(
      v.pipe(v.string(), v.regex(/^[\w.-]{1,32}$/, 'Name its version, such as 2026-11.')),
      'The version of the document.',
    ),
  }),
);

/** A person as the database keeps them. */
export const userSchema = v.object({
  id: idSchema('user'),
  email: v.nullable(v.string()),
  role: v.picklist(roles),
  status: v.picklist(['active', 'banned', 'closed']),
  language: languageSchema,
  profileSealed: v.nullable(v.string()),
  hasPassword: v.boolean(),
  createdAt: v.string(),
});
export type User = v.InferOutput<typeof userSchema>;

/** `personSchema` as JSON, of the row `p`. */
export const userJson: SQL = sql`${functionNamed('user_json')}(p)`;

export function encryptProfile(runtime: Runtime, id: Id<'user'>, profile: Profile): string {
  return encrypt(runtime.config.keys, runtime.random, id, JSON.stringify(profile));
}

export function decryptProfile(keys: KeyRing, id: string, sealed: string): Profile {
  return v.parse(keptProfileSchema, JSON.parse(decrypt(keys, id, sealed)));
}

/** What a new account begins with. */
export interface NewUser {
  readonly id: Id<'user'>;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly language: v.InferOutput<typeof languageSchema>;
  readonly profile: Profile;
  readonly consents: readonly v.InferOutput<typeof consentSchema>[];
}

/**
 * CTEs, without a leading comma, that make the user: `account (id)` is empty where `source` is, or where the
 * address has an account. What was reserved as a guest under the address joins it: whoever comes here has
 * proved it.
 * @param role an expression over `source`.
 */
export function makeUser(runtime: Runtime, made: NewUser, source: SQL, role: SQL = sql`'guest'`): SQL {
  const { keys } = runtime.config;
  const at = runtime.clock.now().toISOString();
  return sql`account as (
      insert into users (id, email, email_hash, password_hash, role, language, profile_sealed, created_at)
      select ${made.id}, ${made.email}, ${emailHash(keys, made.email)}, ${made.passwordHash}, ${role}, ${made.language},
        ${encryptProfile(runtime, made.id, made.profile)}, ${at} from ${source}
      on conflict (email) do nothing returning id, email
    ), joined as (${joinReservations(emailHashArray(keys, made.email), sql`account`)}),
    consented as (
      insert into consents (user_id, document, version, is_given, at)
      select account.id, c.document, c.version, true, ${at} from account, jsonb_to_recordset(${JSON.stringify(made.consents)}::jsonb) as c(document text, version text)
    )`;
}
