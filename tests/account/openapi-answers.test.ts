import { TOTP } from 'otpauth';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../dev/authenticator.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
  tokensOf,
} from '../support/account/accounts.ts';
import { reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import type { Answer } from '../support/harness/client.ts';
import { useStack } from '../support/harness/stack.ts';
import {
  type DocumentedAnswers,
  documentedAnswers,
  isAboutAccounts,
} from '../support/http/documented-answers.ts';

const stack = useStack();
let answers: DocumentedAnswers;
beforeAll(async () => {
  answers = await documentedAnswers(stack);
});

const api = '/api/v1';
const sessionAs = 'tokens' as const;

/** Posts and checks; `as` is who asks. */
function send(path: string, body?: object, as?: Pick<SignedInUser, 'headers'>, template = path) {
  return answers.ask(`POST ${api}${template}`, path, {
    ...(body ? { body } : {}),
    ...(as ? { headers: as.headers } : {}),
  });
}

function read(path: string, as: Pick<SignedInUser, 'headers'>, template = path) {
  return answers.ask(`GET ${api}${template}`, path, { headers: as.headers });
}

function remove(path: string, as: Pick<SignedInUser, 'headers'>, template: string) {
  return answers.ask(`DELETE ${api}${template}`, path, { headers: as.headers });
}

const fieldsOf = (answer: Answer): Record<string, string> => Object(answer.json());
const codeOf = (secret = '') => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });

describe('what a route of accounts really answers is what the document says', () => {
  test('from the registration to the end of the session', async () => {
    const email = newMail();
    await send('/auth/register', { email, password, name: 'Ada' });
    await send('/auth/register', { email, password: 'short', name: 'Ada' });
    await send('/auth/resend', { email });
    const token = await mailedToken(stack, 'registration', email);
    await send('/auth/verify', { token, password: 'not the one that was chosen', sessionAs });
    const verified = await send('/auth/verify', { token, password, sessionAs });
    await send('/auth/verify', { token, password, sessionAs });
    await send('/auth/sign-in', { email, password, sessionAs });
    await send('/auth/sign-in', { email, password: 'another that is wrong', sessionAs });
    const { refreshToken } = tokensOf(verified);
    await send('/auth/refresh', { refreshToken });
    await send('/auth/refresh', { refreshToken: 'made up' });
    await send('/auth/recover', { email });
    const reset = await mailedToken(stack, 'password-reset', email);
    await send('/auth/reset', { token: reset, password: 'eleven quiet green bicycles' });
    await send('/auth/reset', { token: reset, password: 'eleven quiet green bicycles' });
    await send('/auth/sign-out', undefined, await signedInUser(stack));
    await send('/auth/sign-out-everywhere', undefined, await signedInUser(stack));
    await answers.ask(`GET ${api}/auth/jwks`, '/auth/jwks');
  });

  test('of the account', async () => {
    const user = await signedInUser(stack);
    await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email: user.email });
    await read('/account', user);
    const body = { language: 'fr' };
    await answers.ask(`PATCH ${api}/account`, '/account', { body, headers: user.headers });
    await answers.ask(`PATCH ${api}/account`, '/account', {
      body: { language: 'Klingon' },
      headers: user.headers,
    });
    const list = await read('/account/reservations', user);
    expect(Object(list.json()).reservations).toHaveLength(1);
    await read('/account/sessions', user);
    await send('/account/consents', { document: 'offers', version: '1', isGiven: true }, user);
    await send(
      '/account/password',
      { password: 'eleven quiet green bicycles', currentPassword: password },
      user,
    );
    const email = newMail();
    await send('/account/email', { email }, user);
    await send('/auth/confirm-email', { token: await mailedToken(stack, 'email-change', email) }, user);
    await send('/auth/not-me', { token: await mailedToken(stack, 'secure-account', user.email) });
    await send('/auth/not-me', { token: 'made-up' });
    const other = await signedInUser(stack);
    await remove(`/account/sessions/${other.sessionId}`, other, '/account/sessions/{id}');
    await remove(`/account/sessions/${other.sessionId}`, other, '/account/sessions/{id}');
    const closing = await signedInUser(stack);
    await send('/account/close', undefined, closing);
    await send('/auth/reopen', { token: await mailedToken(stack, 'reopening', closing.email) });
    await send('/auth/reopen', { token: 'made-up' });
  });

  test('of second factors', async () => {
    const user = await signedInUser(stack);
    const totp = fieldsOf(await send('/account/totp', {}, user));
    await send('/account/totp/confirm', { factor: totp.factor, code: '000000' }, user);
    await send('/account/totp/confirm', { factor: totp.factor, code: codeOf(totp.secret) }, user);
    await send('/account/backup-codes', undefined, user);
    const number = '+33612345678';
    const phone = fieldsOf(await send('/account/phones', { number }, user));
    await stack.functions.settled();
    const code = () => /\d{6}/.exec(stack.sms.messages()[0]?.body ?? '')?.[0] ?? '';
    await send('/account/phones/confirm', { factor: phone.factor, code: code() }, user);
    stack.clock.advance({ minutes: 2 });
    const signIn = { email: user.email, password, sessionAs };
    const { transaction } = fieldsOf(await send('/auth/sign-in', signIn));
    await send('/auth/second-factor/sms', { transaction });
    const claim = { kind: 'totp', code: codeOf(totp.secret) };
    await send('/auth/second-factor', { transaction, claim: { ...claim, code: '000000' }, sessionAs });
    await send('/auth/second-factor', { transaction, claim, sessionAs });
    await send('/auth/reauthentication/sms', undefined, user);
    stack.clock.advance({ minutes: 1 });
    await send('/auth/reauthentication', { claim: { kind: 'totp', code: codeOf(totp.secret) } }, user);
    const one = `/account/factors/${phone.factor}`;
    const body = { name: 'My telephone' };
    await answers.ask(`PATCH ${api}/account/factors/{id}`, one, { body, headers: user.headers });
    await remove(one, user, '/account/factors/{id}');
    await remove(one, user, '/account/factors/{id}');
  });

  test('of passkeys', async () => {
    const user = await signedInUser(stack);
    const device = createAuthenticator(stack.runtime.config.site.url);
    const creation = Object((await send('/account/passkeys/options', undefined, user)).json()).options;
    await send('/account/passkeys', { name: 'Laptop', response: device.create(creation) }, user);
    const request = Object((await send('/auth/passkey/options')).json()).options;
    const response = device.get(request);
    await send('/auth/passkey', { response, sessionAs });
    await send('/auth/passkey', { response, sessionAs });
  });

  test('of identity providers', async () => {
    await answers.ask(`GET ${api}/auth/providers`, '/auth/providers');
    const begun = await answers.ask(`GET ${api}/auth/providers/{provider}`, '/auth/providers/google');
    const back = await stack.identity.choose(begun.headers.get('Location') ?? '', {
      email: newMail(),
      isVerified: true,
    });
    const path = `/auth/providers/google/callback${new URL(back).search}`;
    await answers.ask(`GET ${api}/auth/providers/{provider}/callback`, path);
    await answers.ask(`GET ${api}/auth/providers/{provider}`, '/auth/providers/firebase');
    await answers.ask(`POST ${api}/auth/providers/{provider}/callback`, '/auth/providers/apple/callback', {
      body: 'state=x&code=y',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const email = newMail();
    const { nonce = '' } = fieldsOf(
      await send('/auth/providers/google/nonce', undefined, undefined, '/auth/providers/{provider}/nonce'),
    );
    const credential = await stack.identity.idToken({ email, isVerified: true }, nonce);
    const route = '/auth/providers/{provider}/id-token';
    const path2 = '/auth/providers/google/id-token';
    const { accessToken } = tokensOf(await send(path2, { credential, sessionAs }, undefined, route));
    await send(path2, { credential, sessionAs }, undefined, route);
    const headers = { Authorization: `Bearer ${accessToken}` };
    await remove('/account/identities/google', { headers }, '/account/identities/{provider}');
    await post(stack, '/account/password', { password }, headers);
    await remove('/account/identities/google', { headers }, '/account/identities/{provider}');
  });

  test('of people, invitations and keys', async () => {
    const owner = await signedInUser(stack, 'owner');
    const user = await signedInUser(stack);
    await read('/users', owner);
    await read('/users?role=owner&limit=1', owner, '/users');
    await read(`/users/${user.id}`, owner, '/users/{id}');
    await read('/team', owner);
    const sessions = '/users/{id}/sessions';
    await read(`/users/${user.id}/sessions`, owner, sessions);
    await read(`/users/${owner.id}/sessions`, owner, sessions);
    await read('/users/usr_unknown/sessions', owner, sessions);
    const { sessionId } = await signInAgain(stack, user.id);
    for (const _ of ['once', 'again'])
      await remove(`/users/${user.id}/sessions/${sessionId}`, owner, `${sessions}/{sessionId}`);
    await send(`/users/${user.id}/role`, { role: 'staff' }, owner, '/users/{id}/role');
    const why = { reason: 'for the test' };
    await send(`/users/${user.id}/sign-out`, why, owner, '/users/{id}/sign-out');
    await send(`/users/${user.id}/ban`, why, owner, '/users/{id}/ban');
    await send(`/users/${user.id}/unban`, undefined, owner, '/users/{id}/unban');
    await read('/users', user);
    const email = newMail();
    const { id } = fieldsOf(await send('/invitations', { email: newMail(), role: 'staff' }, owner));
    await send('/invitations', { email, role: 'manager' }, owner);
    await read('/invitations', owner);
    await remove(`/invitations/${id}`, owner, '/invitations/{id}');
    await remove(`/invitations/${id}`, owner, '/invitations/{id}');
    const token = await mailedToken(stack, 'invitation', email);
    await send('/auth/invitations/accept', { token, name: 'Grace', password, sessionAs });
    await send('/auth/invitations/accept', { token, name: 'Grace', password, sessionAs });
    const scopes = ['ledger:read'];
    const key = fieldsOf(await send('/api-keys', { name: 'Books', scopes, expiresInDays: 30 }, owner));
    await read('/api-keys', owner);
    await remove(`/api-keys/${key.id}`, owner, '/api-keys/{id}');
    await remove('/api-keys/key_made_up', owner, '/api-keys/{id}');
  });
});

test('each route about accounts was called above, and answered with success', () => {
  expect([...answers.succeeded].sort()).toEqual(answers.routes.filter(isAboutAccounts));
});
