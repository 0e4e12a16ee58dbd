import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { described, named } from '../../platform/described.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type Role, roles } from '../permissions.ts';
import { changeRoleOrBan } from './change-role-or-ban.ts';
import { mayGive } from './role-rank.ts';
import type { UserView } from './users.ts';

export const roleChangeSchema = named(
  'RoleChange',
  'Another role for a person.',
  v.strictObject({
    role: described(v.picklist(roles, `Choose one of ${roles.join(', ')}.`), 'The role from now on.'),
  }),
);

/**
 * Gives a person another role; both it and the one before must be the actor's to give. The next request of
 * the person goes by it.
 */
export function changeRole(runtime: Runtime, actor: Actor, userId: string, role: Role): Promise<UserView> {
  const mayTake = mayGive('user:role', sql`a.role`, sql`p.role`);
  return changeRoleOrBan(runtime, actor, userId, {
    may: sql`(${mayTake}) and (${mayGive('user:role', sql`a.role`, sql`${role}::text`)})`,
    set: sql`role = ${role}`,
    differs: sql`p.role <> ${role}`,
    action: 'user.role-changed',
    details: sql`jsonb_build_object('from', was, 'to', ${role}::text)`,
  });
}
