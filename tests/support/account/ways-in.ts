import { expect } from 'vitest';
import type { ProviderName } from '../../../dev/openid/all.ts';
import type { ProviderPerson } from '../../../dev/openid.ts';
import { newClient } from '../booking/booking.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';
import { post } from './accounts.ts';

/** Those with pages of their own to sign in on. */
export const withCodeFlow = ['google', 'apple', 'microsoft'] as const satisfies ProviderName[];

/** What a browser keeps of an answer's cookies, as it sends them. */
export const cookiesOf = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .filter((one) => !one.endsWith('='))
    .join('; ');

/** Begins the way through a provider as a browser does: where it is sent, and its cookie. */
export async function begin(stack: Stack, name: ProviderName, returnTo = '/account/') {
  const path = `/auth/providers/${name}?returnTo=${encodeURIComponent(returnTo)}`;
  const answer = await stack.call(path, { from: newClient() });
  expect(answer.status, answer.text).toBe(303);
  return { url: answer.headers.get('Location') ?? '', cookie: cookiesOf(answer) };
}

/** Comes back as a browser does. What a provider posts comes from its page, so that no cookie of ours comes along, and goes on from there. */
export async function comeBack(
  stack: Stack,
  back: string,
  cookie: string,
  from = newClient(),
): Promise<Answer> {
  const { pathname, search } = new URL(back);
  const path = pathname.replace('/api/v1', '');
  const comeByGet = (query: string) => stack.call(`${path}${query}`, { from, headers: { Cookie: cookie } });
  if (!path.includes('/apple/')) return comeByGet(search);
  const posted = await postBack(stack, path, search.slice(1), from);
  expect(posted.status, posted.text).toBe(303);
  expect(cookiesOf(posted)).toBe('');
  return comeByGet(new URL(posted.headers.get('Location') ?? '').search);
}

/** What the page of a provider posts, from another site. */
export function postBack(stack: Stack, path: string, body: string, from = newClient()): Promise<Answer> {
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    Origin: 'https://appleid.apple.com',
    'Sec-Fetch-Site': 'cross-site',
  };
  return stack.call(path, { method: 'POST', from, body, headers });
}

/** The whole way through a provider's pages. */
export async function walk(stack: Stack, name: ProviderName, user: ProviderPerson): Promise<Answer> {
  const { url, cookie } = await begin(stack, name);
  return comeBack(stack, await stack.identities[name].choose(url, user), cookie);
}

/** A nonce of ours for a page; Firebase's tokens hold none. */
export async function nonceFor(stack: Stack, name: ProviderName): Promise<string | undefined> {
  if (name === 'firebase') return undefined;
  return Object((await post(stack, `/auth/providers/${name}/nonce`, undefined)).json()).nonce;
}

/** Brings an ID token as an app does. */
export function bring(
  stack: Stack,
  name: ProviderName,
  credential: string,
  from = newClient(),
): Promise<Answer> {
  const body = { credential, sessionAs: 'tokens' };
  return stack.call(`/auth/providers/${name}/id-token`, { method: 'POST', from, body });
}

/** The whole way of a page or an app that gets a token by itself. */
export async function bringToken(
  stack: Stack,
  name: ProviderName,
  user: ProviderPerson,
  fault?: string,
): Promise<Answer> {
  const nonce = await nonceFor(stack, name);
  return bring(stack, name, await stack.identities[name].idToken(user, nonce, fault));
}
