import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { accessTokenSeconds } from '../../account/session/access-token.ts';
import { type IssuedSession, sessionSeconds } from '../../account/session/open-session.ts';
import { Problem } from '../../platform/problems.ts';
import type { Env } from '../env.ts';

const names = {
  access: '__Host-midas-access',
  refresh: '__Host-midas-refresh',
  device: '__Host-midas-device',
  signIn: '__Host-midas-sign-in',
} as const;

/** As long as browsers allow (RFC 6265bis, 5.5). */
const deviceSeconds = 400 * 86_400;
/** As long as somebody may take at the identity provider. */
const signInSeconds = 600;

/** Reads one of our cookies. What a browser would never send counts as none. */
export function sessionCookie(c: Context<Env>, which: keyof typeof names): string | undefined {
  const value = getCookie(c, names[which]);
  return value !== undefined && /^[\w.-]{1,2000}$/.test(value) ? value : undefined;
}

/** Hands a session to a browser: no script can read it, no other host or site can set or send it. */
export function setSessionCookies(c: Context<Env>, session: IssuedSession): void {
  set(c, 'access', session.accessToken, accessTokenSeconds);
  set(c, 'refresh', session.refreshToken, sessionSeconds);
  setDeviceCookie(c, session.deviceToken);
}

/**
 * Gives a browser the token of its device, or the one that it has for another 400 days. Lax, for the way back
 * from an identity provider comes from another site: it opens nothing, and says who is no stranger.
 */
export function setDeviceCookie(c: Context<Env>, newToken: string | undefined): void {
  const token = newToken ?? sessionCookie(c, 'device');
  if (token) set(c, 'device', token, deviceSeconds, 'Lax');
}

export function clearSessionCookies(c: Context<Env>): void {
  set(c, 'access', '', 0);
  set(c, 'refresh', '', 0);
}

/**
 * Binds the way through an identity provider to the browser that began it. Lax, for the way back comes from
 * another site.
 */
export function setSignInCookie(c: Context<Env>, value: string): void {
  set(c, 'signIn', value, value ? signInSeconds : 0, 'Lax');
}

/**
 * Refuses what another site makes a browser do (ASVS 5.0, 3.5). Browsers say where a request comes from, in
 * `Sec-Fetch-Site` or at least in `Origin`; one that says neither is not served by cookie.
 */
export function requireOwnPage(c: Context<Env>): void {
  const site = c.req.header('Sec-Fetch-Site');
  const origin = c.req.header('Origin');
  const own = new URL(c.env.runtime.config.site.url).origin;
  const isOwn =
    origin === undefined
      ? site === 'same-origin'
      : origin === own && (site ?? 'same-origin') === 'same-origin';
  if (!isOwn) throw new Problem('forbidden', 'This was sent from a page that is not ours.');
}

function set(
  c: Context<Env>,
  which: keyof typeof names,
  value: string,
  maxAge: number,
  sameSite: 'Strict' | 'Lax' = 'Strict',
): void {
  setCookie(c, names[which], value, { path: '/', secure: true, httpOnly: true, sameSite, maxAge });
}
