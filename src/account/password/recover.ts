import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { idSchema } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { attemptKey, consumeMailAttempt } from '../attempt-limit.ts';
import {
  consume,
  isOpen,
  keepOneTimeToken,
  newOneTimeToken,
  supersede,
  voidPending,
} from '../one-time-token.ts';
import { resendSchema, usedUp } from '../registration/register.ts';
import { securityAlert } from '../security/security-alert.ts';
import { endSessions } from '../session/sessions.ts';
import {
  deviceHashOf,
  deviceOf,
  deviceTokenEntries,
  knowDevice,
  type SignInContext,
} from '../sign-in/sign-in-context.ts';
import { ownWords } from './own-words.ts';
import { hashPassword } from './password.ts';
import { newPasswordSchema, requireGoodPassword } from './password-rules.ts';

export const recoverySchema = named(
  'RecoveryRequest',
  'The address of whoever wants a new password.',
  v.strictObject({ ...resendSchema.entries, ...deviceTokenEntries }),
);

/**
 * Sends a link for a new password, if the address has an account: that is found out when the mail is written.
 * A device that is known has mails of its own, which strangers of its network cannot spend. One statement.
 */
export async function recover(runtime: Runtime, email: string, context: SignInContext): Promise<void> {
  const kind = `recovery ${email}`;
  const deviceHash = deviceHashOf(runtime, context) ?? '';
  const isFriend = sql`exists (select from known_devices d join users p on p.id = d.user_id where p.email = ${email} and d.device_hash = ${deviceHash})`;
  const token = newOneTimeToken(runtime, 'password-reset');
  await runtime.database.query(sql`
    with allowed as (select where case when ${isFriend} then ${consumeMailAttempt(runtime, kind, `device ${deviceHash}`)} else ${consumeMailAttempt(runtime, kind, context.client)} end),
    superseded as (${supersede(runtime, 'password-reset', sql`allowed`, sql`t.email = ${email}`)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { email: sql`${email}` })}),
    told as (${enqueue(runtime, 'user-recovery', sql`id`, sql`kept`)})
    select`);
}

export const resetSchema = v.strictObject({
  token: described(v.pipe(v.string(), v.maxLength(200)), 'The token from the link in the mail.'),
  password: described(
    newPasswordSchema,
    'The new password: 15 characters or more, none that is easily guessed.',
  ),
});

/**
 * Sets a new password by the link of a mail: every session ends, what was begun before is worthless, second
 * factors stay. Who has proved the mailbox is not to be kept out by strangers who try meanwhile: known
 * devices stay, the one that does this is known from now on, and what was spent of the account's budget is
 * forgiven. One batch, after the hash. Throws the 410 for a link that is no longer good.
 */
export async function resetPassword(
  runtime: Runtime,
  context: SignInContext,
  { token, password }: v.InferOutput<typeof resetSchema>,
): Promise<{ readonly deviceToken: string | undefined }> {
  const owner = sql`select p.* from users p join one_time_tokens t on t.email = p.email where t.id in (
    select id from one_time_tokens where ${isOpen(runtime, 'password-reset', token)})`;
  const words = await ownWords(runtime, owner);
  await requireGoodPassword(password, words);
  const [, , email] = words;
  const device = deviceOf(runtime, context);
  const hash = await hashPassword(runtime, password);
  const now = runtime.clock.now();
  const [, rows] = await runtime.database.batch([
    // Whoever signs in at this moment is waited for, so that the next statement sees their session and ends
    // it.
    sql`${owner} for update of p`,
    sql`
    with consumed as (${consume(runtime, 'password-reset', token)}),
    changed as (
      update users p set password_hash = ${hash} from consumed c where p.email = c.email and p.status = 'active' returning p.id, p.email
    ), void as (${voidPending(runtime, sql`changed`, sql`(select id from consumed)`)}),
    known as (${knowDevice(runtime, device.hash, sql`changed`)}),
    forgiven as (delete from attempt_limits where key = ${attemptKey(runtime, 'account', email)} and exists (select from changed)),
    ended as (${endSessions(runtime, sql`changed`, 'recovered')}),
    noted as (${record(now, 'system', 'user.password-recovered', sql`id`, sql`changed`)})
    ${securityAlert(runtime, 'user-password-changed', sql`changed`)}
    select id from changed`,
  ]);
  if (!firstOf(v.object({ id: idSchema('user') }), rows ?? [])) throw usedUp();
  return { deviceToken: device.newToken };
}
