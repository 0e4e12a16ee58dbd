import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { isSessionOpen } from '../session/open-session.ts';
import {
  presentSession,
  sessionJson,
  type sessionListSchema,
  sessionRowSchema,
} from '../session/sessions.ts';
import { actingUser, isBelow } from './role-rank.ts';
import { noSuchUser } from './users.ts';

/** `select id, may`: the user, and whether their role is below the actor's. */
const targetOf = (actor: Actor, userId: string): SQL => sql`
  select p.id, coalesce(${isBelow(sql`p.role`, sql`a.role`)}, false) as may
  from users p left join (${actingUser(actor)}) a on true where p.id = ${userId}`;

/**
 * Where somebody whose role is below one's own is signed in, the last used first. Throws the 404, and the 403
 * where the roles do not allow it. One statement.
 */
export async function listSessionsOf(
  runtime: Runtime,
  actor: Actor,
  userId: string,
): Promise<v.InferOutput<typeof sessionListSchema>> {
  const rows = await runtime.database.query(sql`
    with target as (${targetOf(actor, userId)})
    select may as "isAllowed", (select coalesce(json_agg(${sessionJson} order by s.refreshed_at desc, s.id desc), '[]') from (
      select s.* from sessions s where s.user_id = target.id and target.may and ${isSessionOpen(runtime.clock.now())}
      order by s.refreshed_at desc, s.id desc limit 100) s) as sessions from target`);
  const found = firstOf(v.object({ isAllowed: v.boolean(), sessions: v.array(sessionRowSchema) }), rows);
  if (!found) throw noSuchUser();
  if (!found.isAllowed) throw beyondRole();
  return { sessions: found.sessions.map((row) => presentSession(row, undefined)) };
}

/**
 * Ends one session of somebody whose role is below one's own; they may sign in anew. Throws the 404 for one that
 * is not theirs or has ended, and the 403 where the roles do not allow it. One statement.
 */
export async function endSessionOf(
  runtime: Runtime,
  actor: Actor,
  userId: string,
  sessionId: string,
): Promise<void> {
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with target as (${targetOf(actor, userId)}),
    ended as (
      update sessions s set ended_at = ${now.toISOString()}, end_reason = 'signed-out' from target t
      where s.id = ${sessionId} and s.user_id = t.id and t.may and s.ended_at is null returning s.id, s.user_id
    ), noted as (${record(now, actor, 'session.ended', sql`user_id`, sql`ended`, sql`jsonb_build_object('session', id)`)})
    select may as "isAllowed", exists (select from ended) as "isDone" from target`);
  const found = firstOf(v.object({ isAllowed: v.boolean(), isDone: v.boolean() }), rows);
  if (!found) throw noSuchUser();
  if (!found.isAllowed) throw beyondRole();
  if (!found.isDone) throw new Problem('not-found', 'There is no such session of this user.');
}

function beyondRole(): Problem {
  return new Problem('forbidden', 'Your role does not reach that far.');
}
