import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { voidPending } from '../one-time-token.ts';
import { actingUser, isBelow } from '../staff/role-rank.ts';
import { noSuchUser, type UserView, userView } from '../staff/users.ts';
import { endSessions } from './sessions.ts';

/**
 * Ends all sessions of somebody whose role is below one's own, and what they have begun, without shutting
 * them out (ASVS 5.0, 7.4.5). One batch. Throws the 404, the 403 where the roles do not allow it, and the 409
 * for an account that is not open.
 */
export async function signOutUser(
  runtime: Runtime,
  actor: Actor,
  userId: string,
  reason: string,
): Promise<UserView> {
  const view = userView(runtime, userId);
  const details = sql`jsonb_build_object('reason', ${reason}::text)`;
  const [, found, users] = await runtime.database.batch([
    // Whoever signs in at this moment is waited for, so that the next statement sees their session and ends
    // it.
    sql`select from users where id = ${userId} for update`,
    sql`
    with actor as (${actingUser(actor)}),
    target as (
      select p.id, p.email, p.status, coalesce(${isBelow(sql`p.role`, sql`a.role`)}, false) as may from users p left join actor a on true where p.id = ${userId}
    ), allowed as (select id, email from target where may and status = 'active'),
    ended as (${endSessions(runtime, sql`allowed`, 'signed-out')}),
    void as (${voidPending(runtime, sql`allowed`)}),
    noted as (${record(runtime.clock.now(), actor, 'user.signed-out', sql`id`, sql`allowed`, details)})
    select may as "isAllowed", status from target`,
    view.statement,
  ]);
  const target = firstOf(v.object({ isAllowed: v.boolean(), status: v.string() }), found);
  if (!target) throw noSuchUser();
  if (!target.isAllowed) throw new Problem('forbidden', 'Your role does not reach that far.');
  if (target.status !== 'active') throw new Problem('state-conflict', 'This account is not open.');
  return view.read(users?.[0]);
}
