import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { consumeAttempt } from '../../src/account/attempt-limit.ts';
import type { Key, KeyRing } from '../../src/platform/keys.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  signedInUser,
  signInAs,
  tokensOf,
} from '../support/account/accounts.ts';
import { authorized, newClient, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

const next = 'eleven quiet green bicycles';
let rotations = 0;

/** Puts a new key in front, as whoever changes `MIDAS_KEYS` does; the others stay. */
function rotate() {
  rotations += 1;
  const key: Key = { id: `r${rotations}`, secret: randomBytes(32) };
  const keys: KeyRing = [key, ...stack.runtime.config.keys];
  // The configuration is read-only to the code, and changes between two deployments.
  Object.assign(stack.runtime.config, { keys });
}

/** Puts a new key behind the others, from where on it makes the digests: what `MIDAS_KEYS` in another order does. */
function rotateDigests() {
  rotations += 1;
  const keys = [...stack.runtime.config.keys, { id: `r${rotations}`, secret: randomBytes(32) }];
  Object.assign(stack.runtime.config, { keys });
}

async function bookedAs(email: string): Promise<string> {
  return (await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email })).id;
}

/** Whether all of these are reservations of whoever signs in with these headers. */
async function areOwn(ids: readonly string[], headers: Record<string, string>): Promise<boolean> {
  const { reservations } = Object((await stack.call('/account/reservations', { headers })).json());
  const own: readonly { id: string }[] = reservations;
  return ids.every((id) => own.some((one) => one.id === id));
}

async function linked(email: string, page: string): Promise<string> {
  await stack.functions.settled();
  const mails = stack.mailbox.messages().filter(({ to }) => to.includes(email));
  const found = mails.flatMap(
    ({ text }) => new RegExp(`/account/${page}/#(\\S+)`).exec(text ?? '')?.[1] ?? [],
  );
  if (!found[0]) throw new Error(`no mail to ${email} leads to ${page}`);
  return found[0];
}

/** Rotates after the mail was ordered and before it is written, and again before its link is opened. */
async function mailOf(email: string, page: string, order: () => Promise<unknown>) {
  await order();
  rotate();
  const token = await linked(email, page);
  rotate();
  return token;
}

const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });
const app = { sessionAs: 'tokens' };

/** Every flow that begins under one key and ends under another; each answers the status that its end has. */
const flows: Record<string, () => Promise<number>> = {
  async 'a registration'() {
    const email = newMail();
    const token = await mailOf(email, 'verify', () =>
      post(stack, '/auth/register', { email, password, name: 'Ada' }),
    );
    return (await post(stack, '/auth/verify', { token, password, ...app })).status;
  },
  async 'a new password'() {
    const { email } = await signedInUser(stack);
    const token = await mailOf(email, 'reset', () => post(stack, '/auth/recover', { email }));
    return (await post(stack, '/auth/reset', { token, password: next })).status;
  },
  async 'another address'() {
    const { headers } = await signedInUser(stack);
    const email = newMail();
    const token = await mailOf(email, 'confirm-email', () =>
      post(stack, '/account/email', { email }, headers),
    );
    return (await post(stack, '/auth/confirm-email', { token }, headers)).status;
  },
  async 'an invitation'() {
    const { headers } = await signedInUser(stack, 'owner');
    const email = newMail();
    const token = await mailOf(email, 'invitation', () =>
      post(stack, '/invitations', { email, role: 'staff' }, headers),
    );
    return (await post(stack, '/auth/invitations/accept', { token, name: 'Ada', password, ...app })).status;
  },
  async '"it was not me"'() {
    const { email } = await signedInUser(stack);
    const token = await mailOf(email, 'not-me', () => signInAs(stack, email));
    return (await post(stack, '/auth/not-me', { token })).status;
  },
  async 'a phone'() {
    const { headers } = await signedInUser(stack);
    const number = '+33612345679';
    const { factor } = Object((await post(stack, '/account/phones', { number }, headers)).json());
    rotate();
    await stack.functions.settled();
    rotate();
    const code = /\d{6}/.exec(stack.sms.messages().findLast(({ to }) => to === number)?.body ?? '')?.[0];
    return (await post(stack, '/account/phones/confirm', { factor, code }, headers)).status;
  },
  async 'an app, and the sign-in with it'() {
    const { email, headers } = await signedInUser(stack);
    const { factor, secret } = Object((await post(stack, '/account/totp', {}, headers)).json());
    rotate();
    await post(stack, '/account/totp/confirm', { factor, code: codeOf(secret) }, headers);
    stack.clock.advance({ seconds: 60 });
    const { transaction } = Object((await signInAs(stack, email)).json());
    rotate();
    const claim = { kind: 'totp', code: codeOf(secret) };
    return (await post(stack, '/auth/second-factor', { transaction, claim, ...app })).status;
  },
  async 'a backup code'() {
    const { email, headers } = await signedInUser(stack);
    const { factor, secret } = Object((await post(stack, '/account/totp', {}, headers)).json());
    const confirmed = await post(stack, '/account/totp/confirm', { factor, code: codeOf(secret) }, headers);
    rotate();
    const { transaction } = Object((await signInAs(stack, email)).json());
    const claim = { kind: 'backup-code', code: Object(confirmed.json()).backupCodes[0] };
    return (await post(stack, '/auth/second-factor', { transaction, claim, ...app })).status;
  },
  async 'a session'() {
    const { headers } = await signedInUser(stack);
    rotate();
    return (await stack.call('/account', { headers })).status;
  },
  async 'a refresh'() {
    const { refreshToken } = await signedInUser(stack);
    rotate();
    return (await post(stack, '/auth/refresh', { refreshToken })).status;
  },
  async 'a refresh whose answer was lost'() {
    const { refreshToken } = await signedInUser(stack);
    const first = tokensOf(await post(stack, '/auth/refresh', { refreshToken }));
    rotate();
    const again = tokensOf(await post(stack, '/auth/refresh', { refreshToken }));
    expect(again.refreshToken).toBe(first.refreshToken);
    rotate();
    return (await post(stack, '/auth/refresh', { refreshToken: again.refreshToken })).status;
  },
  async 'a device that is known'() {
    const { email, deviceToken } = await signedInUser(stack);
    rotate();
    for (let time = 0; time < 12; time += 1) await signInAs(stack, email, 'not the password at all');
    return (await signInAs(stack, email, password, deviceToken)).status;
  },
  async 'a key for machines'() {
    const { headers } = await signedInUser(stack, 'owner');
    const { key } = Object(
      (await post(stack, '/api-keys', { name: 'x', scopes: ['ledger:read'] }, headers)).json(),
    );
    rotate();
    return (
      await stack.call('/ledger/trial-balance', {
        headers: { Authorization: `Bearer ${key}` },
        from: newClient(),
      })
    ).status;
  },
  async 'a booking of somebody with an account'() {
    const { email, headers } = await signedInUser(stack);
    rotate();
    const { id } = await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email });
    return (await stack.call(`/reservations/${id}`, { headers, from: newClient() })).status;
  },
  async 'a booking from before there was an account'() {
    const email = newMail();
    const { id } = await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email });
    rotate();
    const { headers } = await signedInUser(stack, 'guest', { email });
    return (await stack.call(`/reservations/${id}`, { headers, from: newClient() })).status;
  },
  async 'the link of a booking'() {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    rotate();
    return (
      await stack.call(`/reservations/${reservation.id}`, {
        headers: authorized(reservation),
        from: newClient(),
      })
    ).status;
  },
};

test.each(Object.entries(flows))(
  'a new key in front of the others changes nothing in the middle of %s',
  async (_what, flow) => {
    expect([200, 201]).toContain(await flow());
  },
);

const rotated = [rotate, rotateDigests];

test.each(rotated)(
  'an account has the reservations of its address by %o, whichever key digested either',
  async (turn) => {
    const email = newMail();
    const before = await bookedAs(email);
    turn();
    const { headers } = await signedInUser(stack, 'guest', { email });
    turn();
    expect(await areOwn([before, await bookedAs(email)], headers)).toBe(true);
  },
);

test.each(rotated)(
  'an account that comes to another address has the reservations of it by %o, made at any time',
  async (turn) => {
    const { headers } = await signedInUser(stack);
    const email = newMail();
    const booked = [await bookedAs(email)];
    turn();
    booked.push(await bookedAs(email));
    await post(stack, '/account/email', { email }, headers);
    const token = await linked(email, 'confirm-email');
    turn();
    booked.push(await bookedAs(email));
    expect((await post(stack, '/auth/confirm-email', { token }, headers)).status).toBe(200);
    turn();
    booked.push(await bookedAs(email));
    expect(await areOwn(booked, headers)).toBe(true);
  },
);

test.each(rotated)(
  'an account that is opened again has the reservations of its address by %o',
  async (turn) => {
    const { email, headers } = await signedInUser(stack);
    const booked = [await bookedAs(email)];
    await post(stack, '/account/close', undefined, headers);
    const token = await mailedToken(stack, 'reopening', email);
    turn();
    booked.push(await bookedAs(email));
    expect((await post(stack, '/auth/reopen', { token })).status).toBe(200);
    const again = tokensOf(await signInAs(stack, email));
    expect(await areOwn(booked, { Authorization: `Bearer ${again.accessToken}` })).toBe(true);
  },
);

test('nor does it give anybody who guesses a budget anew', async () => {
  const left = async () => {
    const [row] = await stack.runtime.database.query(
      sql`select ${consumeAttempt(stack.runtime, 'account', 'ada@people.example')} as "isLeft"`,
    );
    return row?.isLeft;
  };
  for (let time = 0; time < 10; time += 1) expect(await left()).toBe(true);
  rotate();
  expect(await left()).toBe(false);
});
