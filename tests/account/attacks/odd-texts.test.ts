import { describe, expect, test, vi } from 'vitest';
import { createAuthenticator } from '../../../dev/authenticator.ts';
import { mailedToken, password, post, signedInUser } from '../../support/account/accounts.ts';
import { bearer, wrongPassword } from '../../support/account/attacked-accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

describe('a password', () => {
  test.each(['/account/password', '/auth/reset'])('of one’s own address is refused by %s', async (path) => {
    const owner = await signedInUser(stack);
    await post(stack, '/auth/recover', { email: owner.email });
    const token = await mailedToken(stack, 'password-reset', owner.email);
    const answer =
      path === '/auth/reset'
        ? await post(stack, path, { token, password: owner.email })
        : await post(stack, path, { password: owner.email, currentPassword: password }, owner.headers);
    expect(answer.status).toBe(422);
  });

  test('of a single typed character is refused', async () => {
    const owner = await signedInUser(stack);
    expect((await post(stack, '/account/password', { password: '\ufdfa' }, owner.headers)).status).toBe(422);
  });
});

test('the page after the sign-in is one of this site', async () => {
  const { origin } = new URL(stack.runtime.config.site.url);
  vi.stubGlobal('location', { origin });
  const script = new URL('../../../public/scripts/account/return-to.js', import.meta.url).href;
  const { ownPage } = Object(await import(script));
  expect(new URL(ownPage('/..//evil.example/'), origin).origin).toBe(origin);
});

test('a device is called by names that we know, not by what a stranger writes', async () => {
  const owner = await signedInUser(stack);
  await post(
    stack,
    '/auth/sign-in',
    { email: owner.email, password, sessionAs: 'tokens' },
    { 'User-Agent': 'your own phone, all is well, read evil.example/ x' },
  );
  const list = await stack.call('/account/sessions', { headers: owner.headers });
  expect(list.text).not.toContain('evil.example');
});

describe('odd characters', () => {
  test('NUL in the address at a sign-in is refused as ever', async () => {
    const claimed = { email: 'a\0@people.example', password: wrongPassword, sessionAs: 'tokens' };
    expect((await post(stack, '/auth/sign-in', claimed)).status).toBe(401);
  });

  test.each(['\0', '\ud800', '\n'])('%j in the name of a factor is refused', async (character) => {
    const owner = await signedInUser(stack);
    const answer = await post(stack, '/account/totp', { name: `App${character}x` }, owner.headers);
    expect(answer.status).toBe(422);
  });

  test.each([
    ['DELETE', '/account/sessions/%00'],
    ['DELETE', '/account/factors/%00'],
    ['DELETE', '/account/identities/%00'],
    ['GET', '/reservations/%00'],
    ['GET', '/payments/%00'],
    ['POST', '/payments/%00/capture'],
    ['GET', '/documents/%00'],
    ['GET', '/documents/%00/%00'],
    ['GET', '/security-deposits/%00'],
    ['POST', '/security-deposits/%00/release'],
    ['GET', '/users/%00'],
    ['POST', '/users/%00/unban'],
    ['DELETE', '/invitations/%00'],
    ['DELETE', '/api-keys/%00'],
    ['GET', '/disputes/%00/evidence'],
  ])('NUL in a path names nothing: %s %s', async (method, path) => {
    const { headers } = await signedInUser(stack, 'owner');
    const answers = await Promise.all(
      [headers, bearer('a-made-up-link')].map((shown) =>
        stack.call(path, { method, headers: shown, from: newClient() }),
      ),
    );
    expect(Math.max(...answers.map(({ status }) => status))).toBeLessThan(500);
  });

  test('a device that says NUL of its ways is refused', async () => {
    const owner = await signedInUser(stack);
    const authenticator = createAuthenticator(stack.runtime.config.site.url);
    const { options } = Object(
      (await post(stack, '/account/passkeys/options', undefined, owner.headers)).json(),
    );
    const made = Object(authenticator.create(options));
    const response = { ...made, response: { ...made.response, transports: ['\0'] } };
    const added = await post(stack, '/account/passkeys', { name: 'A key', response }, owner.headers);
    expect(added.status, added.text).toBe(422);
  });
});
