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
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();

const bearer = ({ headers }: SignedInUser) => headers;
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

/** The transaction of a sign-in that waits for the second factor. */
async function half({ email }: { email: string }): Promise<string> {
  const answer = await signInAs(stack, email);
  expect(answer.json()).toMatchObject({ outcome: 'second-factor-needed' });
  return Object(answer.json()).transaction;
}

const finish = (transaction: string, claim: object, from = newClient()) =>
  stack.call('/auth/second-factor', {
    method: 'POST',
    from,
    body: { transaction, claim, sessionAs: 'tokens' },
  });

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

describe('a phone', () => {
  async function withPhone() {
    const user = await signedInUser(stack);
    const number = `+336${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const begun = await post(stack, '/account/phones', { number }, bearer(user));
    expect(begun.status, begun.text).toBe(201);
    await stack.functions.settled();
    const { factor } = Object(begun.json());
    const confirmed = await post(
      stack,
      '/account/phones/confirm',
      { factor, code: lastCode(number) },
      bearer(user),
    );
    expect(confirmed.status, confirmed.text).toBe(200);
    return { ...user, number };
  }
  const lastCode = (number: string) => {
    const text = stack.sms
      .messages()
      .filter(({ to }) => to === number)
      .at(-1);
    return /^\d{6}/.exec(text?.body ?? '')?.[0] ?? '';
  };

  test('gets a code that finishes the sign-in which asked for it, once, and no other', async () => {
    const { number, ...user } = await withPhone();
    const [transaction, other] = [await half(user), await half(user)];
    expect((await post(stack, '/auth/second-factor/sms', { transaction })).status).toBe(202);
    await stack.functions.settled();
    const claim = { kind: 'sms', code: lastCode(number) };
    expect((await finish(other, claim)).status).toBe(401);
    const clients = await warmClients(stack, 50);
    const answers = await Promise.all(clients.map((from) => finish(transaction, claim, from)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('gets five messages an hour at most, and the page is told the same', async () => {
    const { number, ...user } = await withPhone();
    const transaction = await half(user);
    for (let time = 0; time < 9; time += 1) {
      expect((await post(stack, '/auth/second-factor/sms', { transaction })).status).toBe(202);
      // One that is not on its way before the next is asked for is never sent.
      await stack.functions.settled();
    }
    expect((await post(stack, '/auth/second-factor/sms', { transaction: 'ott_made.up' })).status).toBe(202);
    await stack.functions.settled();
    expect(stack.sms.messages().filter(({ to }) => to === number)).toHaveLength(6);
  });

  test('has of one sign-in the newest code alone, be they asked for one by one or at once, and of another sign-in its own', async () => {
    const { number, ...user } = await withPhone();
    const ask = async (transaction: string, times: number) => {
      const asking = Array.from({ length: times }, () =>
        post(stack, '/auth/second-factor/sms', { transaction }),
      );
      await Promise.all(asking);
      await stack.functions.settled();
      return lastCode(number);
    };
    const open = async () => {
      const { rows } = await stack.database.query(
        "select id from one_time_tokens where user_id = $1 and purpose = 'sms-code' and consumed_at is null",
        [user.id],
      );
      return rows.length;
    };
    const [own, strangers] = [await half(user), await half(user)];
    const first = await ask(own, 1);
    const newest = await ask(own, 1);
    expect(await open()).toBe(1);
    expect((await finish(own, { kind: 'sms', code: first })).status).toBe(401);
    // Whoever knows the password as well has codes of their own sign-in, and ends none of this one.
    await ask(strangers, 2);
    expect(await open()).toBe(2);
    expect((await finish(own, { kind: 'sms', code: newest })).status).toBe(200);
  });

  test('has of one session the newest code alone', async () => {
    const { number, ...user } = await withPhone();
    const codes: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      expect((await post(stack, '/auth/reauthentication/sms', undefined, bearer(user))).status).toBe(202);
      await stack.functions.settled();
      codes.push(lastCode(number));
    }
    const prove = (code?: string) =>
      post(stack, '/auth/reauthentication', { claim: { kind: 'sms', code } }, bearer(user));
    expect((await prove(codes[0])).status).toBe(401);
    expect((await prove(codes[1])).status).toBe(200);
  });

  test('gets its code once the gateway is back', async () => {
    const { number, ...user } = await withPhone();
    const before = stack.sms.messages().length;
    stack.sms.refuseWith(503);
    const transaction = await half(user);
    await post(stack, '/auth/second-factor/sms', { transaction });
    await stack.functions.settled();
    stack.sms.refuseWith(null);
    stack.clock.advance({ minutes: 2 });
    const { deliverDue } = await import('../../../src/workflows/message/deliver.ts');
    await deliverDue(stack.runtime);
    expect(stack.sms.messages().length).toBe(before + 1);
    expect((await finish(transaction, { kind: 'sms', code: lastCode(number) })).status).toBe(200);
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
