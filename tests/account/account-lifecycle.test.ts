import { expect, test } from 'vitest';
import { accountChangeSchema } from '../../src/account/account.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  signedInUser,
  signInAs,
  tokensOf,
} from '../support/account/accounts.ts';
import { reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();

const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

async function registered(email: string, secret = password) {
  const body = {
    email,
    password: secret,
    name: 'Ada Example',
    language: 'fr',
    consents: [{ document: 'terms', version: '2026-11' }],
  };
  expect((await post(stack, '/auth/register', body)).status).toBe(202);
  const token = await mailedToken(stack, 'registration', email);
  return post(stack, '/auth/verify', { token, password: secret, sessionAs: 'tokens' });
}

test('a person registers, proves the address, signs in, refreshes, changes, recovers, signs out and closes', async () => {
  const email = newMail();
  const first = await registered(email);
  expect(first.status, first.text).toBe(201);
  const { accessToken, refreshToken } = tokensOf(first);
  const account = await stack.call('/account', bearer(accessToken));
  expect(account.json()).toMatchObject({
    email,
    name: 'Ada Example',
    language: 'fr',
    role: 'guest',
    consents: [{ document: 'terms', version: '2026-11', isGiven: true }],
  });

  const refreshed = await post(stack, '/auth/refresh', { refreshToken });
  expect(refreshed.status, refreshed.text).toBe(200);
  stack.clock.advance({ minutes: 1 });
  const second = tokensOf(await signInAs(stack, email.toUpperCase()));
  const sessions = await stack.call('/account/sessions', bearer(second.accessToken));
  expect(sessions.json()).toMatchObject({ sessions: [{ isCurrent: true }, { isCurrent: false }] });

  const changed = await stack.call('/account', {
    method: 'PATCH',
    body: { phone: '+33 6 12 34 56 78' },
    ...bearer(second.accessToken),
  });
  expect(changed.json()).toMatchObject({
    name: 'Ada Example',
    phone: '+33 6 12 34 56 78',
  });

  const other = 'eleven quiet green bicycles';
  const renewed = await post(
    stack,
    '/account/password',
    { password: other, currentPassword: password },
    bearer(second.accessToken).headers,
  );
  expect(renewed.status, renewed.text).toBe(200);
  expect((await stack.call('/account', bearer(accessToken))).status).toBe(401);
  expect((await stack.call('/account', bearer(second.accessToken))).status).toBe(200);
  expect((await signInAs(stack, email)).status).toBe(401);

  const next = newMail();
  const asked = await post(stack, '/account/email', { email: next }, bearer(second.accessToken).headers);
  expect(asked.status, asked.text).toBe(202);
  const link = { token: await mailedToken(stack, 'email-change', next) };
  const confirmed = await post(stack, '/auth/confirm-email', link, bearer(second.accessToken).headers);
  expect(confirmed.status, confirmed.text).toBe(200);
  expect((await signInAs(stack, next, other)).status).toBe(200);

  expect((await post(stack, '/auth/recover', { email: next })).status).toBe(202);
  const reset = await post(stack, '/auth/reset', {
    token: await mailedToken(stack, 'password-reset', next),
    password,
  });
  expect(reset.status, reset.text).toBe(200);
  expect((await stack.call('/account', bearer(second.accessToken))).status).toBe(401);

  const third = tokensOf(await signInAs(stack, next));
  expect((await post(stack, '/auth/sign-out', undefined, bearer(third.accessToken).headers)).status).toBe(
    200,
  );
  expect((await stack.call('/account', bearer(third.accessToken))).status).toBe(401);

  const fourth = tokensOf(await signInAs(stack, next));
  expect((await post(stack, '/account/close', undefined, bearer(fourth.accessToken).headers)).status).toBe(
    200,
  );
  expect((await stack.call('/account', bearer(fourth.accessToken))).status).toBe(401);
  expect((await signInAs(stack, next)).status).toBe(401);
});

test('what was reserved as a guest joins the account once the address is proved, and what is reserved later too', async () => {
  const email = newMail();
  const { wish } = await cloneItem(stack);
  const earlier = await reserve(stack, wish, { name: 'Ada', email });
  const { accessToken } = tokensOf(await registered(email));
  const { wish: second } = await cloneItem(stack);
  stack.clock.advance({ minutes: 1 });
  const later = await reserve(stack, second, { name: 'Ada', email: email.toUpperCase() });
  const list = await stack.call('/account/reservations', bearer(accessToken));
  expect(list.json()).toMatchObject({
    reservations: [{ id: later.id }, { id: earlier.id }],
    nextCursor: null,
  });
  const opened = await stack.call(`/reservations/${earlier.id}`, bearer(accessToken));
  expect(opened.status, opened.text).toBe(200);

  const { accessToken: stranger } = tokensOf(await registered(newMail()));
  const foreign = await stack.call(`/reservations/${earlier.id}`, bearer(stranger));
  expect(foreign.status).toBe(404);
});

test('an account takes no setting that nothing obeys', async () => {
  // Mails greet by the name and are in the language; the phone number is how to reach somebody. What is added here names what obeys it.
  expect(Object.keys(accountChangeSchema.entries)).toEqual(['name', 'phone', 'language']);
  const { headers } = await signedInUser(stack);
  const change = { method: 'PATCH', body: { notifications: { offers: true } }, headers };
  expectRefusal(await stack.call('/account', change), 422, 'validation-failed');
});
