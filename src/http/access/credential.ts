import type { Context } from 'hono';
import { readApiKey } from '../../account/api-key/api-key.ts';
import { verifyAccessToken } from '../../account/session/access-token.ts';
import { Problem } from '../../platform/problems.ts';
import type { Credential, Env } from '../env.ts';
import { requireOwnPage, sessionCookie } from '../session/session-cookies.ts';

/** Access tokens are the only tokens of ours that begin as a JSON object does in base64. */
const isAccessToken = (token: string) => token.startsWith('eyJ');

/**
 * Reads what a request shows: its `Authorization`, and else its cookie, which counts only from a page of ours
 * where it could change something. Throws the 401 for a token that is none of ours.
 */
export async function credentialOf(c: Context<Env>): Promise<Credential> {
  const header = c.req.header('Authorization');
  if (header === undefined) return ofCookie(c);
  const token = /^Bearer ([\w.-]{1,2000})$/i.exec(header)?.[1];
  if (!token) throw unauthorized();
  const apiKey = readApiKey(token);
  if (apiKey) return { kind: 'api-key', ...apiKey };
  return isAccessToken(token) ? ofAccessToken(c, token) : { kind: 'link', token };
}

async function ofCookie(c: Context<Env>): Promise<Credential> {
  const token = sessionCookie(c, 'access');
  if (token === undefined) return { kind: 'none' };
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') requireOwnPage(c);
  return ofAccessToken(c, token);
}

async function ofAccessToken(c: Context<Env>, token: string): Promise<Credential> {
  const claims = await verifyAccessToken(c.env.runtime, token);
  if (!claims) throw unauthorized();
  return { kind: 'person', ...claims };
}

/** The one answer to whoever shows nothing that lets them in (RFC 6750, 3). */
export function unauthorized(): Problem {
  return new Problem('unauthorized', 'Sign in, or open this page by the link in your mail.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}
