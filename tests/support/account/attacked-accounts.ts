import { TOTP } from 'otpauth';
import { expect } from 'vitest';
import { createAuthenticator } from '../../../dev/authenticator.ts';
import { newClient } from '../booking/booking.ts';
import type { Stack } from '../harness/stack.ts';
import { mailedToken, password, post, type SignedInUser, signInAs } from './accounts.ts';

export const otherPassword = 'eleven quiet green bicycles';
export const wrongPassword = 'not the password at all';
export const thiefsPassword = 'a thief among the harbours';

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

export const codeOf = (stack: Stack, secret: string) =>
  new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });

export async function addApp(stack: Stack, headers: SignedInUser['headers']) {
  const begun = Object((await post(stack, '/account/totp', {}, headers)).json());
  const confirmed = await post(
    stack,
    '/account/totp/confirm',
    { factor: begun.factor, code: codeOf(stack, begun.secret) },
    headers,
  );
  expect(confirmed.status, confirmed.text).toBe(200);
  // The code that has confirmed it is used up.
  stack.clock.advance({ seconds: 60 });
  const codes: string[] = Object(confirmed.json()).backupCodes ?? [];
  return { secret: String(begun.secret), codes };
}

export async function addPasskey(stack: Stack, headers: SignedInUser['headers']) {
  const authenticator = createAuthenticator(stack.runtime.config.site.url);
  const { options } = Object((await post(stack, '/account/passkeys/options', undefined, headers)).json());
  const response = authenticator.create(options);
  const added = await post(stack, '/account/passkeys', { name: 'A key', response }, headers);
  expect(added.status, added.text).toBe(201);
  return authenticator;
}

export async function signInByPasskey(
  stack: Stack,
  authenticator: ReturnType<typeof createAuthenticator>,
  from = newClient(),
  deviceToken?: string,
) {
  const { options } = Object((await post(stack, '/auth/passkey/options', undefined)).json());
  const body = { response: authenticator.get(options), sessionAs: 'tokens', deviceToken };
  return stack.call('/auth/passkey', { method: 'POST', from, body });
}

/** Begins a sign-in by the password, and gives what the second factor finishes. */
export async function half(stack: Stack, email: string, secret = password): Promise<string> {
  const answer = await signInAs(stack, email, secret);
  expect(answer.json()).toMatchObject({ outcome: 'second-factor-needed' });
  return Object(answer.json()).transaction;
}

export const finish = (stack: Stack, transaction: string, claim: object) =>
  post(stack, '/auth/second-factor', { transaction, claim, sessionAs: 'tokens' });

export async function recovered(stack: Stack, email: string, secret = otherPassword) {
  await post(stack, '/auth/recover', { email });
  const token = await mailedToken(stack, 'password-reset', email);
  const reset = await post(stack, '/auth/reset', { token, password: secret });
  expect(reset.status, reset.text).toBe(200);
}

export async function changedEmail(stack: Stack, { headers }: Pick<SignedInUser, 'headers'>, email: string) {
  expect((await post(stack, '/account/email', { email }, headers)).status).toBe(202);
  const token = await mailedToken(stack, 'email-change', email);
  const confirmed = await post(stack, '/auth/confirm-email', { token }, headers);
  expect(confirmed.status, confirmed.text).toBe(200);
}

/** The newest link of "it was not me" that went to the address, opened. */
export async function secured(stack: Stack, email: string) {
  const token = await mailedToken(stack, 'secure-account', email);
  return post(stack, '/auth/not-me', { token });
}

/** How many rows there are. */
export async function count(stack: Stack, from: string, ...values: string[]): Promise<number> {
  const { rows } = await stack.database.query(`select count(*)::int as count from ${from}`, values);
  return rows[0]?.count;
}
