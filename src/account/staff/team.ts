import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { lastAt } from '../../audit/audit-entries.ts';
import { encodeCursor } from '../../platform/database/cursor.ts';
import { instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { isSessionOpen } from '../session/open-session.ts';
import { userJson, userSchema } from '../user.ts';
import { presentUser, userViewSchema } from './users.ts';

const pageSize = 50;

const memberSchema = named(
  'TeamMember',
  'Somebody of the staff.',
  v.object({
    ...userViewSchema.entries,
    lastSignInAt: described(
      v.nullable(v.string()),
      'When they signed in last, RFC 3339 in UTC; null where they never did.',
    ),
    hasSecondFactor: described(
      v.boolean(),
      'Whether a passkey, an app or a phone proves them beside the password.',
    ),
    sessions: described(integer, 'In how many places they are signed in.'),
  }),
);

export const teamSchema = named(
  'Team',
  'A page of the staff.',
  v.object({
    members: described(v.array(memberSchema), 'Whoever is more than a guest, the latest account first.'),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({
  user: userSchema,
  lastSignInAt: v.nullable(instantSchema),
  hasSecondFactor: v.boolean(),
  sessions: integer,
});

/** Whoever is of the staff, shut out or not. `after` is the id that the page before ended with. One statement. */
export async function listTeam(
  runtime: Runtime,
  after: string | undefined,
): Promise<v.InferOutput<typeof teamSchema>> {
  const rows = await runtime.database.query(sql`
    select ${userJson} as "user", ${lastAt('user.signed-in', sql`p.id`)} as "lastSignInAt",
      exists (select from factors f where f.user_id = p.id and f.confirmed_at is not null) as "hasSecondFactor",
      (select count(*)::int from sessions s where s.user_id = p.id and ${isSessionOpen(runtime.clock.now())}) as sessions
    from users p where p.role <> 'guest' and p.status <> 'closed' and (${after ?? null}::text is null or p.id < ${after ?? null})
    order by p.id desc limit ${pageSize + 1}`);
  const found = rowsOf(rowSchema, rows);
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  return {
    members: page.map(({ user, lastSignInAt, ...rest }) => ({
      ...presentUser(runtime, user),
      lastSignInAt: lastSignInAt?.toISOString() ?? null,
      ...rest,
    })),
    nextCursor: found.length > pageSize && last ? encodeCursor([last.user.id]) : null,
  };
}
