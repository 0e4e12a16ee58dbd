import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { idSchema } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { consume, isOpen, keepOneTimeToken, newOneTimeToken, voidPending } from '../one-time-token.ts';
import { usedUp } from '../registration/register.ts';
import { endSessions } from '../session/sessions.ts';
import { restoreFactors, restoreIdentities } from './restore-ways-in.ts';
import { toldAt } from './security-alert.ts';

/**
 * "It was not me": everything that a thief could hold is worthless. All sessions end; the password and the
 * backup codes go, and so do the devices, factors, identities, keys for machines and invitations that came
 * since the session began in which it was done, and the address that was put in place of the owner's, with
 * the links that went there. Factors and identities that were removed since then are put back. A link for a
 * new password goes to the address that the mail went to. One batch. Throws the 410 for a link that is no
 * longer good, and the 409 for an account that was closed meanwhile, which is to be opened again first.
 */
export async function secureAccount(runtime: Runtime, token: string): Promise<void> {
  const now = runtime.clock.now();
  const reset = newOneTimeToken(runtime, 'password-reset');
  const used = sql`select t.user_id, ${toldAt} as at from one_time_tokens t join users p on p.id = t.user_id and p.status = 'active'
    where t.purpose = 'secure-account' and t.id = ${token.split('.')[0] ?? ''} and t.consumed_at = ${now.toISOString()}`;
  // What a thief added and took away again is not put back.
  const removedSince = (name: 'removedFactor' | 'removedIdentity', since: 'created_at' | 'linked_at') =>
    sql`(select n.data -> ${name}::text as value from (${used}) u join one_time_tokens n on n.user_id = u.user_id and n.purpose = 'secure-account'
      where n.created_at >= u.at and (n.data -> ${name}::text ->> ${since}::text)::timestamptz < u.at) gone`;
  const isEmailChange = sql`c.data ->> 'event' = 'user-email-changed'`;
  const [, rows] = await runtime.database
    .batch([
      // Whoever signs in at this moment is waited for, so that the next statement sees their session and ends
      // it.
      sql`select from users p where p.id = (select user_id from one_time_tokens where ${isOpen(runtime, 'secure-account', token)}) for update`,
      sql`
    with consumed as (${consume(runtime, 'secure-account', token, sql`exists (select from users p where p.id = one_time_tokens.user_id and p.status = 'active')`)}),
    -- What is told was done in a session: all that came since that began is not the owner's either.
    told_at as (select ${toldAt} as at from one_time_tokens t join consumed c on c.id = t.id),
    saved as (
      update users p set password_hash = null, email = case when ${isEmailChange} then c.email else p.email end,
        email_hash = case when ${isEmailChange} then c.data ->> 'emailHash' else p.email_hash end
      from consumed c where p.id = c.user_id and p.status = 'active' returning p.id, p.email
    ), ended as (${endSessions(runtime, sql`saved`, 'secured')}),
    forgotten as (delete from known_devices d using saved s, told_at where d.user_id = s.id and d.first_seen_at >= told_at.at),
    factor as (delete from factors f using saved s, consumed c, told_at where f.user_id = s.id
      and (f.created_at >= told_at.at or f.id = c.data ->> 'factor' and c.data ->> 'event' = 'user-factor-added')),
    identity as (delete from identities i using saved s, consumed c, told_at where i.user_id = s.id
      and (i.linked_at >= told_at.at or i.provider = c.data ->> 'provider' and c.data ->> 'event' = 'user-identity-linked')),
    keys as (
      update api_keys k set revoked_at = ${now.toISOString()} from saved s, consumed c, told_at
      where k.created_by = 'user:' || s.id and k.revoked_at is null and (k.created_at >= told_at.at or k.id = c.data ->> 'key') returning k.id, k.name
    ), revoked as (${record(now, 'guest', 'api-key.revoked', sql`id`, sql`keys`, sql`jsonb_build_object('name', name, 'maker', 'secured')`)}),
    uninvited as (
      update one_time_tokens t set consumed_at = ${now.toISOString()} from saved s, told_at
      where t.purpose = 'invitation' and t.data ->> 'invitedBy' = s.id and t.consumed_at is null and t.created_at >= told_at.at
    ), codes as (delete from backup_codes b using saved s where b.user_id = s.id),
    void as (${voidPending(runtime, sql`saved`)}),
    foreign_links as (
      update one_time_tokens t set consumed_at = ${now.toISOString()} from saved s
      where t.user_id = s.id and t.purpose = 'secure-account' and t.email <> s.email and t.consumed_at is null
    ), noted as (${record(now, 'guest', 'user.secured', sql`s.id`, sql`saved s, consumed c`, sql`jsonb_build_object('event', c.data ->> 'event')`)}),
    kept as (${keepOneTimeToken(runtime, reset, sql`saved`, { email: sql`email` })}),
    told as (${enqueue(runtime, 'user-recovery', sql`id`, sql`kept`)})
    select (select id from saved) as id, exists (select from one_time_tokens t join users p on p.id = t.user_id and p.status = 'closed'
      where ${isOpen(runtime, 'secure-account', token)}) as "isClosed"`,
      // After what came has gone, for there may be one app only.
      restoreFactors(sql`gone.value`, removedSince('removedFactor', 'created_at')),
      restoreIdentities(sql`gone.value`, removedSince('removedIdentity', 'linked_at')),
    ])
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'users_email_unique')) throw usedUp();
      throw error;
    });
  const outcome = firstOf(v.object({ id: v.nullable(idSchema('user')), isClosed: v.boolean() }), rows ?? []);
  if (outcome?.isClosed)
    throw new Problem(
      'state-conflict',
      'This account is closed. Open it again by the link of the mail about that, then come back here.',
    );
  if (!outcome?.id) throw usedUp();
}
