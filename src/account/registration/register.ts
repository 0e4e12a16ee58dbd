import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { newId } from '../../platform/ids.ts';
import { decrypt, encrypt, keyedDigests } from '../../platform/keys.ts';
import { languageSchema } from '../../platform/languages.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type readSigns, signEntries } from '../../platform/text/robot-signs.ts';
import { consumeMailAttempt } from '../attempt-limit.ts';
import { consume, keepOneTimeToken, newOneTimeToken, spendTry } from '../one-time-token.ts';
import { asCompared, hashPassword, isPassword } from '../password/password.ts';
import { claimedPasswordSchema, newPasswordSchema } from '../password/password-rules.ts';
import { type IssuedSession, openSession } from '../session/open-session.ts';
import type { SignInContext } from '../sign-in/sign-in-context.ts';
import { accountEmail, consentSchema, keptProfileSchema, makeUser, profileSchema } from '../user.ts';

export const registrationSchema = named(
  'Registration',
  'A new account.',
  v.strictObject({
    email: described(accountEmail, 'The address at which the person will sign in.'),
    password: described(
      newPasswordSchema,
      'The password: 15 characters or more, none that is easily guessed.',
    ),
    ...profileSchema.entries,
    language: v.optional(described(languageSchema, 'The language of mails to them.'), 'en'),
    consents: v.optional(
      described(v.pipe(v.array(consentSchema), v.maxLength(10)), 'What they agree to.'),
      [],
    ),
    ...signEntries,
  }),
);

/** A registration without the marks by which robots are told. */
export type Registration = ReturnType<typeof readSigns<v.InferOutput<typeof registrationSchema>>>['request'];

/** What the answers to register, resend and recover say, whoever exists. */
export const mailSentSchema = named(
  'MailSent',
  'A mail is on its way, if there is whom to write to: the answer is the same where there is not.',
  v.object({ isSent: described(v.literal(true), 'Always true.') }),
);

const keptSchema = v.object({
  passwordHash: v.string(),
  profile: keptProfileSchema,
  language: languageSchema,
  consents: v.array(consentSchema),
});

/**
 * Keeps a registration until the address is proved. There is no account before: who does not read the mail
 * has nothing, and keeps nobody from anything: it is kept even where enough mails went to the address, since
 * any link in that mailbox opens it with its password. Whether the address has an account already is not
 * looked at here; the mail tells its owner. One statement, after the hash.
 */
export async function register(runtime: Runtime, registration: Registration, client: string): Promise<void> {
  const { email, password, language, consents, ...profile } = registration;
  const token = newOneTimeToken(runtime, 'registration');
  const kept = JSON.stringify({
    passwordHash: await hashPassword(runtime, password),
    profile,
    language,
    consents,
  });
  const sealed = encrypt(runtime.config.keys, runtime.random, token.id, kept);
  const data = { sealed, language, tag: tagsOf(runtime, email, password)[0] };
  await runtime.database.query(sql`
    with allowed as (select ${consumeMailAttempt(runtime, `registration ${email}`, client)} as is_left),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { email: sql`${email}`, data: sql`${JSON.stringify(data)}::jsonb` })}),
    told as (${enqueue(runtime, 'user-registration', sql`id`, sql`kept, allowed where is_left`)})
    select`);
}

/**
 * By which registrations of an address those are found that may have this password, without trying them all:
 * 12 bits of a keyed digest, the first by the key that is used now. With the database alone they say nothing,
 * and with the key too little to find a password by.
 */
function tagsOf({ config }: Runtime, email: string, password: string): string[] {
  return keyedDigests(config.keys, `registration ${email} ${asCompared(password)}`).map((digest) =>
    digest.slice(0, 2),
  );
}

export const resendSchema = named(
  'MailRequest',
  'The address to write to.',
  v.strictObject({ email: described(accountEmail, 'The address of the account.') }),
);

/**
 * Sends the mail of the newest open registration of an address again, if there is one: that is found out when
 * the mail is written. One statement.
 */
export async function resendRegistration(runtime: Runtime, email: string, client: string): Promise<void> {
  const token = newOneTimeToken(runtime, 'resend');
  await runtime.database.query(sql`
    with allowed as (select where ${consumeMailAttempt(runtime, `resend ${email}`, client)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { email: sql`${email}` })}),
    told as (${enqueue(runtime, 'user-registration', sql`id`, sql`kept`)})
    select`);
}

export const verificationSchema = v.strictObject({
  token: described(v.pipe(v.string(), v.maxLength(200)), 'The token from the link in the mail.'),
  password: described(claimedPasswordSchema, 'The password that was chosen when registering.'),
});

/** How many registrations with the same tag are tried: far more than there are of one person. */
const mostTried = 4;

const triedSchema = v.object({
  link: v.string(),
  email: v.string(),
  registrations: v.array(
    v.object({ id: v.string(), data: v.object({ sealed: v.string(), tag: v.optional(v.string()) }) }),
  ),
});

/**
 * Proves the address by a link that went to it, together with the password of a registration: the link says
 * whose mailbox it is, the password which of the registrations of that address is meant. So an owner who
 * opens a link that somebody else ordered gives them no account, and makes their own by it. Makes the account
 * and signs in. Two statements, with the password between.
 */
export async function verifyRegistration(
  runtime: Runtime,
  context: SignInContext,
  { token, password }: v.InferOutput<typeof verificationSchema>,
): Promise<IssuedSession> {
  const now = runtime.clock.now().toISOString();
  const tried = firstOf(
    triedSchema,
    await runtime.database.query(
      sql`with tried as (${spendTry(runtime, 'registration', token)})
        select id as link, email, (select json_agg(json_build_object('id', r.id, 'data', r.data) order by r.id = tried.id desc, r.id desc)
          from one_time_tokens r where r.purpose = 'registration' and r.email = tried.email and r.consumed_at is null and r.expires_at > ${now}) as registrations
        from tried`,
    ),
  );
  if (!tried) throw usedUp();
  const chosen = await registrationOf(runtime, tried, password);
  if (!chosen) throw new Problem('sign-in-refused', 'That is not the password with which you registered.');
  const { kept } = chosen;
  const id = newId('user', runtime.clock.now(), runtime.random);
  const session = openSession(runtime, context, ['pwd', 'mail']);
  const [row] = await runtime.database.query(sql`
    with consumed as (${consume(runtime, 'registration', token)}),
    -- The other registrations of the address have nothing left to open.
    others as (
      update one_time_tokens t set consumed_at = ${now} from consumed c where t.purpose = 'registration' and t.email = c.email and t.id <> c.id and t.consumed_at is null
    ),
    ${makeUser(runtime, { id, email: tried.email, ...kept }, sql`consumed`)},
    registered as (${record(runtime.clock.now(), `user:${id}`, 'user.registered', sql`id`, sql`account`)})
    ${session.ctes}
    select ${session.columns}`);
  const issued = await session.issue(row);
  if (!issued) throw usedUp();
  return issued;
}

/**
 * The registration that has this password. At least one password is worked on, so that it takes as long where
 * there is none.
 */
async function registrationOf(
  runtime: Runtime,
  { link, email, registrations }: v.InferOutput<typeof triedSchema>,
  password: string,
) {
  const tags = tagsOf(runtime, email, password);
  const likely = registrations
    .filter(({ id, data: { tag } }) => (tag === undefined ? id === link : tags.includes(tag)))
    .slice(0, mostTried);
  for (const { id, data } of likely) {
    const kept = v.parse(keptSchema, JSON.parse(decrypt(runtime.config.keys, id, data.sealed)));
    if (await isPassword(runtime, password, kept.passwordHash)) return { kept };
  }
  if (likely.length === 0) await isPassword(runtime, password, undefined);
  return undefined;
}

/** Of a link or a code that is unknown, used, expired or worn out: which of them is nobody's business. */
export function usedUp(): Problem {
  return new Problem(
    'link-used-up',
    'This link or code was used, has expired or is not ours. Please ask for a new one.',
  );
}
