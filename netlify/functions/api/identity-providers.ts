import * as v from 'valibot';
import { postedIdentitySchema, queryOfPost } from '../../../src/account/identity/form-post.ts';
import { identityProviders, requireIdentityProvider } from '../../../src/account/identity/providers.ts';
import {
  beginIdentity,
  finishIdentity,
  newNonce,
  ownPage,
  redirectUriOf,
  signInByIdToken,
} from '../../../src/account/identity/sign-in.ts';
import { unlinkIdentity } from '../../../src/account/identity/unlink.ts';
import { access, freshAccess, userOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { acknowledgedSchema } from '../../../src/http/answer/acknowledged.ts';
import { deliverAfterAnswer } from '../../../src/http/answer/after-answer.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { describedForm, jsonBody, query } from '../../../src/http/request/request-body.ts';
import { firebasePage } from '../../../src/http/session/firebase-page.tsx';
import { pageAfterSignIn, refusedOnSignInPage } from '../../../src/http/session/identity-callback.ts';
import { sessionCookie, setSignInCookie } from '../../../src/http/session/session-cookies.ts';
import { signInContextOf } from '../../../src/http/session/sign-in-context.ts';
import {
  issueTo,
  requireSameOrigin,
  sessionAsEntries,
  signedInSchema,
} from '../../../src/http/session/signed-in.ts';
import { described, named } from '../../../src/platform/described.ts';
import { databaseRefusals } from '../../../src/platform/problems.ts';

export const app = createApp();

app.get(
  '/auth/providers',
  access('public'),
  limit(limits.read),
  responses(
    'The identity providers',
    'By which people sign in here, with what the provider’s own button or library needs. A page sends people to `/auth/providers/{name}`.',
    {
      200: named(
        'IdentityProviders',
        'By whom people sign in here.',
        v.object({
          providers: described(
            v.array(
              named(
                'IdentityProvider',
                'Who proves people to us, and what its own button or library needs.',
                v.object({
                  name: described(v.string(), 'Its name in our addresses, as `google`.'),
                  clientId: described(v.string(), 'By which it knows us: its public client id.'),
                  scriptUrl: v.optional(
                    described(v.string(), 'Where its own script is loaded from, where it has one.'),
                  ),
                  apiKey: v.optional(described(v.string(), 'Its public key for pages, where it has one.')),
                  authDomain: v.optional(
                    described(v.string(), 'The host of its sign-in pages, where it has one of its own.'),
                  ),
                }),
              ),
            ),
            'The identity providers that are set up here, in no order.',
          ),
        }),
      ),
    },
    [],
  ),
  (c) =>
    c.json({
      providers: identityProviders(c.env.runtime.config).map(({ name, clientId, forPages }) => ({
        name,
        clientId,
        ...forPages,
      })),
    }),
);

app.get(
  '/auth/providers/:provider',
  access('public'),
  refusedOnSignInPage,
  limit(limits.signIn, true),
  query(
    v.strictObject({
      returnTo: v.optional(
        described(
          v.pipe(v.string(), v.maxLength(200)),
          'The path of a page of this site to go on to, beginning with `/`; without it, the account.',
        ),
      ),
    }),
  ),
  responses(
    'Sign in by a provider',
    'Sends the browser there (code flow with PKCE, state and nonce), or answers the page on which Firebase signs people in, and in the end leads to `returnTo`, a page of this site. What is refused goes to the sign-in page.',
    {},
    [],
    { status: [200, 303], mediaType: 'text/html' },
  ),
  async (c) => {
    const { runtime } = c.env;
    const returnTo = ownPage(c.req.valid('query').returnTo);
    const provider = requireIdentityProvider(runtime.config, c.req.param('provider'));
    if (!provider.codeFlow) return firebasePage(c, provider, returnTo);
    const { url, browser } = await beginIdentity(runtime, provider.name, returnTo);
    setSignInCookie(c, browser);
    return c.redirect(url, 303);
  },
);

app.get(
  '/auth/providers/:provider/callback',
  access('public'),
  refusedOnSignInPage,
  limit(limits.signIn, true),
  responses(
    'The way back from a provider',
    'Signs in and goes on to a page of this site; what is refused goes to the sign-in page.',
    {},
    [],
    { status: 303, mediaType: 'text/html' },
  ),
  async (c) => {
    const browser = sessionCookie(c, 'signIn');
    setSignInCookie(c, '');
    const provider = c.req.param('provider');
    const came = new URL(c.req.url);
    const { signedIn, returnTo } = await finishIdentity(
      c.env.runtime,
      signInContextOf(c),
      provider,
      came,
      browser,
    );
    deliverAfterAnswer(c);
    return c.redirect(pageAfterSignIn(c, signedIn, returnTo), 303);
  },
);

app.post(
  '/auth/providers/:provider/callback',
  access('public'),
  refusedOnSignInPage,
  limit(limits.signIn, true),
  describedForm(postedIdentitySchema),
  responses(
    'The way back from a provider that posts',
    'As Apple does, from its own page and thus without our cookies: the browser goes on to the way back with what was posted.',
    {},
    [],
    { status: 303, mediaType: 'text/html' },
  ),
  async (c) => {
    const { runtime } = c.env;
    const name = c.req.param('provider');
    const query = queryOfPost(runtime, name, await c.req.text());
    return c.redirect(`${redirectUriOf(runtime, { name })}?${query}`, 303);
  },
);

app.post(
  '/auth/providers/:provider/nonce',
  access('public'),
  limit(limits.signIn),
  responses(
    'A nonce for the button',
    'The ID token that the provider’s button gives has to hold it.',
    {
      201: named(
        'Nonce',
        'What is to be proved to be fresh.',
        v.object({
          nonce: described(
            v.string(),
            'To be handed to the provider’s button: its token must have it. Good once and for ten minutes.',
          ),
        }),
      ),
    },
    [...databaseRefusals],
  ),
  async (c) => c.json(await newNonce(c.env.runtime, c.req.param('provider')), 201),
);

app.post(
  '/auth/providers/:provider/id-token',
  access('public'),
  limit(limits.signIn),
  jsonBody(
    named(
      'IdTokenSignInRequest',
      'The id token of a provider.',
      v.strictObject({
        credential: described(
          v.pipe(v.string(), v.maxLength(8000)),
          'The id token (a JWT) that the provider’s button or library gave.',
        ),
        ...sessionAsEntries,
      }),
    ),
  ),
  responses(
    'Sign in by an ID token',
    'As the provider’s button gives it to a page, with a nonce of ours; one of Firebase holds none, and is good once and for five minutes after the sign-in there. Every refusal is the same.',
    { 200: signedInSchema },
    ['sign-in-refused', 'forbidden', ...databaseRefusals],
  ),
  async (c) => {
    const { sessionAs, deviceToken, credential } = c.req.valid('json');
    requireSameOrigin(c, sessionAs);
    const context = signInContextOf(c, deviceToken);
    const signedIn = await signInByIdToken(c.env.runtime, context, c.req.param('provider'), credential);
    deliverAfterAnswer(c);
    return c.json(issueTo(c, signedIn, sessionAs));
  },
);

app.delete(
  '/account/identities/:provider',
  freshAccess('signed-in'),
  limit(limits.account),
  responses('Unlink a provider', 'Unless it is the only way in.', { 200: acknowledgedSchema }, [
    'state-conflict',
  ]),
  async (c) => {
    await unlinkIdentity(c.env.runtime, userOf(c), c.req.param('provider'));
    return c.json({ isDone: true });
  },
);

export default serve(app);

export const config: RouteConfig = {
  path: ['/api/v1/auth/providers', '/api/v1/auth/providers/*', '/api/v1/account/identities/*'],
};
