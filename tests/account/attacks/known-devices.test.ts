import { describe, expect, test } from 'vitest';
import {
  mailedToken,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAs,
  tokensOf,
} from '../../support/account/accounts.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const next = 'eleven quiet green bicycles';

/** Strangers try at an address until its budget is long spent. */
async function flood(email: string) {
  for (let time = 0; time < 12; time += 1) await signInAs(stack, email, 'not the password at all');
}

async function reset(email: string, more: object = {}, headers: Record<string, string> = {}) {
  await post(stack, '/auth/recover', { email });
  const token = await mailedToken(stack, 'password-reset', email);
  const answer = await post(stack, '/auth/reset', { token, password: next, ...more }, headers);
  expect(answer.status, answer.text).toBe(200);
  return answer;
}

const signIn = async (email: string, secret: string, device?: string) =>
  (await signInAs(stack, email, secret, device)).status;

const deviceCookie = (answer: { headers: Headers }) =>
  answer.headers.getSetCookie().find((one) => one.startsWith('__Host-midas-device='));

describe('while strangers try without end, whoever has just proved the mailbox and chosen a password comes in', () => {
  test('from a device that was known before, however many tries came before and after', async () => {
    const { email, deviceToken } = await signedInUser(stack);
    await flood(email);
    await reset(email);
    await flood(email);
    expect(await signIn(email, next, deviceToken)).toBe(200);
  });

  test('from a device that nobody knew, once: what strangers have spent before is forgiven', async () => {
    const { email } = await signedInUser(stack);
    await flood(email);
    await reset(email);
    expect(await signIn(email, next)).toBe(200);
  });

  test('from the browser that has set the password, though nobody knew it: it is known from then on', async () => {
    const { email } = await signedInUser(stack);
    await flood(email);
    const Cookie = deviceCookie(await reset(email))?.split(';')[0] ?? '';
    await flood(email);
    const headers = { Cookie, Origin: new URL(stack.runtime.config.site.url).origin };
    const answer = await post(
      stack,
      '/auth/sign-in',
      { email, password: next, sessionAs: 'tokens' },
      headers,
    );
    expect(answer.status).toBe(200);
  });

  test('from the app that has set the password', async () => {
    const { email } = await signedInUser(stack);
    const { deviceToken } = Object((await reset(email, { sessionAs: 'tokens' })).json());
    await flood(email);
    expect(await signIn(email, next, deviceToken)).toBe(200);
  });

  test('after "it was not me" too, from a device that was known before the thief came', async () => {
    const { email, deviceToken } = await signedInUser(stack);
    stack.clock.advance({ minutes: 1 });
    const thief = tokensOf(await signInAs(stack, email)).deviceToken;
    const token = await mailedToken(stack, 'secure-account', email);
    expect((await post(stack, '/auth/not-me', { token })).status).toBe(200);
    const answer = await post(stack, '/auth/reset', {
      token: await mailedToken(stack, 'password-reset', email),
      password: next,
    });
    expect(answer.status).toBe(200);
    await flood(email);
    expect(await signIn(email, next, deviceToken)).toBe(200);
    await flood(email);
    expect(await signIn(email, next, thief)).toBe(401);
  });
});

describe('a device stays known', () => {
  const change: Record<string, (user: SignedInUser) => Promise<unknown>> = {
    'a change of the password': ({ headers }) =>
      post(stack, '/account/password', { password: next, currentPassword: password }, headers),
    'signing out everywhere': ({ headers }) => post(stack, '/auth/sign-out-everywhere', undefined, headers),
    'a year of use': async () => stack.clock.advance({ days: 365 }),
  };

  test.each(Object.entries(change))('over %s', async (_what, happens) => {
    const user = await signedInUser(stack);
    await happens(user);
    await flood(user.email);
    const answers = [
      await signIn(user.email, next, user.deviceToken),
      await signIn(user.email, password, user.deviceToken),
    ];
    expect(answers).toContain(200);
  });

  test('in a browser for 400 days from its last sign-in, not from its first', async () => {
    const { email, deviceToken } = await signedInUser(stack);
    const headers = {
      Cookie: `__Host-midas-device=${deviceToken}`,
      Origin: new URL(stack.runtime.config.site.url).origin,
    };
    const answer = await post(stack, '/auth/sign-in', { email, password }, headers);
    expect(deviceCookie(answer)).toContain(`__Host-midas-device=${deviceToken}; Max-Age=${400 * 86_400}`);
  });
});

test('a thief whose device stays known over a reset has ten tries in a quarter of an hour, and spends none of the owner’s', async () => {
  const owner = await signedInUser(stack);
  const { deviceToken } = tokensOf(await signInAs(stack, owner.email));
  await reset(owner.email);
  for (let time = 0; time < 11; time += 1)
    await signInAs(stack, owner.email, 'not the password at all', deviceToken);
  expect(await signIn(owner.email, next, deviceToken)).toBe(401);
  expect(await signIn(owner.email, next, owner.deviceToken)).toBe(200);
});
