import type { Context } from 'hono';
import type { SignedIn } from '../account/sign-in.ts';
import { Problem } from '../platform/problems.ts';
import type { Env } from './app.ts';
import { setSessionCookies } from './session-cookies.ts';

/**
 * The page to go on to after a provider has sent a browser back: the one that was wanted, or that of the sign-in, with what it needs behind
 * `#`. Nobody who only clicked should see JSON.
 */
export async function identityCallback(
  c: Context<Env>,
  finish: () => Promise<{ readonly signedIn: SignedIn; readonly returnTo: string }>,
): Promise<string> {
  const { site } = c.env.runtime.config;
  const signInPage = (fields: Record<string, string>) =>
    `${site.url}/account/sign-in/#${new URLSearchParams(fields).toString()}`;
  try {
    const { signedIn, returnTo } = await finish();
    if (signedIn.outcome === 'second-factor-needed')
      return signInPage({ transaction: signedIn.transaction, kinds: signedIn.kinds.join(' '), returnTo });
    setSessionCookies(c, signedIn.session);
    return `${site.url}${returnTo}`;
  } catch (error) {
    if (error instanceof Problem) return signInPage({ refused: error.code });
    throw error;
  }
}
