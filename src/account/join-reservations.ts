import { type SQL, sql } from 'drizzle-orm';
import { type KeyRing, keyedDigests } from '../platform/keys.ts';

/**
 * `update reservations …`, to stand as a CTE: what was reserved as a guest joins the account of the person in `source` (column
 * `id`), who has just proved the address.
 */
export function joinReservations(keys: KeyRing, email: string, source: SQL): SQL {
  const digests = keyedDigests(keys, `mail ${email.toLowerCase()}`);
  return sql`update reservations r set person_id = x.id from ${source} x
    where r.person_id is null and r.mail_digest = any(string_to_array(${digests.join(',')}, ','))`;
}
