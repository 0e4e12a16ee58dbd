import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { described, named } from '../../platform/described.ts';
import type { Id } from '../../platform/ids.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { lowerReauthentications } from '../sign-in/lower-reauthentications.ts';
import { factorName } from './factor-name.ts';

export const factorChangeSchema = named(
  'FactorChange',
  'Another name for a second factor.',
  v.strictObject({
    name: described(factorName, 'What it is called from now on.'),
  }),
);

/** Calls a factor something else. Throws the 404 for one of somebody else. One statement. */
export async function renameFactor(
  runtime: Runtime,
  userId: Id<'user'>,
  id: string,
  name: string,
): Promise<void> {
  const rows = await runtime.database.query(
    sql`update factors set name = ${name} where id = ${id} and user_id = ${userId} and confirmed_at is not null returning id`,
  );
  if (rows.length === 0) throw noSuchFactor();
}

/**
 * Takes a factor from the account; the last one takes the backup codes with it. It is kept with the link by
 * which its owner says that it was not them. Throws the 404 for one of somebody else. One statement.
 */
export async function removeFactor(runtime: Runtime, claims: AccessClaims, id: string): Promise<void> {
  const { userId } = claims;
  const now = runtime.clock.now();
  const details = sql`jsonb_build_object('kind', kind, 'name', name, 'session', ${claims.sessionId}::text)`;
  const rows = await runtime.database.query(sql`
    with removed as (
      delete from factors f using users p where f.id = ${id} and f.user_id = ${userId} and p.id = f.user_id returning p.id, p.email, f.kind, f.name, f.confirmed_at, to_jsonb(f) as gone
    ), codes as (
      delete from backup_codes b using removed r where b.user_id = r.id
        and not exists (select from factors f where f.user_id = r.id and f.id <> ${id} and f.confirmed_at is not null)
    ), ${lowerReauthentications(runtime, sql`(select id from removed where confirmed_at is not null)`, claims)}
    noted as (${record(now, `user:${userId}`, 'user.factor-removed', sql`id`, sql`removed`, details)})
    ${securityAlert(runtime, 'user-factor-removed', sql`removed where confirmed_at is not null`, sql`${details} || jsonb_build_object('removedFactor', gone)`)}
    select id from removed`);
  if (rows.length === 0) throw noSuchFactor();
}

function noSuchFactor(): Problem {
  return new Problem('not-found', 'There is no such factor in your account.');
}
