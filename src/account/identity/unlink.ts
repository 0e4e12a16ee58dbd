import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { securityAlert } from '../security/security-alert.ts';
import type { AccessClaims } from '../session/access-token.ts';
import { lowerReauthentications } from '../sign-in/lower-reauthentications.ts';

/** Takes an identity from the account, unless it is the only way in. One statement. */
export async function unlinkIdentity(runtime: Runtime, claims: AccessClaims, name: string): Promise<void> {
  const { userId } = claims;
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with found as (select provider from identities where user_id = ${userId} and provider = ${name}),
    gone as (
      delete from identities i using users p where i.user_id = ${userId} and i.provider = ${name} and p.id = i.user_id
        and (p.password_hash is not null or exists (select from factors f where f.user_id = p.id and f.kind = 'passkey')
          or exists (select from identities o where o.user_id = p.id and o.provider <> i.provider))
      returning i.user_id as id, p.email, to_jsonb(i) as identity
    ), ${lowerReauthentications(runtime, sql`gone`, claims)}
    noted as (${record(now, `user:${userId}`, 'user.identity-unlinked', sql`id`, sql`gone`, sql`jsonb_build_object('provider', ${name}::text)`)})
    ${securityAlert(runtime, 'user-factor-removed', sql`gone`, sql`jsonb_build_object('provider', ${name}::text, 'session', ${claims.sessionId}::text, 'removedIdentity', identity)`)}
    select exists (select from gone) as "isGone" from found`);
  const outcome = firstOf(v.object({ isGone: v.boolean() }), rows);
  if (!outcome) throw new Problem('not-found', 'There is no such link in your account.');
  if (!outcome.isGone)
    throw new Problem(
      'state-conflict',
      'This is the only way into your account. Choose a password or add a passkey first.',
    );
}
