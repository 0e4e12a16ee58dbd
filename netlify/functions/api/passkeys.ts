import * as v from 'valibot';
import {
  addPasskey,
  beginPasskey,
  passkeyAddedSchema,
  passkeyCreationSchema,
  passkeyOptions,
  passkeyOptionsSchema,
  passkeyRegistrationSchema,
} from '../../../src/account/factor/passkey.ts';
import { passkeySignInSchema, signInByPasskey } from '../../../src/account/sign-in/passkey-sign-in.ts';
import { access, freshAccess, userOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
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
  '/auth/passkey/options',
  access('public'),
  limit(limits.passkey),
  responses(
    'A challenge for a passkey',
    'For `navigator.credentials.get`: to sign in, as a second factor, or to prove who you are.',
    { 201: passkeyOptionsSchema },
    [...databaseRefusals],
  ),
  async (c) => c.json(await passkeyOptions(c.env.runtime), 201),
);

app.post(
  '/auth/passkey',
  access('public'),
  limit(limits.passkey),
  jsonBody(
    named(
      'PasskeySignInRequest',
      'A passkey to sign in by.',
      v.strictObject({ ...passkeySignInSchema.entries, ...sessionAsEntries }),
    ),
  ),
  responses(
    'Sign in by a passkey',
    'Which is both factors at once. Every refusal is the same.',
    { 200: signedInSchema },
    ['sign-in-refused', 'forbidden', ...databaseRefusals],
  ),
  async (c) => {
    const { sessionAs, deviceToken, ...given } = c.req.valid('json');
    requireSameOrigin(c, sessionAs);
    const signedIn = await signInByPasskey(c.env.runtime, signInContextOf(c, deviceToken), given);
    deliverAfterAnswer(c);
    return c.json(issueTo(c, signedIn, sessionAs));
  },
);

app.post(
  '/account/passkeys/options',
  freshAccess('signed-in'),
  limit(limits.account),
  responses(
    'A challenge for a new passkey',
    'For `navigator.credentials.create`.',
    { 201: passkeyCreationSchema },
    [],
  ),
  async (c) => c.json(await beginPasskey(c.env.runtime, userOf(c)), 201),
);

app.post(
  '/account/passkeys',
  freshAccess('signed-in'),
  limit(limits.account),
  jsonBody(passkeyRegistrationSchema),
  responses(
    'Add a passkey',
    'The first factor brings backup codes, which are shown once.',
    { 201: passkeyAddedSchema },
    ['state-conflict', 'link-used-up'],
  ),
  async (c) => {
    const added = await addPasskey(c.env.runtime, userOf(c), c.req.valid('json'));
    deliverAfterAnswer(c);
    return c.json(added, 201);
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: [
    '/api/v1/auth/passkey/options',
    '/api/v1/auth/passkey',
    '/api/v1/account/passkeys/options',
    '/api/v1/account/passkeys',
  ],
};
