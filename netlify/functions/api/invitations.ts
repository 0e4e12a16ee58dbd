import * as v from 'valibot';
import { acceptanceSchema, acceptInvitation } from '../../../src/account/registration/accept-invitation.ts';
import {
  invitationRequestSchema,
  invitationSchema,
  invitationsSchema,
  invite,
  listInvitations,
  withdrawInvitation,
} from '../../../src/account/registration/invitation.ts';
import { access, actorOf, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import { signInContextOf } from '../../../src/http/session/sign-in-context.ts';
import {
  issueSessionTo,
  requireSameOrigin,
  sessionAsEntries,
  signedInSchema,
} from '../../../src/http/session/signed-in.ts';
import { described, named } from '../../../src/platform/described.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';

export const app = createApp();

app.post(
  '/invitations',
  freshAccess('invitation:manage'),
  limit(limits.accountMail),
  jsonBody(invitationRequestSchema),
  responses(
    'Invite',
    'After a fresh authentication, to a role below one’s own; an owner to any. The link in the mail is good for a week, and as long as the inviter may give the role.',
    { 201: invitationSchema },
    [],
  ),
  async (c) => {
    const { invitation } = await invite(c.env.runtime, actorOf(c), c.req.valid('json'));
    deliverAfterAnswer(c);
    return c.json(invitation, 201);
  },
);

app.get(
  '/invitations',
  access('invitation:manage'),
  limit(limits.staff),
  responses('Invitations', 'Those that are open, the latest first.', { 200: invitationsSchema }, []),
  async (c) => c.json(await listInvitations(c.env.runtime)),
);

app.delete(
  '/invitations/:id',
  access('invitation:manage'),
  limit(limits.staff),
  responses('Withdraw an invitation', 'Its link is worthless from then on.', { 200: acknowledgedSchema }, []),
  async (c) => {
    await withdrawInvitation(c.env.runtime, actorOf(c), c.req.param('id'));
    return c.json({ isDone: true });
  },
);

app.post(
  '/auth/invitations/accept',
  access('public'),
  limit(limits.signIn),
  jsonBody(
    named(
      'InvitationAcceptance',
      'That an invitation is accepted.',
      v.strictObject({ ...acceptanceSchema.entries, ...sessionAsEntries }),
    ),
  ),
  responses(
    'Accept an invitation',
    'By the token of the link. Where the address has an account, its role is raised, whatever else is sent, and the person signs in as ever; else name and password make the account, which is signed in.',
    {
      200: named(
        'RoleGiven',
        'The role was given to an account that was there.',
        v.object({
          outcome: described(v.literal('role-given'), 'That the account has the role now.'),
        }),
      ),
      201: signedInSchema.options[0],
    },
    ['forbidden', 'link-used-up', ...databaseRefusals],
  ),
  async (c) => {
    const { sessionAs, deviceToken, ...acceptance } = c.req.valid('json');
    requireSameOrigin(c, sessionAs);
    const accepted = await acceptInvitation(c.env.runtime, signInContextOf(c, deviceToken), acceptance);
    if (accepted.outcome === 'role-given') return c.json(accepted);
    const session = issueSessionTo(c, accepted.session, sessionAs);
    return c.json({ outcome: 'signed-in', session }, 201);
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/invitations', '/api/v1/invitations/*', '/api/v1/auth/invitations/accept'],
};
