import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { idSchema } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { joinReservations, keptEmailHashes } from '../join-reservations.ts';
import { consume, isOpen } from '../one-time-token.ts';
import { usedUp } from '../registration/register.ts';
import { restoreFactors, restoreIdentities } from './restore-ways-in.ts';

/**
 * Brings a closed account back, by the link of the mail about its closing: address, password, profile,
 * factors, backup codes, providers, known devices and reservations. A role on the staff does not come back:
 * nobody could take it away from a closed account. Nobody is signed in by it; sessions, keys for machines and
 * invitations stay ended. One batch. Throws the 410 for a link that is no longer good, and the 409 where the
 * address has another account meanwhile.
 */
export async function reopenAccount(runtime: Runtime, token: string): Promise<void> {
  const now = runtime.clock.now();
  const owner = sql`select user_id from one_time_tokens where ${isOpen(runtime, 'reopening', token)}`;
  const digests = await keptEmailHashes(
    runtime,
    sql`select kept -> 'user' ->> 'email' as email from closed_accounts where user_id = (${owner})`,
    sql`(select email_hash from reopened)`,
  );
  const list = (name: string): SQL =>
    sql`reopened o join closed_accounts c on c.user_id = o.id, jsonb_array_elements(c.kept -> ${name}::text) as kept`;
  const [, rows] = await runtime.database
    .batch([
      sql`select from users where id = (${owner}) for update`,
      sql`
    with consumed as (${consume(runtime, 'reopening', token)}),
    was as (select (jsonb_populate_record(null::users, c.kept -> 'user')).* from closed_accounts c join consumed t on t.user_id = c.user_id),
    reopened as (
      update users p set status = 'active', role = 'guest', closed_at = null, email = w.email, email_hash = w.email_hash, password_hash = w.password_hash,
        profile_sealed = w.profile_sealed, notifications = w.notifications
      from was w where p.id = w.id and p.status = 'closed' returning p.id, p.email_hash
    ), factor as (${restoreFactors(sql`kept.value`, list('factors'))}),
    identity as (${restoreIdentities(sql`kept.value`, list('identities'))}),
    code as (
      insert into backup_codes (user_id, hash, created_at, used_at)
      select b.user_id, b.hash, b.created_at, b.used_at from ${list('backupCodes')}, jsonb_populate_record(null::backup_codes, kept.value) b
    ), device as (
      insert into known_devices (user_id, device_hash, first_seen_at, last_seen_at)
      select d.user_id, d.device_hash, d.first_seen_at, d.last_seen_at from ${list('devices')}, jsonb_populate_record(null::known_devices, kept.value) d
    ), given_back as (
      update reservations r set user_id = mine.user_id from (
        select o.id as user_id, jsonb_array_elements_text(c.kept -> 'reservations') as id from reopened o join closed_accounts c on c.user_id = o.id
      ) mine where r.id = mine.id and r.user_id is null returning r.id
    ), joined as (${joinReservations(digests, sql`reopened`)} and not exists (select from given_back g where g.id = r.id)),
    noted as (${record(now, 'guest', 'user.reopened', sql`id`, sql`reopened`)})
    select id from reopened`,
      // The row is what lets the account be opened, so it goes last.
      sql`delete from closed_accounts c using users p where p.id = c.user_id and p.status <> 'closed'
        and p.id = (select user_id from one_time_tokens where purpose = 'reopening' and id = ${token.split('.')[0] ?? ''})`,
    ])
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'users_email_unique'))
        throw new Problem('state-conflict', 'This address has another account by now. Please write to us.');
      throw error;
    });
  if (!firstOf(v.object({ id: idSchema('user') }), rows ?? [])) throw usedUp();
}
