import type { Context } from 'hono';
import * as v from 'valibot';
import { accessTokenSeconds } from '../../account/session/access-token.ts';
import { type IssuedSession, issuedSessionSchema } from '../../account/session/open-session.ts';
import { type SignedIn, secondFactorNeededSchema } from '../../account/sign-in/sign-in.ts';
import { deviceTokenEntries } from '../../account/sign-in/sign-in-context.ts';
import { described, named } from '../../platform/described.ts';
import { Problem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { requireOwnPage, setSessionCookies } from './session-cookies.ts';

/** How a caller takes a session: a page of ours as cookies that no script can read, an app as tokens. */
export const sessionAsEntries = {
  sessionAs: v.optional(
    described(
      v.picklist(['cookies', 'tokens']),
      'How the session is taken: a page of the site as cookies that no script can read, an app as tokens.',
    ),
    'cookies',
  ),
  ...deviceTokenEntries,
};

export type SessionAs = 'cookies' | 'tokens';

/** What a page learns when the session stands in its cookies. */
const cookieSessionSchema = named(
  'CookieSession',
  'A session that stands in the cookies of the page.',
  v.object({
    sessionAs: described(v.literal('cookies'), 'That it stands in cookies.'),
    expiresInSeconds: described(
      v.literal(accessTokenSeconds),
      'For how many seconds it is good without being refreshed.',
    ),
  }),
);

export const signedInSchema = named(
  'SignedIn',
  'What a sign-in came to: a session, or the question for a second factor.',
  v.variant('outcome', [
    named(
      'SessionOpened',
      'Somebody is signed in.',
      v.object({
        outcome: described(v.literal('signed-in'), 'That it is done.'),
        session: described(v.union([cookieSessionSchema, issuedSessionSchema]), 'The session.'),
      }),
    ),
    named(
      'SecondFactorNeeded',
      'The first factor was right, and a second is wanted.',
      v.object({
        outcome: described(v.literal('second-factor-needed'), 'That it goes on.'),
        ...secondFactorNeededSchema.entries,
      }),
    ),
  ]),
);

/**
 * Refuses another site's page, before anything is done: one that wants to put its own session into somebody's
 * browser, or to turn what somebody proved to it into a session here. An app that is no page names no origin.
 */
export function requireSameOrigin(c: Context<Env>, sessionAs: SessionAs): void {
  const origin = c.req.header('Origin');
  if (sessionAs === 'cookies') requireOwnPage(c);
  else if (origin !== undefined && !c.env.runtime.config.site.allowedOrigins.includes(origin))
    throw new Problem('forbidden', 'This was sent from a page that is not ours.');
}

/** Hands over what a sign-in came to. */
export function issueTo(
  c: Context<Env>,
  signedIn: SignedIn,
  sessionAs: SessionAs,
): v.InferOutput<typeof signedInSchema> {
  if (signedIn.outcome === 'second-factor-needed') {
    const { outcome, transaction, kinds } = signedIn;
    return { outcome, transaction, kinds: [...kinds] };
  }
  return { outcome: 'signed-in', session: issueSessionTo(c, signedIn.session, sessionAs) };
}

export function issueSessionTo(c: Context<Env>, session: IssuedSession, sessionAs: SessionAs) {
  if (sessionAs === 'cookies') {
    setSessionCookies(c, session);
    return { sessionAs, expiresInSeconds: accessTokenSeconds } as const;
  }
  const { accessToken, refreshToken, deviceToken } = session;
  return {
    tokenType: 'Bearer',
    accessToken,
    expiresInSeconds: accessTokenSeconds,
    refreshToken,
    ...(deviceToken === undefined ? {} : { deviceToken }),
  } as const;
}
