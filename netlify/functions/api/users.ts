import * as v from 'valibot';
import { sessionListSchema } from '../../../src/account/session/sessions.ts';
import { signOutUser } from '../../../src/account/session/sign-out-user.ts';
import { ban, banSchema, unban } from '../../../src/account/staff/ban.ts';
import { changeRole, roleChangeSchema } from '../../../src/account/staff/change-role.ts';
import { listTeam, teamSchema } from '../../../src/account/staff/team.ts';
import { endSessionOf, listSessionsOf } from '../../../src/account/staff/user-sessions.ts';
import {
  listUsers,
  readUser,
  userDetailSchema,
  usersFilterEntries,
  usersSchema,
  userViewSchema,
} from '../../../src/account/staff/users.ts';
import { access, actorOf, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { cursorSchema } from '../../../src/platform/database/cursor.ts';
import { described } from '../../../src/platform/described.ts';

export const app = createApp();

app.get(
  '/users',
  access('user:read:any'),
  limit(limits.staff),
  query(
    v.strictObject({
      ...usersFilterEntries,
      cursor: v.optional(
        described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
      ),
    }),
  ),
  responses(
    'Users',
    'Everyone with an account, the newest first; of one role, or whose address begins with `q`.',
    { 200: usersSchema },
    [],
  ),
  async (c) => {
    const { cursor, ...filter } = c.req.valid('query');
    return c.json(await listUsers(c.env.runtime, filter, cursor?.[0]));
  },
);

app.get(
  '/team',
  access('user:read:any'),
  limit(limits.staff),
  query(
    v.strictObject({
      cursor: v.optional(
        described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
      ),
    }),
  ),
  responses(
    'The team',
    'Whoever is more than a guest, with when they signed in last, whether they have a second factor, and in how many places they are signed in.',
    { 200: teamSchema },
    [],
  ),
  async (c) => c.json(await listTeam(c.env.runtime, c.req.valid('query').cursor?.[0])),
);

app.get(
  '/users/:id',
  access('user:read:any'),
  limit(limits.staff),
  responses(
    'A user',
    'With the number of their sessions, their factors and the story of their account.',
    { 200: userDetailSchema },
    [],
  ),
  async (c) => c.json(await readUser(c.env.runtime, c.req.param('id'))),
);

app.get(
  '/users/:id/sessions',
  access('user:ban'),
  limit(limits.staff),
  responses(
    'Where a user is signed in',
    'Of whoever is of a role below one’s own.',
    { 200: sessionListSchema },
    ['not-found'],
  ),
  async (c) => c.json(await listSessionsOf(c.env.runtime, actorOf(c), c.req.param('id'))),
);

app.delete(
  '/users/:id/sessions/:sessionId',
  freshAccess('user:ban'),
  limit(limits.staff),
  responses(
    'End a session of a user',
    'After a fresh authentication, of whoever is of a role below one’s own. They may sign in anew.',
    { 200: acknowledgedSchema },
    ['not-found'],
  ),
  async (c) => {
    await endSessionOf(c.env.runtime, actorOf(c), c.req.param('id'), c.req.param('sessionId'));
    return c.json({ isDone: true });
  },
);

app.post(
  '/users/:id/role',
  freshAccess('user:role'),
  limit(limits.staff),
  jsonBody(roleChangeSchema),
  responses(
    'Give another role',
    'After a fresh authentication. It counts from the next request of the user; the last owner stays one.',
    { 200: userViewSchema },
    ['state-conflict'],
  ),
  async (c) =>
    c.json(await changeRole(c.env.runtime, actorOf(c), c.req.param('id'), c.req.valid('json').role)),
);

app.post(
  '/users/:id/sign-out',
  freshAccess('user:ban'),
  limit(limits.staff),
  jsonBody(banSchema),
  responses(
    'Sign somebody out',
    'After a fresh authentication, whoever is of a role below one’s own. Their sessions end; they may sign in anew.',
    { 200: userViewSchema },
    ['state-conflict'],
  ),
  async (c) =>
    c.json(await signOutUser(c.env.runtime, actorOf(c), c.req.param('id'), c.req.valid('json').reason)),
);

app.post(
  '/users/:id/ban',
  freshAccess('user:ban'),
  limit(limits.staff),
  jsonBody(banSchema),
  responses(
    'Shut out',
    'After a fresh authentication, whoever is of a role below one’s own. Their sessions end; their bookings stay.',
    { 200: userViewSchema },
    ['state-conflict'],
  ),
  async (c) => c.json(await ban(c.env.runtime, actorOf(c), c.req.param('id'), c.req.valid('json').reason)),
);

app.post(
  '/users/:id/unban',
  freshAccess('user:ban'),
  limit(limits.staff),
  responses(
    'Let in again',
    'After a fresh authentication, whoever is of a role below one’s own. They sign in anew.',
    { 200: userViewSchema },
    ['state-conflict'],
  ),
  async (c) => c.json(await unban(c.env.runtime, actorOf(c), c.req.param('id'))),
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/users', '/api/v1/users/*', '/api/v1/team'] };
