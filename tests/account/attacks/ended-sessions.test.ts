import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  mailedToken,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
  signInAs,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { type Stack, startStack } from '../../support/harness/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const next = 'eleven quiet green bicycles';
type Session = Pick<SignedInUser, 'accessToken' | 'refreshToken' | 'headers'>;

const staffDoes = async (id: string, what: 'ban' | 'sign-out') =>
  post(
    stack,
    `/users/${id}/${what}`,
    { reason: 'for the test' },
    (await signedInUser(stack, 'owner')).headers,
  );

/** What ends sessions: those that it leaves are the one in which it was done, or none. */
const ends: Readonly<
  Record<
    string,
    readonly [
      left: 'all others' | 'this one' | 'none',
      happens: (user: SignedInUser) => Promise<{ status: number }>,
    ]
  >
> = {
  'signing out': ['all others', ({ headers }) => post(stack, '/auth/sign-out', undefined, headers)],
  'signing out everywhere': [
    'none',
    ({ headers }) => post(stack, '/auth/sign-out-everywhere', undefined, headers),
  ],
  'a change of the password': [
    'this one',
    ({ headers }) => post(stack, '/account/password', { password: next, currentPassword: password }, headers),
  ],
  'a password by mail': [
    'none',
    async ({ email }) => {
      await post(stack, '/auth/recover', { email });
      return post(stack, '/auth/reset', {
        token: await mailedToken(stack, 'password-reset', email),
        password: next,
      });
    },
  ],
  '"it was not me"': [
    'none',
    async ({ email, headers }) => {
      await post(stack, '/account/email', { email: `new-${email}` }, headers);
      await signInAs(stack, email);
      return post(stack, '/auth/not-me', { token: await mailedToken(stack, 'secure-account', email) });
    },
  ],
  'a ban': ['none', ({ id }) => staffDoes(id, 'ban')],
  'being signed out by the staff': ['none', ({ id }) => staffDoes(id, 'sign-out')],
  'closing the account': ['none', ({ headers }) => post(stack, '/account/close', undefined, headers)],
};

/** Whether either of its two tokens opens anything, in a header or as cookies of our own page. */
async function isOpen({ accessToken, refreshToken, headers }: Session) {
  const own = { Origin: stack.runtime.config.site.url };
  const answers = await Promise.all([
    stack.call('/account', { headers, from: newClient() }),
    stack.call('/account', { headers: { Cookie: `__Host-midas-access=${accessToken}` }, from: newClient() }),
    post(stack, '/auth/refresh', { refreshToken }),
  ]);
  const byCookie = await post(
    stack,
    '/auth/refresh',
    {},
    { ...own, Cookie: `__Host-midas-refresh=${refreshToken}` },
  );
  return [...answers, byCookie].map(({ status }) => status === 200);
}

describe.each(Object.entries(ends))('%s', (_what, [left, happens]) => {
  test('ends at once what it has to end, by every way to show it, and nothing else', async () => {
    const user = await signedInUser(stack);
    const another = await signInAgain(stack, user.id);
    const stranger = await signedInUser(stack);
    expect((await happens(user)).status).toBe(200);
    expect(await isOpen(user)).toEqual(Array(4).fill(left === 'this one'));
    expect(await isOpen(another)).toEqual(Array(4).fill(left === 'all others'));
    expect(await isOpen(stranger)).toEqual(Array(4).fill(true));
  });
});

test('cookies that somebody has planted before a sign-in are none of the session after it, and gain nothing by it', async () => {
  const [owner, mallory] = [await signedInUser(stack), await signedInUser(stack)];
  const planted = {
    'midas-access': mallory.accessToken,
    'midas-refresh': mallory.refreshToken,
    'midas-device': mallory.deviceToken,
  };
  const Cookie = Object.entries(planted)
    .map(([name, value]) => `__Host-${name}=${value}`)
    .join('; ');
  const answer = await post(
    stack,
    '/auth/sign-in',
    { email: owner.email, password },
    { Cookie, Origin: stack.runtime.config.site.url },
  );
  expect(answer.status, answer.text).toBe(200);
  const given = answer.headers.getSetCookie().join('\n');
  for (const token of [mallory.accessToken, mallory.refreshToken]) expect(given).not.toContain(token);
  expect(given).toMatch(/__Host-midas-access=[\w.-]+/);
  // What was planted ends, as a browser's own session of before does; it never becomes the owner's.
  const answers = await isOpen(mallory);
  expect(answers).toEqual([false, false, false, false]);
  const { rows } = await stack.database.query('select distinct user_id from sessions where id = $1', [
    mallory.sessionId,
  ]);
  expect(rows).toEqual([{ user_id: mallory.id }]);
});
