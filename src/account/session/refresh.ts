import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { idSchema } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { signAccessToken } from './access-token.ts';
import { currentGeneration, type IssuedSession, isSessionOpen } from './open-session.ts';
import { readRefreshToken, successorOf } from './refresh-token.ts';

/**
 * How long the token before the present one still gives the same successor: two tabs, or an answer that was
 * lost.
 */
const graceSeconds = 10;

const outcomeSchema = v.object({
  userId: v.nullable(idSchema('user')),
  generation: v.number(),
});

/**
 * Takes a refresh token for its successor. The same one within ten seconds gets the same successor; later, or
 * an older one, means that somebody else has it: the session ends. One statement; nothing when the token
 * opens nothing.
 */
export async function refreshSession(runtime: Runtime, text: string): Promise<IssuedSession | undefined> {
  const token = readRefreshToken(runtime.config.keys, text);
  if (!token) return undefined;
  const now = runtime.clock.now();
  const successor = successorOf(token);
  const at = now.toISOString();
  const graceBegan = new Date(now.getTime() - graceSeconds * 1000).toISOString();
  const [, rows] = await runtime.database.batch([
    // Whoever comes second sees what the first has written: a statement of its own reads anew.
    sql`select from sessions where id = ${token.sessionId} for update`,
    sql`with session as (
        select s.* from sessions s join users p on p.id = s.user_id
        where s.id = ${token.sessionId} and ${isSessionOpen(now)} and p.status = 'active'
      ), rotated as (
        update sessions s set refresh_hash = ${successor.hash}, previous_hash = ${token.hash}, refreshed_at = ${at}
        from session where s.id = session.id and session.refresh_hash = ${token.hash} returning s.user_id
      ), again as (
        select user_id from session where previous_hash = ${token.hash} and refresh_hash = ${successor.hash} and refreshed_at >= ${graceBegan}
      ), stolen as (
        select id, user_id from session where refresh_hash <> ${token.hash} and not exists (select from again)
      ), ended as (
        update sessions s set ended_at = ${at}, end_reason = 'refresh-token-reused' from stolen where s.id = stolen.id returning s.user_id
      ), noted as (${record(now, 'system', 'session.refresh-token-reused', sql`user_id`, sql`stolen`, sql`jsonb_build_object('session', id)`)})
      select coalesce((select user_id from rotated), (select user_id from again)) as "userId", ${currentGeneration} as generation`,
  ]);
  const outcome = firstOf(outcomeSchema, rows);
  if (!outcome?.userId) return undefined;
  const { userId, generation } = outcome;
  const { sessionId } = token;
  const accessToken = await signAccessToken(runtime, { userId, sessionId, generation });
  return { sessionId, userId, accessToken, refreshToken: successor.text, deviceToken: undefined };
}
