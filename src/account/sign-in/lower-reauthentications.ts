import { type SQL, sql } from 'drizzle-orm';
import type { Runtime } from '../../platform/runtime.ts';
import type { AccessClaims } from '../session/access-token.ts';
import type { Method } from '../session/open-session.ts';

/**
 * CTEs, each with a comma at its end, for whoever has changed their factors: the proofs of all other sessions
 * count no more, nor does a link to another address that one of them may have ordered. Whoever knows the
 * password alone must not go on where the owner has just added more.
 * @param source the person, with a column `id`; empty where nothing was changed.
 * @param shown what this session has just shown by adding it, which is a proof; nothing where it goes on with
 *   the one that it has.
 */
export function lowerReauthentications(
  runtime: Runtime,
  source: SQL,
  { sessionId }: Pick<AccessClaims, 'sessionId'>,
  shown?: Method,
): SQL {
  const now = runtime.clock.now().toISOString();
  const isOther = sql`s.id <> ${sessionId}`;
  const lowered =
    shown === undefined
      ? sql`update sessions s set authenticated_at = 'epoch' from ${source} x where s.user_id = x.id and s.ended_at is null and ${isOther}`
      : sql`update sessions s set authenticated_at = case when ${isOther} then 'epoch' else ${now} end::timestamptz,
          authenticated_by = case when ${isOther} then s.authenticated_by else array[${shown}::text] end
        from ${source} x where s.user_id = x.id and s.ended_at is null`;
  return sql`lowered as (${lowered}),
    unordered as (
      update one_time_tokens t set consumed_at = ${now} from ${source} x where t.user_id = x.id and t.purpose = 'email-change' and t.consumed_at is null
    ),`;
}
