import type { Context, MiddlewareHandler } from 'hono';
import type { SignedIn } from '../../account/sign-in/sign-in.ts';
import { Problem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { declares } from '../openapi/declared.ts';
import { setSessionCookies } from './session-cookies.ts';

/**
 * The page to go on to after a provider has proved somebody: the one that was wanted, or that of the second
 * factor.
 */
export function pageAfterSignIn(c: Context<Env>, signedIn: SignedIn, returnTo: string): string {
  if (signedIn.outcome === 'second-factor-needed')
    return signInPage(c, { transaction: signedIn.transaction, kinds: signedIn.kinds.join(' '), returnTo });
  setSessionCookies(c, signedIn.session);
  return `${c.env.runtime.config.site.url}${returnTo}`;
}

/** Sends whoever is refused to the sign-in page, which says why: nobody who only clicked should see JSON. */
const refusing: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  if (!c.error) return;
  const refused = c.error instanceof Problem ? c.error.code : 'internal-error';
  c.res = new Response(null, { status: 303, headers: { Location: signInPage(c, { refused }) } });
};
export const refusedOnSignInPage = declares(refusing, { redirectsRefusals: true });

/** What the page needs stands behind `#`, where no server and no log reads it. */
function signInPage(c: Context<Env>, fields: Record<string, string>): string {
  return `${c.env.runtime.config.site.url}/account/sign-in/#${new URLSearchParams(fields).toString()}`;
}
