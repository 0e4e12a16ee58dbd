import { beforeEach, expect, test } from 'vitest';
import { limits } from '../../../src/http/access/limits.ts';
import { newMail, post, signedInUser, tokensOf } from '../../support/account/accounts.ts';
import { comeBack, goTo, landing, through } from '../../support/account/identity.ts';
import { useStack } from '../../support/harness/stack.ts';
import { newBrowser } from '../../support/http/browser.ts';

const stack = useStack();
beforeEach(() => stack.identity.fault(null));

// The first of this file, for what a provider publishes is kept.
test('a provider that publishes nothing readable is told as one that is away, and tried again by the next visitor', async () => {
  stack.identity.fault('unpublished');
  const { fields } = landing(await newBrowser(stack).open('/auth/providers/google'));
  expect(fields).toEqual({ refused: 'unavailable' });
  stack.identity.fault(null);
  expect(await goTo(newBrowser(stack))).toContain(stack.identity.url);
});

test('a device that has signed in before is known when it comes back from the provider, and nobody is alarmed', async () => {
  const user = { email: newMail() };
  const browser = newBrowser(stack);
  expect(landing(await through(stack, browser, user)).page).toBe('/account/');
  const device = browser.cookies.get('__Host-midas-device');
  await through(stack, browser, user);
  expect(browser.cookies.get('__Host-midas-device')).toBe(device);
  await stack.functions.settled();
  const subjects = () =>
    stack.mailbox
      .messages()
      .filter(({ to }) => `${to}`.includes(user.email))
      .map(({ subject }) => subject);
  expect(subjects()).toEqual([]);
  await through(stack, newBrowser(stack), user);
  await stack.functions.settled();
  expect(subjects()).toEqual(['A new device has signed in to Fine Things']);
});

test('whatever is refused on the way is told on the sign-in page, never as JSON', async () => {
  const browser = newBrowser(stack);
  const refused = (code: string) => ({ page: '/account/sign-in/', fields: { refused: code } });
  expect(landing(await browser.open('/auth/providers/unheard-of'))).toEqual(refused('not-found'));
  expect(landing(await browser.open('/auth/providers/google?more=1'))).toEqual(refused('validation-failed'));
  expect(landing(await browser.open('/auth/providers/google/callback'))).toEqual(refused('sign-in-refused'));
  expect(landing(await through(stack, browser, 'deny'))).toEqual(refused('sign-in-refused'));
  const back = await stack.identity.choose(await goTo(browser), { email: newMail() });
  // The first time makes the browser a known one, which has a limit of its own.
  await comeBack(browser, back);
  // At once: one after the other they might outlast the minute of the limit.
  await Promise.all(Array.from({ length: limits.signIn.requests }, () => comeBack(browser, back)));
  expect(landing(await comeBack(browser, back))).toEqual(refused('rate-limited'));
});

test('keys are asked for again each day, so that one which the provider has withdrawn is not believed for ever', async () => {
  const nonce = async () =>
    Object((await post(stack, '/auth/providers/google/nonce', undefined)).json()).nonce;
  const bring = (credential: string) =>
    post(stack, '/auth/providers/google/id-token', { credential, sessionAs: 'tokens' });
  const { email } = await signedInUser(stack);
  stack.clock.advance({ hours: 25 });
  const withdrawn = await stack.identity.idToken({ email }, await nonce());
  stack.identity.rotateKey();
  expect((await bring(withdrawn)).status).toBe(401);
  expect(
    tokensOf(await bring(await stack.identity.idToken({ email }, await nonce()))).accessToken,
  ).toBeDefined();
});
