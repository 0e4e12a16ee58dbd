import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { described, named } from '../../platform/described.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';
import { changeRoleOrBan } from './change-role-or-ban.ts';
import { isBelow } from './role-rank.ts';
import type { UserView } from './users.ts';

export const banSchema = named(
  'StaffReason',
  'Why somebody of the staff does it.',
  v.strictObject({
    reason: described(
      v.pipe(freeText(200), v.minLength(3, 'Say why, in a few words.')),
      'Why, in a few words, for the audit log.',
    ),
  }),
);

/** Whoever is not below one's own role cannot be banned, which spares oneself too. */
const may = isBelow(sql`p.role`, sql`a.role`);

/** Shuts a person out: every session ends (by a trigger), and none opens. Their bookings stay. */
export function ban(runtime: Runtime, actor: Actor, userId: string, reason: string): Promise<UserView> {
  return changeRoleOrBan(runtime, actor, userId, {
    may,
    set: sql`status = 'banned'`,
    differs: sql`p.status = 'active'`,
    action: 'user.banned',
    details: sql`jsonb_build_object('reason', ${reason}::text)`,
  });
}

/** Lets a person in again. What was ended stays ended: they sign in anew. */
export function unban(runtime: Runtime, actor: Actor, userId: string): Promise<UserView> {
  return changeRoleOrBan(runtime, actor, userId, {
    may,
    set: sql`status = 'active'`,
    differs: sql`p.status = 'banned'`,
    action: 'user.unbanned',
    details: sql`'{}'::jsonb`,
  });
}
