import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { described, named } from '../../platform/described.ts';
import type { Id } from '../../platform/ids.ts';
import { keyedDigest } from '../../platform/keys.ts';
import { Problem } from '../../platform/problems.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { lowerReauthentications } from '../sign-in/lower-reauthentications.ts';

const howMany = 10;
/**
 * 32 characters, none of them a zero, o, i or l: each holds five bits, twenty-four of them 120. Of 112 and
 * more a plain digest may be kept (ASVS 5.0, 6.5.2).
 */
const alphabet = '123456789abcdefghjkmnpqrstuvwxyz';

/** `k7m2p9-xq4r8d-2hn5tw-c3vj6y`: as it is written down. */
function newCode(random: RandomBytes): string {
  const letters = [...random(24)].map((byte) => alphabet.charAt(byte & 31)).join('');
  return [0, 6, 12, 18].map((start) => letters.slice(start, start + 6)).join('-');
}

function codesFor(runtime: Runtime, userId: string): { codes: string[]; hashes: string } {
  const codes = Array.from({ length: howMany }, () => newCode(runtime.random));
  const hashes = codes.map((code) =>
    keyedDigest(runtime.config.keys, `backup-code ${userId} ${code.replaceAll('-', '')}`),
  );
  return { codes, hashes: hashes.join(',') };
}

/**
 * CTEs, each with a comma at its end, that give the person in `source` codes unless there are some; `codes`
 * are those that were made.
 */
export function firstBackupCodes(
  runtime: Runtime,
  userId: Id<'user'>,
  source: SQL,
): { readonly codes: string[]; readonly ctes: SQL } {
  const { codes, hashes } = codesFor(runtime, userId);
  const at = runtime.clock.now().toISOString();
  const ctes = sql`codes as (
      insert into backup_codes (user_id, hash, created_at) select x.id, h, ${at} from ${source} x, unnest(string_to_array(${hashes}, ',')) h
      where not exists (select from backup_codes b where b.user_id = x.id and b.used_at is null) returning hash
    ),`;
  return { codes, ctes };
}

export const backupCodesSchema = named(
  'BackupCodes',
  'A new set of backup codes; the old ones are void.',
  v.object({
    backupCodes: described(
      v.array(v.string()),
      'The codes, each good once in the place of a second factor. Shown this once.',
    ),
  }),
);

/** Ten new codes; the old ones open nothing any more. For those alone who have a second factor. One batch. */
export async function renewBackupCodes(
  runtime: Runtime,
  claims: AccessClaims,
): Promise<v.InferOutput<typeof backupCodesSchema>> {
  const { userId } = claims;
  const { codes, hashes } = codesFor(runtime, userId);
  const now = runtime.clock.now();
  const hasFactor = sql`exists (select from factors f where f.user_id = ${userId} and f.confirmed_at is not null)`;
  const [, , rows] = await runtime.database.batch([
    // Of two renewals at once the second waits, and sees what the first has written.
    sql`select from users where id = ${userId} for update`,
    sql`delete from backup_codes where user_id = ${userId} and ${hasFactor}`,
    sql`with made as (
        insert into backup_codes (user_id, hash, created_at) select ${userId}, h, ${now.toISOString()} from unnest(string_to_array(${hashes}, ',')) h where ${hasFactor} returning user_id
      ), one as (select distinct user_id from made),
      ${lowerReauthentications(runtime, sql`(select user_id as id from one)`, claims)}
      noted as (${record(now, `user:${userId}`, 'user.backup-codes-renewed', sql`user_id`, sql`one`)})
      ${securityAlert(runtime, 'user-factor-added', sql`(select p.id, p.email from users p join one on one.user_id = p.id) owner`, sql`jsonb_build_object('kind', 'backup-codes', 'session', ${claims.sessionId}::text)`)}
      select user_id from one`,
  ]);
  if (!rows?.length) throw new Problem('state-conflict', 'Codes come with a second factor. Add one first.');
  return { backupCodes: codes };
}
