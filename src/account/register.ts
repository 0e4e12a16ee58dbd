import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../audit/record.ts';
import { languageSchema } from '../booking/reservation-request.ts';
import { enqueue } from '../notification/enqueue.ts';
import { firstOf } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { open, seal } from '../platform/keys.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { spendMail } from './attempt-budget.ts';
import { consume, keepOneTimeToken, newOneTimeToken, spendTry } from './one-time-token.ts';
import { type IssuedSession, openSession } from './open-session.ts';
import { hashPassword, isPassword } from './password.ts';
import { claimedPasswordSchema, newPasswordSchema, requireGoodPassword } from './password-rules.ts';
import { accountEmail, consentSchema, keptProfileSchema, makePerson, profileSchema } from './person.ts';
import type { Visit } from './visit.ts';

export const registrationSchema = v.strictObject({
  email: accountEmail,
  password: newPasswordSchema,
  ...profileSchema.entries,
  language: v.optional(languageSchema, 'en'),
  consents: v.optional(v.pipe(v.array(consentSchema), v.maxLength(10)), []),
});

/** What the answers to register, resend and recover say, whoever exists. */
export const mailSentSchema = v.object({ isSent: v.literal(true) });

const keptSchema = v.object({
  passwordHash: v.string(),
  profile: keptProfileSchema,
  language: languageSchema,
  consents: v.array(consentSchema),
});

/**
 * Keeps a registration until the address is proved. There is no account before: who does not read the mail has nothing, and keeps
 * nobody from anything. Whether the address has an account already is not looked at here; the mail tells its owner. One
 * statement, after the hash.
 */
export async function register(
  runtime: Runtime,
  { email, password, language, consents, ...profile }: v.InferOutput<typeof registrationSchema>,
  client: string,
): Promise<void> {
  await requireGoodPassword(password, [email, profile.name, runtime.config.business.name]);
  const token = newOneTimeToken(runtime, 'registration');
  const kept = JSON.stringify({
    passwordHash: await hashPassword(runtime, password),
    profile,
    language,
    consents,
  });
  const data = { sealed: seal(runtime.config.keys, runtime.random, token.id, kept), language };
  await runtime.database.query(sql`
    with allowed as (select where ${spendMail(runtime, `registration ${email}`, client)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { email: sql`${email}`, data: sql`${JSON.stringify(data)}::jsonb` })}),
    told as (${enqueue(runtime, 'person-registration', sql`id`, sql`kept`)})
    select`);
}

export const resendSchema = v.strictObject({ email: accountEmail });

/** Sends the mail of the newest open registration of an address again, if there is one: that is found out when the mail is written. One statement. */
export async function resendRegistration(runtime: Runtime, email: string, client: string): Promise<void> {
  const token = newOneTimeToken(runtime, 'resend');
  await runtime.database.query(sql`
    with allowed as (select where ${spendMail(runtime, `resend ${email}`, client)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { email: sql`${email}` })}),
    told as (${enqueue(runtime, 'person-registration', sql`id`, sql`kept`)})
    select`);
}

export const verificationSchema = v.strictObject({
  token: v.pipe(v.string(), v.maxLength(200)),
  password: claimedPasswordSchema,
});

/**
 * Proves the address by the link in the mail together with the password that was chosen: an owner who opens a link that somebody
 * else ordered does not give them an account at this address. Makes the account and signs in. Two statements, with the password between.
 */
export async function verifyRegistration(
  runtime: Runtime,
  visit: Visit,
  { token, password }: v.InferOutput<typeof verificationSchema>,
): Promise<IssuedSession> {
  const { keys } = runtime.config;
  const tried = firstOf(
    v.object({ id: v.string(), email: v.string(), data: v.object({ sealed: v.string() }) }),
    await runtime.database.query(
      sql`with tried as (${spendTry(runtime, 'registration', token)}) select id, email, data from tried`,
    ),
  );
  if (!tried) throw usedUp();
  const kept = v.parse(keptSchema, JSON.parse(open(keys, tried.id, tried.data.sealed)));
  if (!(await isPassword(runtime, password, kept.passwordHash)))
    throw new Problem('sign-in-refused', 'That is not the password with which you registered.');
  const id = newId('person', runtime.clock.now(), runtime.random);
  const session = openSession(runtime, visit, ['pwd', 'mail']);
  const [row] = await runtime.database.query(sql`
    with consumed as (${consume(runtime, 'registration', token)}),
    ${makePerson(runtime, { id, email: tried.email, ...kept }, sql`consumed`)},
    registered as (${record(runtime.clock.now(), `person:${id}`, 'person.registered', sql`id`, sql`person`)})
    ${session.ctes}
    select ${session.columns}`);
  const issued = await session.issue(row);
  if (!issued) throw usedUp();
  return issued;
}

/** Of a link or a code that is unknown, used, expired or worn out: which of them is nobody's business. */
export function usedUp(): Problem {
  return new Problem(
    'link-used-up',
    'This link or code was used, has expired or is not ours. Please ask for a new one.',
  );
}
