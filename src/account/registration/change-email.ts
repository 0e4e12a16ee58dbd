import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { type Id, idSchema } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { emailHash } from '../../platform/text/email-hash.ts';
import { consumeAttempt } from '../attempt-limit.ts';
import { joinReservations, keptEmailHashes } from '../join-reservations.ts';
import { consume, isOpen, keepOneTimeToken, newOneTimeToken, supersede } from '../one-time-token.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { accountEmail } from '../user.ts';
import { usedUp } from './register.ts';

export const emailChangeSchema = named(
  'EmailChange',
  'Another address for an account.',
  v.strictObject({
    email: described(accountEmail, 'The new address. It counts once the link in the mail to it was opened.'),
  }),
);

/** Sends a link to the new address. Whether another account has it is not looked at here. One statement. */
export async function requestEmailChange(runtime: Runtime, userId: Id<'user'>, email: string): Promise<void> {
  const token = newOneTimeToken(runtime, 'email-change');
  const data = JSON.stringify({ emailHash: emailHash(runtime.config.keys, email) });
  await runtime.database.query(sql`
    with allowed as (select where ${consumeAttempt(runtime, 'mails', `email change ${userId}`)} and ${consumeAttempt(runtime, 'mailsOfClient', `email change ${email}`)}),
    superseded as (${supersede(runtime, 'email-change', sql`allowed`, sql`t.user_id = ${userId}`)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed`, { userId: sql`${userId}`, email: sql`${email}`, data: sql`${data}::jsonb` })}),
    told as (${enqueue(runtime, 'user-email-change', sql`id`, sql`kept`)})
    select`);
}

/**
 * Takes the new address, proved by the link that went there and the session of whoever asked: an owner who
 * presses the button of a mail that somebody else ordered does not give them the address. The old one is told
 * and can take it back. One statement, and the read of the address before it where there are several keys.
 * Throws the 410 for a link that is no longer good, and where another account has taken the address
 * meanwhile.
 */
export async function confirmEmailChange(
  runtime: Runtime,
  { userId, sessionId }: AccessClaims,
  token: string,
): Promise<void> {
  const now = runtime.clock.now();
  const digests = await keptEmailHashes(
    runtime,
    sql`select email from one_time_tokens where ${isOpen(runtime, 'email-change', token)} and user_id = ${userId}`,
    sql`(select data ->> 'emailHash' from consumed)`,
  );
  const rows = await runtime.database
    .query(
      sql`
    with old as (
      select p.id, p.email, p.email_hash from users p join one_time_tokens t on t.user_id = p.id where p.id = ${userId} and ${isOpen(runtime, 'email-change', token)}
    ), consumed as (${consume(runtime, 'email-change', token, sql`user_id = ${userId}`)}),
    changed as (
      update users p set email = c.email, email_hash = c.data ->> 'emailHash' from consumed c where p.id = c.user_id and p.status = 'active' returning p.id
    ), joined as (${joinReservations(digests, sql`changed`)}),
    noted as (${record(now, 'system', 'user.email-changed', sql`id`, sql`changed`)})
    ${securityAlert(runtime, 'user-email-changed', sql`old where exists (select from changed)`, sql`jsonb_build_object('emailHash', email_hash, 'session', ${sessionId}::text)`)}
    select id from changed`,
    )
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'users_email_unique')) throw usedUp();
      throw error;
    });
  if (!firstOf(v.object({ id: idSchema('user') }), rows)) throw usedUp();
}
