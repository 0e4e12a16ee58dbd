import bowser from 'bowser';
import type { Context } from 'hono';
import { readRefreshToken } from '../../account/session/refresh-token.ts';
import type { SignInContext } from '../../account/sign-in/sign-in-context.ts';
import { clientKey } from '../access/client-address.ts';
import type { Env } from '../env.ts';
import { sessionCookie } from './session-cookies.ts';

const longestUserAgent = 300;

const browserNames = new Set(Object.values(bowser.BROWSER_MAP));
const systemNames = new Set(Object.values(bowser.OS_MAP));

/**
 * From where a request comes, as its person would recognise it later. `deviceToken` is that of an app;
 * browsers have a cookie.
 */
export function signInContextOf(c: Context<Env>, deviceToken?: string): SignInContext {
  const { ip, geo } = c.env.context;
  const place = [geo?.city, geo?.country?.name].filter(Boolean).join(', ');
  return {
    device: deviceName(c.req.header('User-Agent')),
    place: place || undefined,
    client: clientKey(ip),
    deviceToken: deviceToken ?? sessionCookie(c, 'device'),
    replaces: readRefreshToken(c.env.runtime.config.keys, sessionCookie(c, 'refresh') ?? '')?.sessionId,
  };
}

function deviceName(userAgent: string | undefined): string {
  if (!userAgent) return 'An app';
  const { browser, os } = bowser.parse(userAgent.slice(0, longestUserAgent));
  // Names that the library knows: for others it passes on what a stranger wrote.
  const name = browser.name && browserNames.has(browser.name) ? browser.name : 'An app';
  return os.name && systemNames.has(os.name) ? `${name} on ${os.name}` : name;
}
