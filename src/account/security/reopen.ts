import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { idSchema } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { joinReservations, keptMailDigests } from '../join-reservations.ts';
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
  const owner = sql`select person_id from one_time_tokens where ${isOpen(runtime, 'reopening', token)}`;
  const digests = await keptMailDigests(
    runtime,
    sql`select kept -> 'person' ->> 'email' as email from closed_accounts where person_id = (${owner})`,
    sql`(select mail_digest from reopened)`,
  );
  const list = (name: string): SQL =>
    sql`reopened o join closed_accounts c on c.person_id = o.id, jsonb_array_elements(c.kept -> ${name}::text) as kept`;
  const [, rows] = await runtime.database
    .batch([
      sql`select from people where id = (${owner}) for update`,
      sql`
    with consumed as (${consume(runtime, 'reopening', token)}),
    was as (select (jsonb_populate_record(null::people, c.kept -> 'person')).* from closed_accounts c join consumed t on t.person_id = c.person_id),
    reopened as (
      update people p set status = 'active', role = 'guest', closed_at = null, email = w.email, mail_digest = w.mail_digest, password_hash = w.password_hash,
        profile_sealed = w.profile_sealed, notifications = w.notifications
      from was w where p.id = w.id and p.status = 'closed' returning p.id, p.mail_digest
    ), factor as (${restoreFactors(sql`kept.value`, list('factors'))}),
    identity as (${restoreIdentities(sql`kept.value`, list('identities'))}),
    code as (
      insert into backup_codes (person_id, hash, created_at, used_at)
      select b.person_id, b.hash, b.created_at, b.used_at from ${list('backupCodes')}, jsonb_populate_record(null::backup_codes, kept.value) b
    ), device as (
      insert into known_devices (person_id, device_hash, first_seen_at, last_seen_at)
      select d.person_id, d.device_hash, d.first_seen_at, d.last_seen_at from ${list('devices')}, jsonb_populate_record(null::known_devices, kept.value) d
    ), given_back as (
      update reservations r set person_id = mine.person_id from (
        select o.id as person_id, jsonb_array_elements_text(c.kept -> 'reservations') as id from reopened o join closed_accounts c on c.person_id = o.id
      ) mine where r.id = mine.id and r.person_id is null returning r.id
    ), joined as (${joinReservations(digests, sql`reopened`)} and not exists (select from given_back g where g.id = r.id)),
    noted as (${record(now, 'guest', 'person.reopened', sql`id`, sql`reopened`)})
    select id from reopened`,
      // The row is what lets the account be opened, so it goes last.
      sql`delete from closed_accounts c using people p where p.id = c.person_id and p.status <> 'closed'
        and p.id = (select person_id from one_time_tokens where purpose = 'reopening' and id = ${token.split('.')[0] ?? ''})`,
    ])
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'people_email_unique'))
        throw new Problem('state-conflict', 'This address has another account by now. Please write to us.');
      throw error;
    });
  if (!firstOf(v.object({ id: idSchema('person') }), rows ?? [])) throw usedUp();
}
