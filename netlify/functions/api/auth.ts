import * as v from 'valibot';
import {
  recover,
  recoverySchema,
  resetPassword,
  resetSchema,
} from '../../../src/account/password/recover.ts';
import { confirmEmailChange } from '../../../src/account/registration/change-email.ts';
import { mailedTokenSchema } from '../../../src/account/registration/mailed-token.ts';
import {
  mailSentSchema,
  registrationSchema,
  resendRegistration,
  resendSchema,
  verificationSchema,
  verifyRegistration,
} from '../../../src/account/registration/register.ts';
import { reopenAccount } from '../../../src/account/security/reopen.ts';
import { secureAccount } from '../../../src/account/security/secure-account.ts';
import { refreshSession } from '../../../src/account/session/refresh.ts';
import { endAllSessions, endSession } from '../../../src/account/session/sessions.ts';
import { jwksSchema, publicKeys } from '../../../src/account/session/signing-keys.ts';
import { signIn, signInSchema } from '../../../src/account/sign-in/sign-in.ts';
import { access, freshAccess, userOf } from '../../../src/http/access/access.ts';
import { clientKey } from '../../../src/http/access/client-address.ts';
import { unauthorized } from '../../../src/http/access/credential.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { jsonBody } from '../../../src/http/request/request-body.ts';
import {
  clearSessionCookies,
  sessionCookie,
  setDeviceCookie,
} from '../../../src/http/session/session-cookies.ts';
import { signInContextOf } from '../../../src/http/session/sign-in-context.ts';
import {
  issueTo,
  requireSameOrigin,
  sessionAsEntries,
  signedInSchema,
} from '../../../src/http/session/signed-in.ts';
import { described, named } from '../../../src/platform/described.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
import { registerOrSetAside } from '../../../src/workflows/register-or-set-aside.ts';

export const app = createApp();

app.post(
  '/auth/register',
  access('public'),
  limit(limits.accountMail),
  jsonBody(registrationSchema),
  responses(
    'Register',
    'Sends a link that proves the address. The answer is the same whether the address has an account or not.',
    { 202: mailSentSchema },
    ['request-in-flight', ...databaseRefusals],
  ),
  async (c) => {
    await registerOrSetAside(c.env.runtime, c.req.valid('json'), clientKey(c.env.context.ip));
    deliverAfterAnswer(c);
    return c.json({ isSent: true }, 202);
  },
);

app.post(
  '/auth/resend',
  access('public'),
  limit(limits.accountMail),
  jsonBody(resendSchema),
  responses(
    'Send the link again',
    'Of the newest registration of an address that is still open.',
    { 202: mailSentSchema },
    [...databaseRefusals],
  ),
  async (c) => {
    await resendRegistration(c.env.runtime, c.req.valid('json').email, clientKey(c.env.context.ip));
    deliverAfterAnswer(c);
    return c.json({ isSent: true }, 202);
  },
);

app.post(
  '/auth/verify',
  access('public'),
  limit(limits.signIn),
  jsonBody(
    named(
      'Verification',
      'The end of a registration.',
      v.strictObject({ ...verificationSchema.entries, ...sessionAsEntries }),
    ),
  ),
  responses(
    'Prove the address',
    'By the token of the link and the password that was chosen. Makes the account and signs in.',
    { 201: signedInSchema },
    ['sign-in-refused', 'forbidden', 'link-used-up', ...databaseRefusals],
  ),
  async (c) => {
    const { sessionAs, deviceToken, ...verification } = c.req.valid('json');
    requireSameOrigin(c, sessionAs);
    const session = await verifyRegistration(c.env.runtime, signInContextOf(c, deviceToken), verification);
    return c.json(issueTo(c, { outcome: 'signed-in', session }, sessionAs), 201);
  },
);

app.post(
  '/auth/sign-in',
  access('public'),
  limit(limits.signIn),
  jsonBody(
    named(
      'SignInRequest',
      'An address and its password.',
      v.strictObject({ ...signInSchema.entries, ...sessionAsEntries }),
    ),
  ),
  responses(
    'Sign in',
    'By address and password. Who has a second factor is asked for it. Every refusal is the same.',
    { 200: signedInSchema },
    ['sign-in-refused', 'forbidden', ...databaseRefusals],
  ),
  async (c) => {
    const { sessionAs, deviceToken, ...claimed } = c.req.valid('json');
    requireSameOrigin(c, sessionAs);
    const signedIn = await signIn(c.env.runtime, signInContextOf(c, deviceToken), claimed);
    deliverAfterAnswer(c);
    return c.json(issueTo(c, signedIn, sessionAs));
  },
);

app.post(
  '/auth/refresh',
  access('public'),
  limit(limits.refresh),
  jsonBody(
    named(
      'RefreshRequest',
      'For the next access token.',
      v.strictObject({
        refreshToken: v.optional(
          described(
            v.pipe(v.string(), v.maxLength(200)),
            'The `refreshToken` of an app; a page of the site leaves it out and has it in its cookie.',
          ),
        ),
      }),
    ),
  ),
  responses(
    'Refresh',
    'A refresh token for its successor and another access token. Without one in the body, that of the cookie.',
    { 200: signedInSchema },
    ['unauthorized', 'forbidden', ...databaseRefusals],
  ),
  async (c) => {
    const { refreshToken } = c.req.valid('json');
    const sessionAs = refreshToken === undefined ? 'cookies' : 'tokens';
    requireSameOrigin(c, sessionAs);
    const session = await refreshSession(c.env.runtime, refreshToken ?? sessionCookie(c, 'refresh') ?? '');
    if (session) return c.json(issueTo(c, { outcome: 'signed-in', session }, sessionAs));
    if (sessionAs === 'cookies') clearSessionCookies(c);
    throw unauthorized();
  },
);

app.post(
  '/auth/sign-out',
  access('signed-in'),
  limit(limits.account),
  responses('Sign out', 'Ends this session.', { 200: acknowledgedSchema }, []),
  async (c) => {
    const { userId, sessionId } = userOf(c);
    await endSession(c.env.runtime, userId, sessionId);
    clearSessionCookies(c);
    return c.json({ isDone: true });
  },
);

app.post(
  '/auth/sign-out-everywhere',
  freshAccess('signed-in'),
  limit(limits.account),
  responses(
    'Sign out everywhere',
    'After a fresh authentication. Ends every session, this one too.',
    { 200: acknowledgedSchema },
    [],
  ),
  async (c) => {
    await endAllSessions(c.env.runtime, userOf(c).userId);
    clearSessionCookies(c);
    return c.json({ isDone: true });
  },
);

app.post(
  '/auth/recover',
  access('public'),
  limit(limits.accountMail),
  jsonBody(recoverySchema),
  responses(
    'Recover',
    'Sends a link for a new password. The answer is the same whether the address has an account or not.',
    { 202: mailSentSchema },
    [...databaseRefusals],
  ),
  async (c) => {
    const { email, deviceToken } = c.req.valid('json');
    await recover(c.env.runtime, email, signInContextOf(c, deviceToken));
    deliverAfterAnswer(c);
    return c.json({ isSent: true }, 202);
  },
);

app.post(
  '/auth/reset',
  access('public'),
  limit(limits.signIn),
  jsonBody(
    named(
      'PasswordResetRequest',
      'A new password, by the link of a mail.',
      v.strictObject({ ...resetSchema.entries, ...sessionAsEntries }),
    ),
  ),
  responses(
    'Set a new password',
    'By the token of the link in the mail. Every session ends; second factors stay. The device that does it is known from then on: a browser by its cookie, an app (`sessionAs: "tokens"`) by the `deviceToken` that it gets or sends.',
    {
      200: named(
        'PasswordReset',
        'The password is set anew, and every session has ended.',
        v.object({
          ...acknowledgedSchema.entries,
          deviceToken: v.optional(
            described(
              v.string(),
              'Send it with the next sign-in, so that this device counts as known. Of an app alone.',
            ),
          ),
        }),
      ),
    },
    ['link-used-up', ...databaseRefusals],
  ),
  async (c) => {
    const { sessionAs, deviceToken: shown, ...reset } = c.req.valid('json');
    const { deviceToken } = await resetPassword(c.env.runtime, signInContextOf(c, shown), reset);
    deliverAfterAnswer(c);
    if (sessionAs === 'tokens') return c.json({ isDone: true, deviceToken });
    setDeviceCookie(c, deviceToken);
    return c.json({ isDone: true });
  },
);

app.post(
  '/auth/confirm-email',
  access('signed-in'),
  limit(limits.signIn),
  jsonBody(mailedTokenSchema),
  responses(
    'Confirm another address',
    'By the token of the link that went to the new address, in the session of whoever asked for it.',
    { 200: acknowledgedSchema },
    ['link-used-up'],
  ),
  async (c) => {
    await confirmEmailChange(c.env.runtime, userOf(c), c.req.valid('json').token);
    deliverAfterAnswer(c);
    return c.json({ isDone: true });
  },
);

app.post(
  '/auth/reopen',
  access('public'),
  limit(limits.signIn),
  jsonBody(mailedTokenSchema),
  responses(
    'Open a closed account again',
    'By the link of the mail about its closing, within fourteen days. Whoever had it signs in as before.',
    { 200: acknowledgedSchema },
    ['state-conflict', 'link-used-up', ...databaseRefusals],
  ),
  async (c) => {
    await reopenAccount(c.env.runtime, c.req.valid('json').token);
    return c.json({ isDone: true });
  },
);

app.post(
  '/auth/not-me',
  access('public'),
  limit(limits.signIn),
  jsonBody(mailedTokenSchema),
  responses(
    'It was not me',
    'By the token of the link in a mail about the account: signs out everywhere, takes back what was done, sends a link for a new password.',
    { 200: acknowledgedSchema },
    ['state-conflict', 'link-used-up', ...databaseRefusals],
  ),
  async (c) => {
    await secureAccount(c.env.runtime, c.req.valid('json').token);
    deliverAfterAnswer(c);
    return c.json({ isDone: true });
  },
);

app.get(
  '/auth/jwks',
  access('public'),
  limit(limits.read),
  responses('The public keys', 'By which access tokens are checked (RFC 7517).', { 200: jwksSchema }, [
    ...databaseRefusals,
  ]),
  async (c) => {
    c.header('Cache-Control', 'public, max-age=60');
    return c.json(await publicKeys(c.env.runtime));
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/auth/register',
    '/api/v1/auth/resend',
    '/api/v1/auth/verify',
    '/api/v1/auth/sign-in',
    '/api/v1/auth/refresh',
    '/api/v1/auth/sign-out',
    '/api/v1/auth/sign-out-everywhere',
    '/api/v1/auth/recover',
    '/api/v1/auth/reset',
    '/api/v1/auth/confirm-email',
    '/api/v1/auth/not-me',
    '/api/v1/auth/reopen',
    '/api/v1/auth/jwks',
  ],
};
