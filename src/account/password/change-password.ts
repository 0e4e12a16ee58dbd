import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { consumeCodeAttempt } from '../attempt-limit.ts';
import { voidPending } from '../one-time-token.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { endSessions } from '../session/sessions.ts';
import { deviceHashOf, deviceTokenEntries, type SignInContext } from '../sign-in/sign-in-context.ts';
import { ownWords } from './own-words.ts';
import { hashPassword, isPassword } from './password.ts';
import { claimedPasswordSchema, newPasswordSchema, requireGoodPassword } from './password-rules.ts';

export const passwordChangeSchema = named(
  'PasswordChange',
  'A new password.',
  v.strictObject({
    password: described(
      newPasswordSchema,
      'The new password: 15 characters or more, none that is easily guessed.',
    ),
    currentPassword: v.optional(
      described(claimedPasswordSchema, 'The password until now, of whoever has one.'),
    ),
    ...deviceTokenEntries,
  }),
);

/**
 * Sets another password for somebody who has just proved who they are. All other sessions end, and what was
 * begun before is worthless. A batch, after the hash and what it must not be made of. The present password
 * must come along (ASVS 5.0, 6.2.3): a proof may be another factor, and a session left open is none. Throws
 * the 401 where the session was ended while the hash was made.
 */
export async function changePassword(
  runtime: Runtime,
  context: SignInContext,
  { userId, sessionId }: AccessClaims,
  { password, currentPassword = '' }: v.InferOutput<typeof passwordChangeSchema>,
): Promise<void> {
  const present = await requirePresent(runtime, context, userId, currentPassword);
  const user = sql`select * from users where id = ${userId}`;
  await requireGoodPassword(password, await ownWords(runtime, user));
  const hash = await hashPassword(runtime, password);
  const [, rows] = await runtime.database.batch([
    // Whoever signs in at this moment is waited for, so that the next statement sees their session and ends
    // it.
    sql`${user} for update`,
    sql`
    with changed as (
      update users set password_hash = ${hash} where id = ${userId} and status = 'active' and password_hash is not distinct from ${present}
        and exists (select from sessions s where s.id = ${sessionId} and s.ended_at is null) returning id, email
    ),
    void as (${voidPending(runtime, sql`changed`)}),
    ended as (${endSessions(runtime, sql`changed`, 'password-changed', sessionId)}),
    noted as (${record(runtime.clock.now(), `user:${userId}`, 'user.password-changed', sql`id`, sql`changed`)})
    ${securityAlert(runtime, 'user-password-changed', sql`changed`, sql`jsonb_build_object('session', ${sessionId}::text)`)}
    select id from changed`,
  ]);
  if (!rows?.length)
    throw new Problem('unauthorized', 'This session has ended meanwhile. Please sign in again.');
}

/**
 * The hash that the present password was compared with, or null for who has none. Throws the 422 for a wrong
 * one, and for one too many tries.
 */
async function requirePresent(
  runtime: Runtime,
  context: SignInContext,
  userId: string,
  currentPassword: string,
): Promise<string | null> {
  const found = firstOf(
    v.object({ isLeft: v.boolean(), passwordHash: v.nullable(v.string()) }),
    await runtime.database.query(sql`
      select ${consumeCodeAttempt(runtime, sql`${userId}::text`, deviceHashOf(runtime, context))} as "isLeft", (select password_hash from users where id = ${userId}) as "passwordHash"`),
  );
  if (!found || found.passwordHash === null) return null;
  if (found.isLeft && (await isPassword(runtime, currentPassword, found.passwordHash)))
    return found.passwordHash;
  throw fieldProblem('currentPassword', 'That is not your present password.');
}
