import * as v from 'valibot';
import {
  accountChangeSchema,
  accountSchema,
  changeAccount,
  noteConsent,
  readAccount,
} from '../../../src/account/account.ts';
import { changePassword, passwordChangeSchema } from '../../../src/account/password/change-password.ts';
import { emailChangeSchema, requestEmailChange } from '../../../src/account/registration/change-email.ts';
import { mailSentSchema } from '../../../src/account/registration/register.ts';
import { closeAccount } from '../../../src/account/security/close-account.ts';
import { endSession, listSessions, sessionListSchema } from '../../../src/account/session/sessions.ts';
import { consentSchema } from '../../../src/account/user.ts';
import { access, freshAccess, userOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { clearSessionCookies } from '../../../src/http/session/session-cookies.ts';
import { signInContextOf } from '../../../src/http/session/sign-in-context.ts';
import { cursorSchema } from '../../../src/platform/database/cursor.ts';
import { described, named } from '../../../src/platform/described.ts';
import {
  ownReservations,
  ownReservationsSchema,
} from '../../../src/workflows/reservation/own-reservations.ts';

export const app = createApp();

app.get(
  '/account',
  access('signed-in'),
  limit(limits.account),
  responses('The account', 'Of whoever is signed in.', { 200: accountSchema }, []),
  async (c) => c.json(await readAccount(c.env.runtime, userOf(c).userId)),
);

app.patch(
  '/account',
  access('signed-in'),
  limit(limits.account),
  jsonBody(accountChangeSchema),
  responses(
    'Change the account',
    'Name, phone and language: what is given is changed.',
    { 200: accountSchema },
    ['state-conflict'],
  ),
  async (c) => c.json(await changeAccount(c.env.runtime, userOf(c).userId, c.req.valid('json'))),
);

app.get(
  '/account/reservations',
  access('signed-in'),
  limit(limits.account),
  query(
    v.strictObject({
      cursor: v.optional(
        described(cursorSchema, 'The `nextCursor` of the page before; without it, the first page.'),
      ),
    }),
  ),
  responses(
    'Reservations',
    'All that were made under the address of the account, the latest first.',
    { 200: ownReservationsSchema },
    [],
  ),
  async (c) => {
    const [after] = c.req.valid('query').cursor ?? [];
    return c.json(await ownReservations(c.env.runtime, userOf(c).userId, after));
  },
);

app.get(
  '/account/sessions',
  access('signed-in'),
  limit(limits.account),
  responses('Sessions', 'Where the account is signed in.', { 200: sessionListSchema }, []),
  async (c) => c.json(await listSessions(c.env.runtime, userOf(c))),
);

app.delete(
  '/account/sessions/:id',
  freshAccess('signed-in'),
  limit(limits.account),
  responses(
    'End a session',
    'After a fresh authentication. Its tokens are refused from the next request on.',
    { 200: acknowledgedSchema },
    [],
  ),
  async (c) => {
    await endSession(c.env.runtime, userOf(c).userId, c.req.param('id'));
    return c.json({ isDone: true });
  },
);

app.post(
  '/account/password',
  freshAccess('signed-in'),
  limit(limits.account),
  jsonBody(passwordChangeSchema),
  responses(
    'Change the password',
    'After a fresh authentication and with the present password, for whoever has one. All other sessions end.',
    { 200: acknowledgedSchema },
    [],
  ),
  async (c) => {
    const change = c.req.valid('json');
    await changePassword(c.env.runtime, signInContextOf(c, change.deviceToken), userOf(c), change);
    deliverAfterAnswer(c);
    return c.json({ isDone: true });
  },
);

app.post(
  '/account/email',
  freshAccess('signed-in'),
  limit(limits.accountMail),
  jsonBody(emailChangeSchema),
  responses(
    'Change the address',
    'After a fresh authentication. Sends a link to the new address, which takes its place once it is opened.',
    { 202: mailSentSchema },
    [],
  ),
  async (c) => {
    await requestEmailChange(c.env.runtime, userOf(c).userId, c.req.valid('json').email);
    deliverAfterAnswer(c);
    return c.json({ isSent: true }, 202);
  },
);

app.post(
  '/account/consents',
  access('signed-in'),
  limit(limits.account),
  jsonBody(
    named(
      'ConsentRequest',
      'What somebody says to a version of a document.',
      v.strictObject({
        ...consentSchema.entries,
        isGiven: described(v.boolean(), 'True where it is agreed to, false where it is taken back.'),
      }),
    ),
  ),
  responses(
    'Agree, or no longer',
    'To a version of a document. What was said before stays on record.',
    { 201: acknowledgedSchema },
    [],
  ),
  async (c) => {
    await noteConsent(c.env.runtime, userOf(c).userId, c.req.valid('json'));
    return c.json({ isDone: true }, 201);
  },
);

app.post(
  '/account/close',
  freshAccess('signed-in'),
  limit(limits.account),
  responses(
    'Close the account',
    'After a fresh authentication. Reservations and the books stay. For fourteen days the link of the mail about it brings the account back; then who it was is forgotten.',
    { 200: acknowledgedSchema },
    ['state-conflict'],
  ),
  async (c) => {
    await closeAccount(c.env.runtime, userOf(c).userId);
    clearSessionCookies(c);
    deliverAfterAnswer(c);
    return c.json({ isDone: true });
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/account',
    '/api/v1/account/reservations',
    '/api/v1/account/sessions',
    '/api/v1/account/sessions/*',
    '/api/v1/account/password',
    '/api/v1/account/email',
    '/api/v1/account/consents',
    '/api/v1/account/close',
  ],
};
