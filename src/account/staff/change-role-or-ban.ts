import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { firstOf, isRefusedBy } from '../../platform/database/database.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { actingUser } from './role-rank.ts';
import { noSuchUser, type UserView, userView } from './users.ts';

/** A change of what somebody is to the business. */
export interface RoleOrBanChange {
  /** A condition over whoever acts, `a`, and the person, `p`. */
  readonly may: SQL;
  /** What is set, and a condition over `p`: that it is not so already. */
  readonly set: SQL;
  readonly differs: SQL;
  /** As the audit log has it; `was` is the role before. */
  readonly action: string;
  readonly details: SQL;
}

const targetSchema = v.object({ isAllowed: v.boolean(), status: v.string() });

/**
 * Changes somebody's role or ban and answers the person as they are then; asking again changes nothing. One
 * batch: such changes wait for one another, and each sees whoever acts as the one before has left them, so
 * that of two who lower each other one does. Throws the 404, the 403 where the roles do not allow it, and the
 * 409 for a closed account and for the last owner.
 */
export async function changeRoleOrBan(
  runtime: Runtime,
  actor: Actor,
  userId: string,
  { may, set, differs, action, details }: RoleOrBanChange,
): Promise<UserView> {
  const view = userView(runtime, userId);
  const [, found, users] = await runtime.database
    .batch([
      sql`select pg_advisory_xact_lock(hashtext('role or ban'))`,
      sql`
    with actor as (${actingUser(actor)}),
    target as (
      select p.id, p.role, p.status, coalesce(${may}, false) as may from users p left join actor a on true where p.id = ${userId}
    ), changed as (
      update users p set ${set} from target t where p.id = t.id and t.may and p.status <> 'closed' and ${differs} returning p.id, p.email, t.role as was
    ), withdrawn as (
      -- What was promised before counts no more.
      update one_time_tokens i set consumed_at = ${runtime.clock.now().toISOString()} from changed x
      where i.purpose = 'invitation' and i.email = x.email and i.consumed_at is null
    ), noted as (${record(runtime.clock.now(), actor, action, sql`id`, sql`changed`, details)})
    select may as "isAllowed", status from target`,
      view.statement,
    ])
    .catch((error: unknown) => {
      if (isRefusedBy(error, 'an_owner_remains'))
        throw new Problem('state-conflict', 'This is the last owner. Make somebody else an owner first.');
      throw error;
    });
  const target = firstOf(targetSchema, found);
  if (!target) throw noSuchUser();
  if (!target.isAllowed) throw new Problem('forbidden', 'Your role does not reach that far.');
  if (target.status === 'closed') throw new Problem('state-conflict', 'This account is closed.');
  return view.read(users?.[0]);
}
