import { TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../../dev/authenticator.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
  signInAs,
  tokensOf,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

type Headers = SignedInUser['headers'];

const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });

async function addApp(headers: Headers) {
  const { factor, secret } = Object((await post(stack, '/account/totp', {}, headers)).json());
  const body = { factor, code: codeOf(secret) };
  const confirmed = await post(stack, '/account/totp/confirm', body, headers);
  expect(confirmed.status, confirmed.text).toBe(200);
  // The code that has confirmed it is used up.
  stack.clock.advance({ seconds: 60 });
  return { factor: String(factor), secret: String(secret) };
}

async function addPasskey(headers: Headers) {
  const authenticator = createAuthenticator(stack.runtime.config.site.url);
  const { options } = Object((await post(stack, '/account/passkeys/options', undefined, headers)).json());
  const body = { name: 'A key', response: authenticator.create(options) };
  const added = await post(stack, '/account/passkeys', body, headers);
  expect(added.status, added.text).toBe(201);
  return { factor: String(Object(added.json()).factor) };
}

async function addPhone(headers: Headers) {
  const number = `+3361${String(Date.now()).slice(-7)}`;
  const { factor } = Object((await post(stack, '/account/phones', { number }, headers)).json());
  await stack.functions.settled();
  const text = stack.sms.messages().findLast(({ to }) => to === number)?.body ?? '';
  const body = { factor, code: /\d{6}/.exec(text)?.[0] };
  const confirmed = await post(stack, '/account/phones/confirm', body, headers);
  expect(confirmed.status, confirmed.text).toBe(200);
  return { factor: String(factor) };
}

const remove = (factor: string, headers: Headers) =>
  stack.call(`/account/factors/${factor}`, { method: 'DELETE', headers, from: newClient() });

/** Whether the proof of a session counts: by a door that asks for one and does nothing that lasts. */
async function isProved(headers: Headers): Promise<boolean> {
  const answer = await post(stack, '/account/passkeys/options', undefined, headers);
  if (answer.status === 201) return true;
  expect([answer.status, Object(answer.json()).code]).toEqual([403, 'reauthentication-needed']);
  return false;
}

const prove = (claim: object, headers: Headers) => post(stack, '/auth/reauthentication', { claim }, headers);

describe.each([
  ['an app', addApp],
  ['a passkey', addPasskey],
  ['a phone', addPhone],
])('a session that has shown the password alone, once %s is added in another', (_what, add) => {
  test('can neither take the factor away nor add one of its own; the other goes on', async () => {
    const thief = await signedInUser(stack);
    const owner = await signInAgain(stack, thief.id);
    const { factor } = await add(owner.headers);
    const latecomer = await signInAgain(stack, thief.id, ['pwd']);
    expect(await isProved(latecomer.headers)).toBe(false);
    const removed = await remove(factor, thief.headers);
    expect([removed.status, Object(removed.json()).code]).toEqual([403, 'reauthentication-needed']);
    expect(await isProved(thief.headers)).toBe(false);
    expect(await isProved(owner.headers)).toBe(true);
    expect((await post(stack, '/auth/reauthentication', { password }, thief.headers)).status).toBe(401);
  });
});

describe('the proofs of all other sessions end', () => {
  /** Two sessions, each of which has shown the app. */
  async function twoProved() {
    const one = await signedInUser(stack);
    const app = await addApp(one.headers);
    const other = await signInAgain(stack, one.id);
    expect((await prove({ kind: 'totp', code: codeOf(app.secret) }, other.headers)).status).toBe(200);
    expect([await isProved(one.headers), await isProved(other.headers)]).toEqual([true, true]);
    stack.clock.advance({ seconds: 60 });
    return { one, other, app };
  }

  test.each([
    ['a passkey is added', (_app: string, headers: Headers) => addPasskey(headers)],
    ['a phone is added', (_app: string, headers: Headers) => addPhone(headers)],
    ['a factor is removed', (app: string, headers: Headers) => remove(app, headers)],
    [
      'backup codes are renewed',
      (_app: string, headers: Headers) => post(stack, '/account/backup-codes', undefined, headers),
    ],
  ])('when %s', async (_what, change) => {
    const { one, other, app } = await twoProved();
    await change(app.factor, other.headers);
    expect([await isProved(one.headers), await isProved(other.headers)]).toEqual([false, true]);
  });

  test('when a provider is unlinked, and that of the person who does it stays', async () => {
    const { one, other } = await twoProved();
    await stack.database.query(`insert into identities values ('google', $1, $1, now())`, [one.id]);
    const path = '/account/identities/google';
    const gone = await stack.call(path, { method: 'DELETE', headers: other.headers, from: newClient() });
    expect(gone.status, gone.text).toBe(200);
    expect([await isProved(one.headers), await isProved(other.headers)]).toEqual([false, true]);
  });

  test('and come again by the factor', async () => {
    const { one, other, app } = await twoProved();
    await addPasskey(other.headers);
    expect((await prove({ kind: 'totp', code: codeOf(app.secret) }, one.headers)).status).toBe(200);
    expect(await isProved(one.headers)).toBe(true);
  });

  test('and by the password, once there is no factor any more', async () => {
    const { one, other, app } = await twoProved();
    expect((await remove(app.factor, other.headers)).status).toBe(200);
    expect((await post(stack, '/auth/reauthentication', { password }, one.headers)).status).toBe(200);
    expect(await isProved(one.headers)).toBe(true);
  });
});

test('a link to another address that a password alone has ordered opens nothing once there is a factor', async () => {
  const thief = await signedInUser(stack);
  const email = newMail();
  expect((await post(stack, '/account/email', { email }, thief.headers)).status).toBe(202);
  const token = await mailedToken(stack, 'email-change', email);
  const owner = await signInAgain(stack, thief.id);
  await addApp(owner.headers);
  expect((await post(stack, '/auth/confirm-email', { token }, thief.headers)).status).toBe(410);
});

test('whoever signs in by both factors has a proof at once', async () => {
  const owner = await signedInUser(stack);
  const { secret } = await addApp(owner.headers);
  const { transaction } = Object((await signInAs(stack, owner.email)).json());
  const claim = { kind: 'totp', code: codeOf(secret) };
  const body = { transaction, claim, sessionAs: 'tokens' };
  const { accessToken } = tokensOf(await post(stack, '/auth/second-factor', body));
  expect(await isProved({ Authorization: `Bearer ${accessToken}` })).toBe(true);
});
