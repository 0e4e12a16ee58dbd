import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { voidPending } from '../one-time-token.ts';
import { actingPerson, isBelow } from '../staff/role-rank.ts';
import { noSuchPerson, type PersonView, personView } from '../staff/users.ts';
import { endSessions } from './sessions.ts';

/**
 * Ends all sessions of somebody whose role is below one's own, and what they have begun, without shutting
 * them out (ASVS 5.0, 7.4.5). One batch. Throws the 404, the 403 where the roles do not allow it, and the 409
 * for an account that is not open.
 */
export async function signOutPerson(
  runtime: Runtime,
  actor: Actor,
  personId: string,
  reason: string,
): Promise<PersonView> {
  const view = personView(runtime, personId);
  const details = sql`jsonb_build_object('reason', ${reason}::text)`;
  const [, found, persons] = await runtime.database.batch([
    // Whoever signs in at this moment is waited for, so that the next statement sees their session and ends
    // it.
    sql`select from people where id = ${personId} for update`,
    sql`
    with actor as (${actingPerson(actor)}),
    target as (
      select p.id, p.email, p.status, coalesce(${isBelow(sql`p.role`, sql`a.role`)}, false) as may from people p left join actor a on true where p.id = ${personId}
    ), allowed as (select id, email from target where may and status = 'active'),
    ended as (${endSessions(runtime, sql`allowed`, 'signed-out')}),
    void as (${voidPending(runtime, sql`allowed`)}),
    noted as (${record(runtime.clock.now(), actor, 'person.signed-out', sql`id`, sql`allowed`, details)})
    select may as "isAllowed", status from target`,
    view.statement,
  ]);
  const target = firstOf(v.object({ isAllowed: v.boolean(), status: v.string() }), found);
  if (!target) throw noSuchPerson();
  if (!target.isAllowed) throw new Problem('forbidden', 'Your role does not reach that far.');
  if (target.status !== 'active') throw new Problem('state-conflict', 'This account is not open.');
  return view.read(persons?.[0]);
}
