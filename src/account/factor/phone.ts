import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import type { Config } from '../../platform/config/config.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { type Id, newId } from '../../platform/ids.ts';
import { encrypt } from '../../platform/keys.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { messageNumber } from '../../platform/text/phone-number.ts';
import { consumeAttempt, consumeNewFactorAttempt } from '../attempt-limit.ts';
import { isOpen, keepOneTimeToken, newOneTimeToken, sixDigits } from '../one-time-token.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { lowerReauthentications } from '../sign-in/lower-reauthentications.ts';
import { firstBackupCodes } from './backup-codes.ts';
import { factorName } from './factor-name.ts';
import type { factorConfirmationSchema, factorConfirmedSchema } from './totp.ts';

export const phoneSchema = named(
  'NewPhone',
  'A telephone to which codes are sent.',
  v.strictObject({
    number: described(
      messageNumber,
      'Its number in the form of E.164, as `+33612345678`, of a country to which we send.',
    ),
    name: v.optional(described(factorName, 'What its owner calls it.'), 'Phone'),
  }),
);

export const newPhoneSchema = named(
  'PhoneBegun',
  'A code is on its way to the telephone.',
  v.object({ factor: described(v.string(), 'The id of the factor to be confirmed with the code, `fct_…`.') }),
);

/** Adds a phone that proves nothing before the code that goes there was given. One statement. */
export async function beginPhone(
  runtime: Runtime,
  userId: Id<'user'>,
  { number, name }: v.InferOutput<typeof phoneSchema>,
): Promise<v.InferOutput<typeof newPhoneSchema>> {
  const { config, clock, random } = runtime;
  const now = clock.now();
  const id = newId('factor', now, random);
  const token = newOneTimeToken(runtime, 'phone');
  const code = sixDigits(config.keys, 'phone', token.id);
  const rows = await runtime.database.query(sql`
    with offered as (select where ${isOffered(config)}),
    allowed as (select from offered where ${consumeAttempt(runtime, 'messages', `phone ${userId}`)} and ${consumeAttempt(runtime, 'messages', `number ${number}`)}),
    made as (
      insert into factors (id, user_id, kind, name, secret_sealed, created_at)
      select ${id}, ${userId}, 'sms', ${name}, ${encrypt(config.keys, random, id, number)}, ${now.toISOString()} from allowed returning id, user_id
    ), kept as (${keepOneTimeToken(runtime, token, sql`made`, { userId: sql`user_id`, data: sql`jsonb_build_object('factor', ${id}::text)` }, `${id} ${code}`)}),
    told as (${enqueue(runtime, 'user-sms-code', sql`id`, sql`kept`)})
    select exists (select from offered) as "isOffered", exists (select from made) as "isMade"`);
  const outcome = firstOf(v.object({ isOffered: v.boolean(), isMade: v.boolean() }), rows);
  if (!outcome?.isOffered) throw new Problem('state-conflict', 'Codes by text message are not offered here.');
  if (!outcome.isMade)
    throw new Problem('rate-limited', 'Please wait an hour before the next code.', {
      headers: { 'Retry-After': '3600' },
    });
  return { factor: id };
}

/** Whether the house has an account at a gateway, in the environment or in its settings. */
function isOffered({ sms }: Config): SQL {
  return sms
    ? sql`true`
    : sql`exists (select from settings s where s.key = 'channels' and s.secret_sealed is not null)`;
}

/** Takes the phone into use by the code that went there. One statement. */
export async function confirmPhone(
  runtime: Runtime,
  claims: AccessClaims,
  { factor, code }: v.InferOutput<typeof factorConfirmationSchema>,
): Promise<v.InferOutput<typeof factorConfirmedSchema>> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const { userId } = claims;
  const backup = firstBackupCodes(runtime, userId, sql`confirmed`);
  const details = sql`jsonb_build_object('factor', ${factor}::text, 'kind', 'sms', 'session', ${claims.sessionId}::text)`;
  const rows = await runtime.database.query(sql`
    with allowed as (select where ${consumeNewFactorAttempt(runtime, userId)}),
    consumed as (
      update one_time_tokens set consumed_at = ${at} where ${isOpen(runtime, 'phone', `${factor} ${code}`)} and user_id = ${userId} and exists (select from allowed) returning user_id
    ), confirmed as (
      update factors f set confirmed_at = ${at} from consumed c join users p on p.id = c.user_id
      where f.id = ${factor} and f.user_id = c.user_id and f.kind = 'sms' and f.confirmed_at is null returning p.id, p.email
    ), ${backup.ctes} ${lowerReauthentications(runtime, sql`confirmed`, claims, 'sms')}
    noted as (${record(now, `user:${userId}`, 'user.factor-added', sql`id`, sql`confirmed`, details)})
    ${securityAlert(runtime, 'user-factor-added', sql`confirmed`, details)}
    select exists (select from confirmed) as "isConfirmed", exists (select from codes) as "hasCodes"`);
  const outcome = firstOf(v.object({ isConfirmed: v.boolean(), hasCodes: v.boolean() }), rows);
  if (!outcome?.isConfirmed)
    throw fieldProblem('code', 'That is not the code that we have sent, or it is too old.');
  return { backupCodes: outcome.hasCodes ? backup.codes : null };
}
