import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database/database.ts';
import { decrypt } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';
import { keptGuestSchema } from './guest.ts';
import { guestDigests } from './guest-digests.ts';

const atOnce = 500;

/**
 * Writes the digests of up to 500 guests who reserved before there were any, or `all` anew after a key has
 * gone. Two statements. Answers how many it did and where to go on; nothing left is no place.
 */
export async function digestGuests(
  runtime: Runtime,
  all: boolean,
  after = '',
): Promise<{ count: number; next: string | undefined }> {
  const { keys } = runtime.config;
  const rows = await runtime.database.query(sql`select r.id, r.guest_sealed as sealed from reservations r
    where r.id > ${after} and (${all}::boolean or r.name_hashes is null) order by r.id limit ${atOnce}`);
  const found = rowsOf(v.object({ id: v.string(), sealed: v.string() }), rows);
  const digests = found.map(({ id, sealed }) => ({
    id,
    ...guestDigests(keys, v.parse(keptGuestSchema, JSON.parse(decrypt(keys, id, sealed)))),
  }));
  if (digests.length > 0)
    await runtime.database.query(sql`update reservations r
      set email_hash = d."emailHash", phone_hash = d."phoneHash", name_hashes = d."nameHashes"
      from jsonb_to_recordset(${JSON.stringify(digests)}::jsonb)
        as d(id text, "emailHash" text, "phoneHash" text, "nameHashes" text[])
      where r.id = d.id`);
  return { count: found.length, next: found.length === atOnce ? found.at(-1)?.id : undefined };
}
