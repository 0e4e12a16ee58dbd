import type { Context } from 'hono';
import { isEarnedSecret } from '../../account/one-time-token.ts';
import { readRefreshToken } from '../../account/session/refresh-token.ts';
import { deviceIdOf } from '../../account/sign-in/sign-in-context.ts';
import type { Env } from '../env.ts';
import { sessionCookie } from './session-cookies.ts';

/**
 * Who is known here by something that we have signed, as a limit counts them apart from the others behind
 * their address: by their session, the device of an earlier sign-in, a session's refresh, the link of a mail,
 * or a first factor just given. All of it cost its holder a sign-in or a mailbox; what anybody gets for the
 * asking (a nonce, a state, a challenge) makes nobody known. Nothing for all others.
 */
export async function knownCaller(c: Context<Env>): Promise<string | undefined> {
  const credential = c.get('credential');
  if (credential?.kind === 'person') return `session ${credential.sessionId}`;
  const { keys } = c.env.runtime.config;
  const given = await fieldsOf(c);
  const device = deviceIdOf(keys, given('deviceToken') ?? sessionCookie(c, 'device'));
  if (device) return `device ${device}`;
  const refreshed = readRefreshToken(keys, given('refreshToken') ?? sessionCookie(c, 'refresh') ?? '');
  if (refreshed) return `session ${refreshed.sessionId}`;
  const secret = given('token') ?? given('transaction') ?? '';
  return isEarnedSecret(keys, secret) ? `secret ${secret.split('.')[0]}` : undefined;
}

/** None of our tokens is longer. */
const longestToken = 500;

/** The texts of a JSON body, which is not judged yet. */
async function fieldsOf(c: Context<Env>): Promise<(name: string) => string | undefined> {
  const body = parsed(await c.req.text());
  return (name) => {
    const value: unknown = Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined;
    return typeof value === 'string' && value.length <= longestToken ? value : undefined;
  };
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // The route says what is wrong with it.
  }
}
