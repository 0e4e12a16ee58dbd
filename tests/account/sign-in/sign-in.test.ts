import { createHmac } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { consumeAttempt } from '../../../src/account/attempt-limit.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  signedInUser,
  signInAs,
  tokensOf,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();

/** Everything of an answer but what is new in each: the request's id and the time. */
function bytesOf(answer: Answer): string {
  const headers = [...answer.headers]
    .filter(([name]) => !['x-request-id', 'date'].includes(name))
    .map(([name, value]) => `${name}: ${value}`);
  const body = answer.text.replace(/"requestId":"[^"]*"/, '"requestId":""');
  return [answer.status, ...headers.sort(), body].join('\n');
}

/** An address whose limit is spent by strangers. */
async function locked(): Promise<string> {
  const { email } = await signedInUser(stack);
  await consumeLimit('account', email);
  return email;
}

/** Leaves nothing of a limit, as ten wrong passwords would. */
async function consumeLimit(limit: 'account' | 'device' | 'client', whose: string): Promise<void> {
  for (let time = 0; time < 31; time += 1)
    await stack.runtime.database.query(sql`select ${consumeAttempt(stack.runtime, limit, whose)}`);
}

async function pendingRegistration(): Promise<string> {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  return email;
}

async function providerOnly(): Promise<string> {
  const { email, id } = await signedInUser(stack);
  await stack.database.query('update users set password_hash = null where id = $1', [id]);
  return email;
}

async function banned(): Promise<string> {
  const { email, id } = await signedInUser(stack);
  await stack.database.query(`update users set status = 'banned' where id = $1`, [id]);
  return email;
}

describe('every sign-in that fails is answered with the same bytes, so that none tells who exists', () => {
  test.each<[string, () => Promise<{ email: string; secret: string }>]>([
    ['an unknown address', async () => ({ email: newMail(), secret: password })],
    ['a wrong password', async () => ({ email: (await signedInUser(stack)).email, secret: `${password}x` })],
    ['an empty password', async () => ({ email: (await signedInUser(stack)).email, secret: '' })],
    [
      'a password of 10 kB',
      async () => ({ email: (await signedInUser(stack)).email, secret: 'x'.repeat(10_240) }),
    ],
    ['somebody without a password', async () => ({ email: await providerOnly(), secret: password })],
    [
      'an address that is not proved yet, with the right password',
      async () => ({ email: await pendingRegistration(), secret: password }),
    ],
    [
      'an account whose limit is spent, with the right password',
      async () => ({ email: await locked(), secret: password }),
    ],
    [
      'a person who is banned, with the right password',
      async () => ({ email: await banned(), secret: password }),
    ],
    ['an empty address', async () => ({ email: '', secret: password })],
    ['an address that is none', async () => ({ email: "' or 1=1 --", secret: password })],
    [
      'an address of 10 kB',
      async () => ({ email: `${'a'.repeat(10_240)}@people.example`, secret: password }),
    ],
  ])('%s', async (_what, make) => {
    const plain = await signInAs(stack, newMail(), 'not the password at all');
    expect(plain.status).toBe(401);
    const { email, secret } = await make();
    expect(bytesOf(await signInAs(stack, email, secret))).toBe(bytesOf(plain));
  });
});

describe('what sends a mail answers with the same bytes whoever exists', () => {
  test.each<[string, string, (email: string) => object]>([
    ['register', '/auth/register', (email) => ({ email, password, name: 'Ada' })],
    ['resend', '/auth/resend', (email) => ({ email })],
    ['recover', '/auth/recover', (email) => ({ email })],
  ])('%s', async (_what, path, body) => {
    const unknown = bytesOf(await post(stack, path, body(newMail())));
    const known = await signedInUser(stack);
    expect(bytesOf(await post(stack, path, body(known.email)))).toBe(unknown);
    expect(bytesOf(await post(stack, path, body(await pendingRegistration())))).toBe(unknown);
    expect(bytesOf(await post(stack, path, body(await banned())))).toBe(unknown);
    // Beyond its limit an address gets no more mail, and nobody learns of it.
    for (let time = 0; time < 6; time += 1)
      expect(bytesOf(await post(stack, path, body(known.email)))).toBe(unknown);
  });

  test('changing the address to one that is taken', async () => {
    const { headers } = await signedInUser(stack);
    const taken = await signedInUser(stack);
    const free = bytesOf(await post(stack, '/account/email', { email: newMail() }, headers));
    expect(bytesOf(await post(stack, '/account/email', { email: taken.email }, headers))).toBe(free);
  });
});

describe('a limit of guesses', () => {
  test('is never overdrawn: of fifty at once at one account, ten are compared', async () => {
    const { email } = await signedInUser(stack);
    const clients = await warmClients(stack, 50);
    const body = { email, password: 'not the password at all', sessionAs: 'tokens' };
    const answers = await Promise.all(
      clients.map((from) => stack.call('/auth/sign-in', { method: 'POST', from, body })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    const { rows } = await stack.database.query(
      `select count(*)::int as count from audit_events a join users p on p.id = a.subject_id where p.email = $1 and a.action = 'user.sign-in-refused'`,
      [email],
    );
    expect(rows).toEqual([{ count: 10 }]);
  });

  test('that strangers have spent leaves the owner in by a device that is known', async () => {
    const { email } = await signedInUser(stack);
    const { deviceToken = '' } = tokensOf(await signInAs(stack, email));
    await consumeLimit('account', email);
    expect((await signInAs(stack, email)).status).toBe(401);
    expect((await signInAs(stack, email, password, deviceToken)).status).toBe(200);
  });

  test('of a known device ends too, and is that device’s alone', async () => {
    const { email } = await signedInUser(stack);
    const { deviceToken = '' } = tokensOf(await signInAs(stack, email));
    for (let time = 0; time < 10; time += 1)
      expect((await signInAs(stack, email, 'not the password at all', deviceToken)).status).toBe(401);
    expect((await signInAs(stack, email, password, deviceToken)).status).toBe(401);
    expect((await signInAs(stack, email)).status).toBe(200);
  });

  test('of another person’s device opens nothing: a device is known to whom it has signed in', async () => {
    const mallory = await signedInUser(stack);
    const email = await locked();
    expect((await signInAs(stack, email, password, mallory.deviceToken)).status).toBe(401);
  });

  test('of a client counts over all accounts, and an IPv6 customer is one client', async () => {
    const from = newClient();
    const guess = (email: string) =>
      stack.call('/auth/sign-in', {
        method: 'POST',
        from,
        body: { email, password: 'not the password at all', sessionAs: 'tokens' },
      });
    await guess(newMail());
    await consumeLimit('client', from);
    const { email } = await signedInUser(stack);
    const right = await stack.call('/auth/sign-in', {
      method: 'POST',
      from,
      body: { email, password, sessionAs: 'tokens' },
    });
    expect(right.status).toBe(401);
    expect((await signInAs(stack, email)).status).toBe(200);
  });

  test('is whole again after a quarter of an hour', async () => {
    const email = await locked();
    stack.clock.advance({ minutes: 15 });
    expect((await signInAs(stack, email)).status).toBe(200);
  });

  test('holds while Redis is away', async () => {
    const { email } = await signedInUser(stack);
    const restore = stack.redis.faults({ refuse: 'close' });
    try {
      expect((await signInAs(stack, email)).status).toBe(200);
      for (let time = 0; time < 10; time += 1) await signInAs(stack, email, 'not the password at all');
      expect((await signInAs(stack, email)).status).toBe(401);
    } finally {
      restore();
    }
  });
});

test('a password of 128 characters counts to its last, whatever bytes it takes', async () => {
  const long = `${'ё'.repeat(63)}${'𝔐'.repeat(64)}`;
  const email = newMail();
  await post(stack, '/auth/register', { email, password: `${long}a`, name: 'Ada' });
  const token = await mailedToken(stack, 'registration', email);
  const verified = await post(stack, '/auth/verify', { token, password: `${long}a`, sessionAs: 'tokens' });
  expect(verified.status, verified.text).toBe(201);
  expect((await signInAs(stack, email, `${long}b`)).status).toBe(401);
  expect((await signInAs(stack, email, long)).status).toBe(401);
  expect((await signInAs(stack, email, `${long}a`)).status).toBe(200);
});

test('a hash of another cost is made anew when the password is at hand', async () => {
  const { email, id } = await signedInUser(stack);
  const { hash } = await import('@node-rs/bcrypt');
  const cheap = await hash(createHmac('sha384', 'midas/password').update(password).digest('base64'), 5);
  await stack.database.query('update users set password_hash = $2 where id = $1', [id, cheap]);
  expect((await signInAs(stack, email)).status).toBe(200);
  const { rows } = await stack.database.query<{ hash: string }>(
    'select password_hash as hash from users where id = $1',
    [id],
  );
  expect(rows[0]?.hash).toMatch(/^\$2[by]\$04\$/);
  expect((await signInAs(stack, email)).status).toBe(200);
});

describe('a password is refused that', () => {
  test.each([
    ['is too short', 'fourteen chars'],
    ['is too long', 'word '.repeat(60)],
    ['is on the list of common ones', 'passwordpassword'],
    ['repeats itself', 'abcabcabcabcabcabc'],
    ['is one letter', 'zzzzzzzzzzzzzzzzzzz'],
    ['counts', '123456789012345678'],
    ['goes along the alphabet', 'abcdefghijklmnopqr'],
    ['is the address', 'valentina.rossi'],
    ['is the name and a year', 'ValentinaRossi2026!'],
    ['is the name of the house', 'finethingsfinethings1'],
    ['is no text', 123456789012345],
  ])('%s', async (_what, secret) => {
    const body = { email: 'valentina.rossi@people.example', password: secret, name: 'Valentina Rossi' };
    const answer = await post(stack, '/auth/register', body);
    expect(answer.status, answer.text).toBe(422);
    expect(answer.json()).toMatchObject({ errors: [{ field: 'password' }] });
  });

  test.each(['seven wet otters drum at noon', 'zwölf Boxkämpfer jagen', '这是一个很长的密码我自己想的啊啊'])(
    'and not %s',
    async (secret) => {
      const answer = await post(stack, '/auth/register', { email: newMail(), password: secret, name: 'Ada' });
      expect(answer.status, answer.text).toBe(202);
    },
  );
});

test('a sign-in by cookies is refused from another site’s page, and its cookies no script can read', async () => {
  const { email } = await signedInUser(stack);
  const site = stack.runtime.config.site.url;
  expect(
    (await post(stack, '/auth/sign-in', { email, password }, { Origin: 'https://evil.example' })).status,
  ).toBe(403);
  expect((await post(stack, '/auth/sign-in', { email, password })).status).toBe(403);
  const answer = await post(stack, '/auth/sign-in', { email, password }, { Origin: site });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.text).not.toMatch(/eyJ|mrt_/);
  const cookies = answer.headers.getSetCookie();
  expect(cookies.map((one) => one.split('=')[0])).toEqual([
    '__Host-midas-access',
    '__Host-midas-refresh',
    '__Host-midas-device',
  ]);
  for (const one of cookies) expect(one).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=(Strict|Lax)$/);
  // The device's alone comes along from another site, for the way back from a provider is one. It signs nobody in.
  expect(cookies.map((one) => one.endsWith('=Lax'))).toEqual([false, false, true]);
  const Cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  expect((await stack.call('/account', { headers: { Cookie } })).status).toBe(200);
  const change = (headers: Readonly<Record<string, string>>) =>
    stack.call('/account', { method: 'PATCH', body: { name: 'Mallory' }, headers: { Cookie, ...headers } });
  for (const headers of [
    {},
    { Origin: 'https://evil.example' },
    { Origin: site, 'Sec-Fetch-Site': 'same-site' },
  ])
    expect((await change(headers)).status).toBe(403);
  expect((await change({ Origin: site })).status).toBe(200);
});
