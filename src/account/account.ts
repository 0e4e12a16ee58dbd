import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { instantSchema } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import type { Id } from '../platform/ids.ts';
import { languageSchema } from '../platform/languages.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { integer } from '../platform/text/whole-number.ts';
import { permissionsOfRole, roles } from './permissions.ts';
import { decryptProfile, encryptProfile, profileSchema, type User, userJson, userSchema } from './user.ts';

export const accountSchema = named(
  'Account',
  'Whoever is signed in, as they see themselves.',
  v.object({
    id: described(v.string(), 'The id of the person, `usr_…`.'),
    email: described(v.string(), 'The address at which they sign in, in small letters.'),
    ...profileSchema.entries,
    language: described(languageSchema, 'The language of mails to them.'),
    role: described(v.picklist(roles), 'What they are in this house; `guest` for whoever only books.'),
    permissions: described(v.array(v.string()), 'What their role lets them do, by name.'),
    hasPassword: described(v.boolean(), 'Whether they can sign in by a password.'),
    identities: described(
      v.array(v.string()),
      'The names of the identity providers by which they can sign in.',
    ),
    factors: described(
      v.array(
        named(
          'Factor',
          'A second factor.',
          v.object({
            id: described(v.string(), 'The id of the factor, `fct_…`.'),
            kind: described(
              v.picklist(['totp', 'passkey', 'sms']),
              'An authenticator app, a passkey or codes by text message.',
            ),
            name: described(v.string(), 'What its owner calls it.'),
            addedAt: described(v.string(), 'When it was added, RFC 3339 in UTC.'),
            lastUsedAt: described(
              v.nullable(v.string()),
              'When it was last used, RFC 3339 in UTC; null where it never was.',
            ),
          }),
        ),
      ),
      'Their second factors, the oldest first.',
    ),
    backupCodesLeft: described(integer, 'How many backup codes are not used yet.'),
    consents: described(
      v.array(
        named(
          'GivenConsent',
          'What somebody said to a version of a document.',
          v.object({
            document: described(v.string(), 'The name of the document, as `terms`.'),
            version: described(v.string(), 'The version of the document.'),
            isGiven: described(v.boolean(), 'True where it is agreed to, false where it was taken back.'),
            at: described(v.string(), 'When, RFC 3339 in UTC.'),
          }),
        ),
      ),
      'What they agreed to or took back, of each document the last word.',
    ),
    createdAt: described(v.string(), 'When the account was made, RFC 3339 in UTC.'),
  }),
);
export type Account = v.InferOutput<typeof accountSchema>;

const foundSchema = v.object({
  user: userSchema,
  identities: v.array(v.string()),
  factors: v.array(
    v.object({
      id: v.string(),
      kind: v.picklist(['totp', 'passkey', 'sms']),
      name: v.string(),
      addedAt: instantSchema,
      lastUsedAt: v.nullable(instantSchema),
    }),
  ),
  backupCodesLeft: integer,
  consents: v.array(
    v.object({ document: v.string(), version: v.string(), isGiven: v.boolean(), at: instantSchema }),
  ),
});

/** Everything that a person sees of their account. One statement. */
export async function readAccount(runtime: Runtime, userId: Id<'user'>): Promise<Account> {
  const [row] = await runtime.database.query(selectAccount(userId));
  return presentAccount(runtime, row);
}

const selectAccount = (userId: string) => sql`
  select ${userJson} as "user",
    (select coalesce(json_agg(i.provider order by i.provider), '[]') from identities i where i.user_id = p.id) as identities,
    (select coalesce(json_agg(json_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'addedAt', f.created_at, 'lastUsedAt', f.last_used_at) order by f.id), '[]')
      from factors f where f.user_id = p.id and f.confirmed_at is not null) as factors,
    (select count(*)::int from backup_codes b where b.user_id = p.id and b.used_at is null) as "backupCodesLeft",
    (select coalesce(json_agg(json_build_object('document', c.document, 'version', c.version, 'isGiven', c.is_given, 'at', c.at) order by c.document), '[]')
      from (select distinct on (document) * from consents where user_id = p.id order by document, sequence desc) c) as consents
  from users p where p.id = ${userId} and p.status = 'active'`;

function presentAccount(runtime: Runtime, row: unknown): Account {
  const { user, factors, consents, ...rest } = v.parse(foundSchema, row);
  return {
    id: user.id,
    email: user.email ?? '',
    ...profileOf(runtime, user),
    language: user.language,
    role: user.role,
    permissions: [...permissionsOfRole(user.role)],
    hasPassword: user.hasPassword,
    factors: factors.map(({ addedAt, lastUsedAt, ...factor }) => ({
      ...factor,
      addedAt: addedAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    consents: consents.map(({ at, ...consent }) => ({ ...consent, at: at.toISOString() })),
    ...rest,
    createdAt: new Date(user.createdAt).toISOString(),
  };
}

function profileOf(runtime: Runtime, { id, profileSealed }: User) {
  return profileSealed ? decryptProfile(runtime.config.keys, id, profileSealed) : { name: '' };
}

export const accountChangeSchema = named(
  'AccountChange',
  'What is to change of an account; what is left out stays.',
  v.partial(
    v.strictObject({
      ...profileSchema.entries,
      language: described(languageSchema, 'The language of mails from now on.'),
    }),
  ),
);

/** How often a change is made anew because another was quicker. */
const mostTries = 5;

/**
 * Changes what is given of profile and language, and leaves the rest as it is at that moment. Two statements:
 * what is sealed is read before it is sealed anew, and a change that came between is read and kept too.
 * Throws the 409 when others are quicker each time.
 */
export async function changeAccount(
  runtime: Runtime,
  userId: Id<'user'>,
  { language, ...profile }: v.InferOutput<typeof accountChangeSchema>,
): Promise<Account> {
  for (let tries = 0; tries < mostTries; tries++) {
    const [row] = await runtime.database.query(selectAccount(userId));
    const { user } = v.parse(foundSchema, row);
    const before = profileOf(runtime, user);
    const phone = profile.phone ?? before.phone;
    const sealed = encryptProfile(runtime, userId, {
      name: profile.name ?? before.name,
      ...(phone === undefined ? {} : { phone }),
    });
    const [changed] = await runtime.database.query(sql`
      with changed as (
        update users p set profile_sealed = ${sealed}, language = coalesce(${language ?? null}, language)
        where id = ${userId} and status = 'active' and profile_sealed is not distinct from ${user.profileSealed} returning p.*
      ), noted as (${record(runtime.clock.now(), `user:${userId}`, 'user.profile-changed', sql`id`, sql`changed`)})
      select ${userJson} as "user" from changed p`);
    if (changed) return presentAccount(runtime, { ...row, ...changed });
  }
  throw new Problem('state-conflict', 'Your account is just being changed elsewhere. Please try again.');
}

/** Notes that a person agrees to a version of a document, or does not any more. One statement. */
export async function noteConsent(
  runtime: Runtime,
  userId: Id<'user'>,
  { document, version, isGiven }: { document: string; version: string; isGiven: boolean },
): Promise<void> {
  const now = runtime.clock.now();
  await runtime.database.query(sql`
    with noted as (
      insert into consents (user_id, document, version, is_given, at) values (${userId}, ${document}, ${version}, ${isGiven}, ${now.toISOString()}) returning user_id
    ), recorded as (${record(now, `user:${userId}`, isGiven ? 'consent.given' : 'consent.withdrawn', sql`user_id`, sql`noted`)})
    select`);
}
