import * as v from 'valibot';
import { backupCodesSchema, renewBackupCodes } from '../../../src/account/factor/backup-codes.ts';
import { factorChangeSchema, removeFactor, renameFactor } from '../../../src/account/factor/factors.ts';
import { beginPhone, confirmPhone, newPhoneSchema, phoneSchema } from '../../../src/account/factor/phone.ts';
import {
  beginTotp,
  confirmTotp,
  factorConfirmationSchema,
  factorConfirmedSchema,
  newTotpSchema,
  totpRequestSchema,
} from '../../../src/account/factor/totp.ts';
import { mailSentSchema } from '../../../src/account/registration/register.ts';
import {
  reauthenticate,
  reauthenticationSchema,
  sendReauthenticationCode,
} from '../../../src/account/sign-in/reauthenticate.ts';
import {
  codeRequestSchema,
  finishSignIn,
  secondFactorSchema,
  sendSignInCode,
} from '../../../src/account/sign-in/second-factor.ts';
import { access, freshAccess, userOf } from '../../../src/http/access/access.ts';
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
  issueTo,
  requireSameOrigin,
  sessionAsEntries,
  signedInSchema,
} from '../../../src/http/session/signed-in.ts';
import { named } from '../../../src/platform/described.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';
export const app = createApp();

app.post(
  '/auth/second-factor',
  access('public'),
  limit(limits.signIn),
  jsonBody(
    named(
      'SecondFactorRequest',
      'The second step of a sign-in.',
      v.strictObject({ ...secondFactorSchema.entries, ...sessionAsEntries }),
    ),
  ),
  responses(
    'Give the second factor',
    'With the transaction of the sign-in. Five tries, then the sign-in begins anew.',
    { 200: signedInSchema },
    ['sign-in-refused', 'forbidden', 'link-used-up', ...databaseRefusals],
  ),
  async (c) => {
    const { sessionAs, deviceToken, ...given } = c.req.valid('json');
    requireSameOrigin(c, sessionAs);
    const signedIn = await finishSignIn(c.env.runtime, signInContextOf(c, deviceToken), given);
    deliverAfterAnswer(c);
    return c.json(issueTo(c, signedIn, sessionAs));
  },
);

app.post(
  '/auth/second-factor/sms',
  access('public'),
  limit(limits.accountMail),
  jsonBody(codeRequestSchema),
  responses(
    'Send a code',
    'To the phone of whoever is half signed in. The answer is the same whether there is one.',
    { 202: mailSentSchema },
    [...databaseRefusals],
  ),
  async (c) => {
    await sendSignInCode(c.env.runtime, c.req.valid('json').transaction);
    deliverAfterAnswer(c);
    return c.json({ isSent: true }, 202);
  },
);

app.post(
  '/auth/reauthentication',
  access('signed-in'),
  limit(limits.signIn),
  jsonBody(reauthenticationSchema),
  responses(
    'Prove who you are',
    'By the password or, for whoever has one, a second factor. What needs a fresh authentication is open for ten minutes.',
    { 200: acknowledgedSchema },
    ['sign-in-refused'],
  ),
  async (c) => {
    const given = c.req.valid('json');
    await reauthenticate(c.env.runtime, signInContextOf(c, given.deviceToken), userOf(c), given);
    return c.json({ isDone: true });
  },
);

app.post(
  '/auth/reauthentication/sms',
  access('signed-in'),
  limit(limits.accountMail),
  responses('Send a code', 'By which this session proves who it is.', { 202: mailSentSchema }, []),
  async (c) => {
    await sendReauthenticationCode(c.env.runtime, userOf(c));
    deliverAfterAnswer(c);
    return c.json({ isSent: true }, 202);
  },
);

app.post(
  '/account/totp',
  freshAccess('signed-in'),
  limit(limits.account),
  jsonBody(totpRequestSchema),
  responses(
    'Add an authenticator app',
    'Its seed, as text and as a picture to scan. It counts once a first code was given.',
    { 201: newTotpSchema },
    ['state-conflict'],
  ),
  async (c) => c.json(await beginTotp(c.env.runtime, userOf(c).userId, c.req.valid('json').name), 201),
);

app.post(
  '/account/totp/confirm',
  freshAccess('signed-in'),
  limit(limits.account),
  jsonBody(factorConfirmationSchema),
  responses(
    'Confirm the app',
    'By its first code. The first factor brings backup codes, which are shown once.',
    { 200: factorConfirmedSchema },
    ['not-found'],
  ),
  async (c) => {
    const confirmed = await confirmTotp(c.env.runtime, userOf(c), c.req.valid('json'));
    deliverAfterAnswer(c);
    return c.json(confirmed);
  },
);

app.post(
  '/account/backup-codes',
  freshAccess('signed-in'),
  limit(limits.account),
  responses(
    'New backup codes',
    'Ten, shown once. The old ones open nothing any more.',
    { 201: backupCodesSchema },
    ['state-conflict'],
  ),
  async (c) => c.json(await renewBackupCodes(c.env.runtime, userOf(c)), 201),
);

app.post(
  '/account/phones',
  freshAccess('signed-in'),
  limit(limits.accountMail),
  jsonBody(phoneSchema),
  responses(
    'Add a phone',
    'Sends a code there. It counts once the code was given.',
    { 201: newPhoneSchema },
    ['state-conflict'],
  ),
  async (c) => {
    const phone = await beginPhone(c.env.runtime, userOf(c).userId, c.req.valid('json'));
    deliverAfterAnswer(c);
    return c.json(phone, 201);
  },
);

app.post(
  '/account/phones/confirm',
  freshAccess('signed-in'),
  limit(limits.account),
  jsonBody(factorConfirmationSchema),
  responses('Confirm the phone', 'By the code that went there.', { 200: factorConfirmedSchema }, []),
  async (c) => {
    const confirmed = await confirmPhone(c.env.runtime, userOf(c), c.req.valid('json'));
    deliverAfterAnswer(c);
    return c.json(confirmed);
  },
);

app.patch(
  '/account/factors/:id',
  access('signed-in'),
  limit(limits.account),
  jsonBody(factorChangeSchema),
  responses('Rename a factor', 'As its owner calls it.', { 200: acknowledgedSchema }, []),
  async (c) => {
    await renameFactor(c.env.runtime, userOf(c).userId, c.req.param('id'), c.req.valid('json').name);
    return c.json({ isDone: true });
  },
);

app.delete(
  '/account/factors/:id',
  freshAccess('signed-in'),
  limit(limits.account),
  responses(
    'Remove a factor',
    'The last one takes the backup codes with it.',
    { 200: acknowledgedSchema },
    [],
  ),
  async (c) => {
    await removeFactor(c.env.runtime, userOf(c), c.req.param('id'));
    deliverAfterAnswer(c);
    return c.json({ isDone: true });
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/auth/second-factor',
    '/api/v1/auth/second-factor/sms',
    '/api/v1/auth/reauthentication',
    '/api/v1/auth/reauthentication/sms',
    '/api/v1/account/totp',
    '/api/v1/account/totp/confirm',
    '/api/v1/account/backup-codes',
    '/api/v1/account/phones',
    '/api/v1/account/phones/confirm',
    '/api/v1/account/factors/*',
  ],
};
