import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import {
  auditEntriesJson,
  auditEntriesSchema,
  auditRowsSchema,
  presentAuditEntries,
} from '../../audit/audit-entries.ts';
import { encodeCursor } from '../../platform/database/cursor.ts';
import { firstOf, type Row, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { roles } from '../permissions.ts';
import { isSessionOpen } from '../session/open-session.ts';
import { decryptProfile, type Profile, type User, userJson, userSchema } from '../user.ts';

const pageSize = 50;

/** A user as the staff see them. */
export const userViewSchema = named(
  'User',
  'A user as the staff see them.',
  v.object({
    id: described(v.string(), 'The id of the user, `usr_…`.'),
    email: described(
      v.nullable(v.string()),
      'The address at which they sign in; null of a closed account, of which nothing tells who it was.',
    ),
    name: described(v.nullable(v.string()), 'What they are called; null of a closed account.'),
    role: described(v.picklist(roles), 'What they are in this house.'),
    status: described(
      v.picklist(['active', 'banned', 'closed']),
      'Whether they can sign in, are shut out, or have closed their account.',
    ),
    language: described(v.string(), 'The language of mails to them.'),
    createdAt: described(v.string(), 'When the account was made, RFC 3339 in UTC.'),
  }),
);
export type UserView = v.InferOutput<typeof userViewSchema>;

/** The query of the list: of one role, or whose address begins so. */
export const usersFilterEntries = {
  role: v.optional(
    described(v.picklist(roles, `Choose one of ${roles.join(', ')}.`), 'Only users of this role.'),
  ),
  q: v.optional(
    described(
      v.pipe(v.string(), v.maxLength(254), v.trim(), v.toLowerCase()),
      'Only users whose address begins with this, in any case.',
    ),
  ),
};
const usersFilterSchema = v.object(usersFilterEntries);

export const usersSchema = named(
  'Users',
  'A page of users.',
  v.object({
    users: described(v.array(userViewSchema), 'The users, the latest account first.'),
    nextCursor: described(v.nullable(v.string()), 'For the next page; null on the last.'),
  }),
);

const rowSchema = v.object({ user: userSchema });

/**
 * Everyone whose account is not closed, the newest first. `after` is the id that the page before ended with.
 * One statement.
 */
export async function listUsers(
  runtime: Runtime,
  { role, q }: v.InferOutput<typeof usersFilterSchema>,
  after: string | undefined,
): Promise<v.InferOutput<typeof usersSchema>> {
  const rows = await runtime.database.query(sql`
    select ${userJson} as "user" from users p
    where p.status <> 'closed' and (${after ?? null}::text is null or p.id < ${after ?? null})
      and (${role ?? null}::text is null or p.role = ${role ?? null}) and starts_with(p.email, ${q ?? ''})
    order by p.id desc limit ${pageSize + 1}`);
  const found = rowsOf(rowSchema, rows).map(({ user }) => presentUser(runtime, user));
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  return { users: page, nextCursor: found.length > pageSize && last ? encodeCursor([last.id]) : null };
}

export const userDetailSchema = named(
  'UserDetail',
  'A user with what happened to their account.',
  v.object({
    ...userViewSchema.entries,
    phone: described(v.nullable(v.string()), 'Where they can be called, if they gave a number.'),
    sessions: described(integer, 'In how many places they are signed in.'),
    factors: described(
      v.array(v.picklist(['totp', 'passkey', 'sms'])),
      'The kinds of their second factors, one entry a factor.',
    ),
    story: described(auditEntriesSchema, 'What happened to the account, the latest first.'),
  }),
);

const detailRowSchema = v.object({
  user: userSchema,
  sessions: integer,
  factors: v.array(v.picklist(['totp', 'passkey', 'sms'])),
  story: auditRowsSchema,
});

/** A person with the last 200 things that happened to their account. Throws the 404. One statement. */
export async function readUser(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof userDetailSchema>> {
  const rows = await runtime.database.query(sql`
    select ${userJson} as "user",
      (select count(*)::int from sessions s where s.user_id = p.id and ${isSessionOpen(runtime.clock.now())}) as sessions,
      (select coalesce(json_agg(f.kind order by f.id), '[]') from factors f where f.user_id = p.id and f.confirmed_at is not null) as factors,
      ${auditEntriesJson(sql`array[p.id]`)} as story
    from users p where p.id = ${id}`);
  const found = firstOf(detailRowSchema, rows);
  if (!found) throw noSuchUser();
  const { user, story, ...rest } = found;
  return {
    ...presentUser(runtime, user),
    phone: profileOf(runtime, user)?.phone ?? null,
    ...rest,
    story: presentAuditEntries(story),
  };
}

/** A person as a statement for a batch, and what its row comes to. */
export function userView(runtime: Runtime, id: string): { statement: SQL; read(row?: Row): UserView } {
  return {
    statement: sql`select ${userJson} as "user" from users p where p.id = ${id}`,
    read(row) {
      const found = firstOf(rowSchema, row ? [row] : []);
      if (!found) throw noSuchUser();
      return presentUser(runtime, found.user);
    },
  };
}

function profileOf({ config }: Runtime, { id, profileSealed }: User): Profile | undefined {
  return profileSealed ? decryptProfile(config.keys, id, profileSealed) : undefined;
}

export function presentUser(runtime: Runtime, user: User): UserView {
  const { id, email, role, status, language, createdAt } = user;
  const name = profileOf(runtime, user)?.name ?? null;
  return { id, email, name, role, status, language, createdAt: new Date(createdAt).toISOString() };
}

export function noSuchUser(): Problem {
  return new Problem('not-found', 'There is no such user.');
}
