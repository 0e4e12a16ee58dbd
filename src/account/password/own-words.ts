import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf } from '../../platform/database/database.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { decryptProfile } from '../user.ts';

const rowSchema = v.object({ id: v.string(), email: v.string(), profileSealed: v.nullable(v.string()) });

/**
 * The words of which a person's password must not be made (NIST 800-63B-4, 3.1.1.2): their address, their
 * name, and ours. One statement.
 * @param user a statement that answers the row of `users`, or nothing.
 */
export async function ownWords(
  runtime: Runtime,
  user: SQL,
): Promise<[business: string, name: string, email: string]> {
  const rows = await runtime.database.query(
    sql`select id, email, profile_sealed as "profileSealed" from (${user}) p where email is not null`,
  );
  const found = firstOf(rowSchema, rows);
  const { business, keys } = runtime.config;
  const name = found?.profileSealed ? decryptProfile(keys, found.id, found.profileSealed).name : '';
  return [business.name, name, found?.email ?? ''];
}
