import { TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import {
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
  signInAs,
  tokensOf,
} from '../../support/account/accounts.ts';
import { finishOf, halfOf } from '../../support/account/second-factor.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();

const bearer = ({ headers }: SignedInUser) => headers;
const half = halfOf(stack);
const finish = finishOf(stack);
const codeOf = (secret: string, shiftSteps = 0) =>
  new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() + shiftSteps * 30_000 });

/** Somebody with an authenticator app and ten backup codes. */
async function withApp(user?: SignedInUser) {
  const owner = user ?? (await signedInUser(stack));
  const begun = Object((await post(stack, '/account/totp', {}, bearer(owner))).json());
  expect(begun.uri).toContain('otpauth://totp/Fine%20Things');
  expect(begun.qrSvg).toMatch(/^<svg/);
  const confirmed = await post(
    stack,
    '/account/totp/confirm',
    { factor: begun.factor, code: codeOf(begun.secret) },
    bearer(owner),
  );
  expect(confirmed.status, confirmed.text).toBe(200);
  // The code that has confirmed it is used up.
  stack.clock.advance({ seconds: 60 });
  const codes: string[] = Object(confirmed.json()).backupCodes;
  return { ...owner, factor: String(begun.factor), secret: String(begun.secret), codes };
}

test('whoever has an app is asked for its code, and the password alone opens nothing', async () => {
  const user = await withApp();
  const answer = await signInAs(stack, user.email);
  expect(answer.json()).toMatchObject({ outcome: 'second-factor-needed', kinds: ['backup-code', 'totp'] });
  expect(answer.text).not.toMatch(/eyJ|mrt_/);
  const { transaction } = Object(answer.json());
  const done = await finish(transaction, { kind: 'totp', code: codeOf(user.secret) });
  const { accessToken } = tokensOf(done);
  const account = await stack.call('/account', { headers: { Authorization: `Bearer ${accessToken}` } });
  expect(account.json()).toMatchObject({ factors: [{ kind: 'totp' }], backupCodesLeft: 10 });
  const { rows } = await stack.database.query(
    'select methods from sessions where user_id = $1 and cardinality(methods) > 1',
    [user.id],
  );
  expect(rows).toEqual([{ methods: ['pwd', 'otp'] }]);
});

test('a backup code holds at least 112 bits, so that what is kept of it needs no slow hash (ASVS 5.0, 6.5.2)', async () => {
  const { codes } = await withApp();
  expect(codes).toHaveLength(10);
  for (const code of codes) {
    expect(code).toMatch(/^(?:[1-9a-hj-np-z]{6}-){3}[1-9a-hj-np-z]{6}$/);
    expect(code.replaceAll('-', '').length * 5).toBeGreaterThanOrEqual(112);
  }
});

describe('a code of the app', () => {
  test('is good in its own thirty seconds and in no others (ASVS 5.0, 6.5.5)', async () => {
    const { secret, ...user } = await withApp();
    for (const [shift, status] of [
      [-2, 401],
      [2, 401],
      [-1, 401],
      [1, 401],
      [0, 200],
    ] as const) {
      const answer = await finish(await half(user), { kind: 'totp', code: codeOf(secret, shift) });
      expect([shift, answer.status]).toEqual([shift, status]);
    }
  });

  test('is good once, also for another sign-in, and an older one never after a newer', async () => {
    const { secret, ...user } = await withApp();
    const code = codeOf(secret);
    const [first, second, third] = [await half(user), await half(user), await half(user)];
    expect((await finish(first, { kind: 'totp', code })).status).toBe(200);
    expect((await finish(second, { kind: 'totp', code })).status).toBe(401);
    expect((await finish(third, { kind: 'totp', code: codeOf(secret, -1) })).status).toBe(401);
  });

  test('is used up by whatever it was given for: the app that it confirms, a proof, a sign-in', async () => {
    const owner = await signedInUser(stack);
    const { factor, secret } = Object((await post(stack, '/account/totp', {}, bearer(owner))).json());
    const uses = [
      () => post(stack, '/account/totp/confirm', { factor, code: codeOf(secret) }, bearer(owner)),
      () =>
        post(
          stack,
          '/auth/reauthentication',
          { claim: { kind: 'totp', code: codeOf(secret) } },
          bearer(owner),
        ),
      async () => finish(await half(owner), { kind: 'totp', code: codeOf(secret) }),
    ];
    for (const use of uses) {
      expect((await use()).status).toBe(200);
      for (const again of uses.slice(1)) expect((await again()).status).toBe(401);
      stack.clock.advance({ seconds: 30 });
    }
  });

  test('given fifty times at once to as many sign-ins opens one session', async () => {
    const { secret, ...user } = await withApp();
    const transactions: string[] = [];
    for (let time = 0; time < 10; time += 1) transactions.push(await half(user));
    const clients = await warmClients(stack, 50);
    const code = codeOf(secret);
    const answers = await Promise.all(
      clients.map((from, at) => finish(transactions[at % 10] ?? '', { kind: 'totp', code }, from)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('that is wrong, fifty times at once, is compared five times and the sign-in is over', async () => {
    const { secret, ...user } = await withApp();
    const transaction = await half(user);
    const clients = await warmClients(stack, 50);
    const answers = await Promise.all(
      clients.map((from) => finish(transaction, { kind: 'totp', code: '000000' }, from)),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(45);
    expect((await finish(transaction, { kind: 'totp', code: codeOf(secret) })).status).toBe(410);
  });

  test('has a budget over all sign-ins of a person: who knows the password cannot begin again for ever', async () => {
    const { secret, ...user } = await withApp();
    for (let round = 0; round < 3; round += 1) {
      const transaction = await half(user);
      for (let time = 0; time < 5; time += 1) await finish(transaction, { kind: 'totp', code: '000000' });
    }
    expect((await finish(await half(user), { kind: 'totp', code: codeOf(secret) })).status).toBe(401);
    stack.clock.advance({ minutes: 61 });
    expect((await finish(await half(user), { kind: 'totp', code: codeOf(secret) })).status).toBe(200);
  });
});

describe('a backup code', () => {
  test('used fifty times at once opens one session, and never again', async () => {
    const { codes, ...user } = await withApp();
    const transactions: string[] = [];
    for (let time = 0; time < 10; time += 1) transactions.push(await half(user));
    const clients = await warmClients(stack, 50);
    const claim = { kind: 'backup-code', code: codes[0] ?? '' };
    const answers = await Promise.all(
      clients.map((from, at) => finish(transactions[at % 10] ?? '', claim, from)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    stack.clock.advance({ minutes: 61 });
    expect((await finish(await half(user), claim)).status).toBe(401);
  });

  test('is read however it is typed, and those before a renewal open nothing', async () => {
    const { codes, ...user } = await withApp();
    const typed = ` ${(codes[1] ?? '').toUpperCase().replace('-', ' ')} `;
    expect((await finish(await half(user), { kind: 'backup-code', code: typed })).status).toBe(200);
    const fresh = await signInAgain(stack, user.id);
    const renewed = await post(stack, '/account/backup-codes', undefined, fresh.headers);
    expect(Object(renewed.json()).backupCodes).toHaveLength(10);
    expect((await finish(await half(user), { kind: 'backup-code', code: codes[2] ?? '' })).status).toBe(401);
    expect(
      (await finish(await half(user), { kind: 'backup-code', code: Object(renewed.json()).backupCodes[0] }))
        .status,
    ).toBe(200);
  });

  test('of somebody else opens nothing', async () => {
    const theirs = await withApp();
    const mine = await withApp();
    expect(
      (await finish(await half(mine), { kind: 'backup-code', code: theirs.codes[0] ?? '' })).status,
    ).toBe(401);
    expect((await finish(await half(theirs), { kind: 'totp', code: codeOf(mine.secret) })).status).toBe(401);
  });
});

describe('a fresh authentication', () => {
  const stale = async (user: { id: string }) =>
    stack.database.query(
      "update sessions set authenticated_at = authenticated_at - interval '1 hour' where user_id = $1",
      [user.id],
    );
  const change = (user: SignedInUser) =>
    post(stack, '/account/email', { email: 'somewhere@people.example' }, bearer(user));

  test('by the password opens for ten minutes what needs one', async () => {
    const user = await signedInUser(stack);
    await stale(user);
    expect((await change(user)).status).toBe(403);
    expect(
      (await post(stack, '/auth/reauthentication', { password: 'not the password at all' }, bearer(user)))
        .status,
    ).toBe(401);
    expect((await change(user)).status).toBe(403);
    expect((await post(stack, '/auth/reauthentication', { password }, bearer(user))).status).toBe(200);
    expect((await change(user)).status).toBe(202);
  });

  test('is not given by the password where there is a second factor', async () => {
    const user = await withApp();
    const { headers } = await signInAgain(stack, user.id);
    await stale(user);
    expect((await post(stack, '/auth/reauthentication', { password }, headers)).status).toBe(401);
    const claim = { kind: 'totp', code: codeOf(user.secret) };
    expect((await post(stack, '/auth/reauthentication', { claim }, headers)).status).toBe(200);
    expect((await post(stack, '/auth/reauthentication', { claim }, headers)).status).toBe(401);
    expect((await post(stack, '/account/email', { email: 'x@people.example' }, headers)).status).toBe(202);
  });

  test('cannot be guessed: fifteen tries an hour', async () => {
    const user = await signedInUser(stack);
    const clients = await warmClients(stack, 50);
    await Promise.all(
      clients.map((from) =>
        stack.call('/auth/reauthentication', {
          method: 'POST',
          from,
          body: { password: 'not the password at all' },
          headers: bearer(user),
        }),
      ),
    );
    expect((await post(stack, '/auth/reauthentication', { password }, bearer(user))).status).toBe(401);
  });
});

test('a factor of somebody else is not there: neither to rename nor to remove nor to confirm', async () => {
  const theirs = await withApp();
  const mallory = await signedInUser(stack);
  const path = `/account/factors/${theirs.factor}`;
  const headers = bearer(mallory);
  expect((await stack.call(path, { method: 'PATCH', headers, body: { name: 'Mine' } })).status).toBe(404);
  expect((await stack.call(path, { method: 'DELETE', headers })).status).toBe(404);
  const confirm = await post(
    stack,
    '/account/totp/confirm',
    { factor: theirs.factor, code: codeOf(theirs.secret) },
    headers,
  );
  expect(confirm.status).toBe(404);
});

test('the last factor takes the backup codes with it, and the password is enough again', async () => {
  const user = await withApp();
  const { headers } = await signInAgain(stack, user.id);
  expect((await stack.call(`/account/factors/${user.factor}`, { method: 'DELETE', headers })).status).toBe(
    200,
  );
  expect((await stack.call('/account', { headers })).json()).toMatchObject({
    factors: [],
    backupCodesLeft: 0,
  });
  expect((await signInAs(stack, user.email)).json()).toMatchObject({ outcome: 'signed-in' });
  await stack.functions.settled();
  const subjects = stack.mailbox
    .messages()
    .filter(({ to }) => to.includes(user.email))
    .map(({ subject }) => subject);
  expect(subjects).toContain('Another way to sign in to Fine Things was added');
  expect(subjects).toContain('A way to sign in to Fine Things was removed');
});

test('a new password by mail leaves the second factor in place', async () => {
  const user = await withApp();
  await post(stack, '/auth/recover', { email: user.email });
  const { mailedToken } = await import('../../support/account/accounts.ts');
  const token = await mailedToken(stack, 'password-reset', user.email);
  await post(stack, '/auth/reset', { token, password: 'eleven quiet green bicycles' });
  expect((await signInAs(stack, user.email, 'eleven quiet green bicycles')).json()).toMatchObject({
    outcome: 'second-factor-needed',
  });
});
