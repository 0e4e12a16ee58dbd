import { type SQL, sql } from 'drizzle-orm';
import { record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { isRefusedBy } from '../../platform/database/database.ts';
import type { Id } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { keepOneTimeToken, newOneTimeToken } from '../one-time-token.ts';

/**
 * Closes an account: what tells who it was goes, sessions, factors and identities with it. Reservations and
 * the books stay, as the law asks, and belong to nobody's account. What goes is kept apart for fourteen days,
 * in which the link of the mail about it brings it back (`reopen`). One batch. Throws the 409 for the last
 * owner.
 */
export async function closeAccount(runtime: Runtime, userId: Id<'user'>): Promise<void> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const token = newOneTimeToken(runtime, 'reopening');
  const all = (rows: SQL) => sql`(select coalesce(jsonb_agg(to_jsonb(x)), '[]') from ${rows} x)`;
  await runtime.database
    .batch([
      // Whoever changes the account at this moment is waited for, so that what is kept is what there was.
      sql`select from users where id = ${userId} for update`,
      sql`
    with old as (select * from users where id = ${userId} and status = 'active'),
    closed as (
      update users set status = 'closed', closed_at = ${at}, email = null, email_hash = null, password_hash = null, profile_sealed = null, notifications = '{}'
      where id = ${userId} and status = 'active' returning id
    ), factor as (delete from factors f using closed c where f.user_id = c.id returning f.*),
    code as (delete from backup_codes b using closed c where b.user_id = c.id returning b.*),
    identity as (delete from identities i using closed c where i.user_id = c.id returning i.*),
    device as (delete from known_devices d using closed c where d.user_id = c.id returning d.*),
    freed as (update reservations r set user_id = null from closed c where r.user_id = c.id returning r.id),
    kept as (
      insert into closed_accounts (user_id, kept, closed_at)
      select o.id, jsonb_build_object('user', to_jsonb(o), 'factors', ${all(sql`factor`)}, 'backupCodes', ${all(sql`code`)}, 'identities', ${all(sql`identity`)},
        'devices', ${all(sql`device`)}, 'reservations', (select coalesce(jsonb_agg(id), '[]') from freed)), ${at}
      from old o where exists (select from closed)
    ), noted as (${record(now, `user:${userId}`, 'user.closed', sql`id`, sql`closed`)}),
    link as (${keepOneTimeToken(runtime, token, sql`old where exists (select from closed)`, { userId: sql`id`, email: sql`email` })}),
    told as (${enqueue(runtime, 'user-closed', sql`id`, sql`link`)})
    select`,
    ])
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'an_owner_remains'))
        throw new Problem('state-conflict', 'This is the last owner. Make somebody else an owner first.');
      throw error;
    });
}
