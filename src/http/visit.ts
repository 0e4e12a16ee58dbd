import bowser from 'bowser';
import type { Context } from 'hono';
import type { Visit } from '../account/visit.ts';
import type { Env } from './app.ts';
import { clientKey } from './client-address.ts';
import { sessionCookie } from './session-cookies.ts';

const longestUserAgent = 300;

/** From where a request comes, as its person would recognise it later. `deviceToken` is that of an app; browsers have a cookie. */
export function visitOf(c: Context<Env>, deviceToken?: string): Visit {
  const { ip, geo } = c.env.context;
  const place = [geo?.city, geo?.country?.name].filter(Boolean).join(', ');
  return {
    device: deviceName(c.req.header('User-Agent')),
    place: place || undefined,
    client: clientKey(ip),
    deviceToken: deviceToken ?? sessionCookie(c, 'device'),
  };
}

function deviceName(userAgent: string | undefined): string {
  if (!userAgent) return 'An app';
  const { browser, os } = bowser.parse(userAgent.slice(0, longestUserAgent));
  const name = browser.name ?? 'An app';
  return os.name ? `${name} on ${os.name}` : name;
}
