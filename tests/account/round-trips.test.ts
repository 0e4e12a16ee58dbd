import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAs,
} from '../support/account/accounts.ts';
import { useStack } from '../support/harness/stack.ts';
import { nothing, one, startTripCounter, type TripCounter, type Trips } from '../support/http/round-trips.ts';

const stack = useStack();
let counter: TripCounter;
let owner: SignedInUser;
beforeAll(async () => {
  counter = await startTripCounter(stack);
  owner = await signedInUser(stack, 'owner');
});
afterAll(() => counter.close());

const two: Trips = { ...one, database: 2 };

/** Counted alone: what other calls have left to be done is done before. */
async function expectTrips(...all: Parameters<TripCounter['expectTrips']>) {
  await stack.functions.settled();
  return counter.expectTrips(...all);
}

const sessionAs = 'tokens';

test.each([
  '/account',
  '/account/sessions',
  '/account/reservations',
  '/users',
  '/team',
  '/invitations',
  '/api-keys',
])('GET %s: one, with the question whether they may', async (path) => {
  expect((await expectTrips(one, 200, path, { headers: owner.headers })).after).toEqual(nothing);
});

test('where a user is signed in, read and ended: one and one each', async () => {
  const { id, sessionId } = await signedInUser(stack, 'staff');
  const path = `/users/${id}/sessions`;
  await expectTrips(one, 200, path, { headers: owner.headers });
  await expectTrips(one, 200, `${path}/${sessionId}`, { method: 'DELETE', headers: owner.headers });
});

test('what somebody without an account asks for, up to its answer: one and one; the mail follows', async () => {
  const email = newMail();
  await expectTrips(one, 202, '/auth/register', { body: { email, password, name: 'Ada' } });
  await expectTrips(one, 202, '/auth/resend', { body: { email } });
  await expectTrips(one, 202, '/auth/recover', { body: { email } });
  await expectTrips(one, 201, '/auth/passkey/options', { method: 'POST' });
  await expectTrips(one, 200, '/auth/jwks');
});

test('where a comparison stands between reading and writing: two, whether it was right or not', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  const token = await mailedToken(stack, 'registration', email);
  await expectTrips(two, 201, '/auth/verify', { body: { token, password, sessionAs } });
  await expectTrips(two, 200, '/auth/sign-in', { body: { email, password, sessionAs } });
  await expectTrips(two, 401, '/auth/sign-in', { body: { email, password: 'wrong', sessionAs } });
  await expectTrips(two, 401, '/auth/sign-in', { body: { email: newMail(), password, sessionAs } });
  const { headers } = await signedInUser(stack);
  await expectTrips(two, 200, '/auth/reauthentication', { body: { password }, headers });
});

test('the second factor: two, for the code is compared outside of the database', async () => {
  const user = await signedInUser(stack);
  const { factor, secret } = Object((await post(stack, '/account/totp', {}, user.headers)).json());
  const code = () => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });
  await expectTrips(two, 200, '/account/totp/confirm', {
    body: { factor, code: code() },
    headers: user.headers,
  });
  // A code is good once, and in its own thirty seconds.
  stack.clock.advance({ seconds: 30 });
  const { transaction } = Object((await signInAs(stack, user.email)).json());
  const claim = { kind: 'totp', code: code() };
  await expectTrips(two, 200, '/auth/second-factor', { body: { transaction, claim, sessionAs } });
});

test('what a session does to itself: one and one', async () => {
  const user = await signedInUser(stack);
  await expectTrips(one, 200, '/auth/refresh', { body: { refreshToken: user.refreshToken } });
  await expectTrips(one, 200, '/auth/sign-out', { method: 'POST', headers: user.headers });
});

test('a token that nobody signed costs no trip at all', async () => {
  await expectTrips(nothing, 401, '/account', {
    headers: { Authorization: `Bearer ${owner.accessToken.slice(0, -4)}AAAA` },
  });
});
