import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf } from '../platform/database/database.ts';
import type { KeyRing } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';
import { emailHashes } from '../platform/text/email-hash.ts';

/**
 * Whose reservation it is: that of the account with the guest's address, both for a reservation that is made
 * and for an account that comes to an address. The two sides may have been digested under different keys, so
 * an address is told by its digests under every key. `text[]`.
 */
export function emailHashArray(keys: KeyRing, email: string): SQL {
  return sql`string_to_array(${emailHashes(keys, email).join(',')}, ',')`;
}

/**
 * The digests of an address that the database alone knows. They need the address, so with several keys it is
 * read first, by `email`: the one trip more that a rotation costs. With one key `kept`, the digest beside it,
 * is all there is.
 */
export async function keptEmailHashes(runtime: Runtime, email: SQL, kept: SQL): Promise<SQL> {
  const { keys } = runtime.config;
  if (keys.length === 1) return sql`array[${kept}]`;
  const row = firstOf(v.object({ email: v.nullable(v.string()) }), await runtime.database.query(email));
  return row?.email ? emailHashArray(keys, row.email) : sql`array[${kept}]`;
}

/**
 * `update reservations …`, to stand as a CTE: what was reserved as a guest joins the account of the person in
 * `source` (column `id`), who has just proved the address.
 */
export const joinReservations = (digests: SQL, source: SQL): SQL =>
  sql`update reservations r set user_id = x.id from ${source} x
    where r.user_id is null and r.email_hash = any(${digests})`;
