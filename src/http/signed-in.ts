import type { Context } from 'hono';
import * as v from 'valibot';
import { accessTokenSeconds } from '../account/access-token.ts';
import { type IssuedSession, issuedSessionSchema } from '../account/open-session.ts';
import { type SignedIn, secondFactorNeededSchema } from '../account/sign-in.ts';
import { Problem } from '../platform/problems.ts';
import type { Env } from './app.ts';
import { requireOwnPage, setSessionCookies } from './session-cookies.ts';

/** How a caller takes a session: a page of ours as cookies that no script can read, an app as tokens. */
export const sessionAsEntries = {
  sessionAs: v.optional(v.picklist(['cookies', 'tokens']), 'cookies'),
  /** The `deviceToken` of an earlier sign-in of an app. */
  deviceToken: v.optional(v.pipe(v.string(), v.maxLength(200))),
};

export type SessionAs = 'cookies' | 'tokens';

/** What a page learns when the session stands in its cookies. */
const cookieSessionSchema = v.object({
  sessionAs: v.literal('cookies'),
  expiresInSeconds: v.literal(accessTokenSeconds),
});

export const signedInSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('signed-in'), session: v.union([cookieSessionSchema, issuedSessionSchema]) }),
  v.object({ outcome: v.literal('second-factor-needed'), ...secondFactorNeededSchema.entries }),
]);

/**
 * Refuses another site's page, before anything is done: one that wants to put its own session into somebody's browser, or to turn what somebody proved to it
 * into a session here. An app that is no page names no origin.
 */
export function requireTaker(c: Context<Env>, sessionAs: SessionAs): void {
  const origin = c.req.header('Origin');
  if (sessionAs === 'cookies') requireOwnPage(c);
  else if (origin !== undefined && !c.env.runtime.config.site.allowedOrigins.includes(origin))
    throw new Problem('forbidden', 'This was sent from a page that is not ours.');
}

/** Hands over what a sign-in came to. */
export function handOver(
  c: Context<Env>,
  signedIn: SignedIn,
  sessionAs: SessionAs,
): v.InferOutput<typeof signedInSchema> {
  if (signedIn.outcome === 'second-factor-needed') {
    const { outcome, transaction, kinds } = signedIn;
    return { outcome, transaction, kinds: [...kinds] };
  }
  return { outcome: 'signed-in', session: handOverSession(c, signedIn.session, sessionAs) };
}

export function handOverSession(c: Context<Env>, session: IssuedSession, sessionAs: SessionAs) {
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
