import * as v from 'valibot';
import { expect } from 'vitest';
import type { ProviderPerson } from '../../../dev/openid.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';
import type { Browser } from '../http/browser.ts';

/** Begins the way through Google in a browser: the address of the provider's page. */
export async function goTo(browser: Browser, returnTo?: string): Promise<string> {
  const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`;
  const answer = await browser.open(`/auth/providers/google${query}`);
  expect(answer.status, answer.text).toBe(303);
  return answer.headers.get('Location') ?? '';
}

/** Comes back by the address to which the provider's page leads: from another site, so that strict cookies stay at home. */
export function comeBack(browser: Browser, back: string, from?: string): Promise<Answer> {
  return browser.open(back.slice(back.indexOf('/auth/providers/')), 'other-site', from);
}

/** The whole way, as this person of the provider. */
export async function through(
  stack: Stack,
  browser: Browser,
  user: ProviderPerson | 'deny',
  returnTo?: string,
): Promise<Answer> {
  return comeBack(browser, await stack.identity.choose(await goTo(browser, returnTo), user));
}

/** The page of the site to which an answer leads, and what stands behind its `#`. Fails for any other answer. */
export function landing(answer: Answer): { page: string; fields: Record<string, string> } {
  expect(`${answer.status} ${answer.headers.get('Content-Type')}`, answer.text).not.toContain('json');
  expect(answer.status, answer.text).toBe(303);
  const url = new URL(v.parse(v.string(), answer.headers.get('Location')));
  expect(url.origin).toBe('https://fine-things.example');
  return { page: url.pathname, fields: Object.fromEntries(new URLSearchParams(url.hash.slice(1))) };
}
