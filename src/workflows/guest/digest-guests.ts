import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { keptGuestSchema } from '../../booking/guest.ts';
import { guestDigests } from '../../booking/guest-digests.ts';
import { enquiryContentSchema } from '../../enquiry/enquiry.ts';
import { rowsOf } from '../../platform/database/database.ts';
import { decrypt, isReadable, type KeyRing } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { emailHash } from '../../platform/text/email-hash.ts';

const atOnce = 500;

/** What has digests: where it is sealed, which rows have none, and the statement that writes them. */
interface Kept {
  readonly rows: (isAll: boolean, after: string) => SQL;
  readonly digestsOf: (keys: KeyRing, opened: unknown) => object;
  readonly write: (digests: string) => SQL;
}

const kept: readonly Kept[] = [
  {
    rows: (isAll, after) => sql`select r.id, r.guest_sealed as sealed from reservations r
      where r.id > ${after} and (${isAll}::boolean or r.name_hashes is null) order by r.id limit ${atOnce}`,
    digestsOf: (keys, opened) => guestDigests(keys, v.parse(keptGuestSchema, opened)),
    write: (digests) => sql`update reservations r
      set email_hash = d."emailHash", phone_hash = d."phoneHash", name_hashes = d."nameHashes"
      from jsonb_to_recordset(${digests}::jsonb)
        as d(id text, "emailHash" text, "phoneHash" text, "nameHashes" text[])
      where r.id = d.id`,
  },
  {
    rows: (isAll, after) => sql`select e.id, e.content_sealed as sealed from enquiries e
      where e.id > ${after} and (${isAll}::boolean or e.email_hash is null) order by e.id limit ${atOnce}`,
    digestsOf: (keys, opened) => ({
      emailHash: emailHash(keys, v.parse(enquiryContentSchema, opened).email),
    }),
    write: (digests) => sql`update enquiries e set email_hash = d."emailHash"
      from jsonb_to_recordset(${digests}::jsonb) as d(id text, "emailHash" text) where e.id = d.id`,
  },
];

/**
 * Writes the digests by which the staff find guests: of what was reserved and written before there were any, or of `all`
 * anew after a key has gone, as far as they are readable. In steps of 500, each two statements. Answers how many it did.
 */
export async function digestGuests(runtime: Runtime, all: boolean): Promise<number> {
  const { keys } = runtime.config;
  let count = 0;
  for (const { rows, digestsOf, write } of kept) {
    let after = '';
    for (;;) {
      const found = rowsOf(
        v.object({ id: v.string(), sealed: v.string() }),
        await runtime.database.query(rows(all, after)),
      );
      const last = found.at(-1);
      if (!last) break;
      const digests = found
        .filter(({ sealed }) => isReadable(keys, sealed))
        .map(({ id, sealed }) => ({ id, ...digestsOf(keys, JSON.parse(decrypt(keys, id, sealed))) }));
      await runtime.database.query(write(JSON.stringify(digests)));
      count += digests.length;
      after = last.id;
    }
  }
  return count;
}
