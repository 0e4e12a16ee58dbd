import { describe, expect, test } from 'vitest';
import { verifyAccessToken } from '../../../src/account/session/access-token.ts';
import { deriveKey } from '../../../src/platform/keys.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  signedInUser,
  signInAgain,
  signInAs,
  tokensOf,
} from '../../support/account/accounts.ts';
import {
  addApp,
  addPasskey,
  changedEmail,
  codeOf,
  count,
  finish,
  half,
  otherPassword,
  secured,
  signInByPasskey,
  thiefsPassword,
  wrongPassword,
} from '../../support/account/attacked-accounts.ts';
import { newClient, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

describe('an address', () => {
  test('that somebody else asked for is not given to them by its owner opening the link', async () => {
    const mallory = await signedInUser(stack);
    const victim = newMail();
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, wish, { name: 'Victim', email: victim });
    expect((await post(stack, '/account/email', { email: victim }, mallory.headers)).status).toBe(202);
    // Whoever reads the mail is not who asked, and presses its button.
    const owner = await signedInUser(stack);
    const token = await mailedToken(stack, 'email-change', victim);
    expect((await post(stack, '/auth/confirm-email', { token })).status).toBe(401);
    expect((await post(stack, '/auth/confirm-email', { token }, owner.headers)).status).toBe(410);
    const opened = await stack.call(`/reservations/${reservation.id}`, { headers: mallory.headers });
    expect(opened.status).toBe(404);
  });

  test('that was secured brings no reservation to the account any more', async () => {
    const owner = await signedInUser(stack);
    const theirs = newMail();
    await changedEmail(stack, owner, theirs);
    expect((await secured(stack, owner.email)).status).toBe(200);
    const { headers } = await signInAgain(stack, owner.id);
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, wish, { name: 'Somebody', email: theirs });
    expect((await stack.call(`/reservations/${reservation.id}`, { headers })).status).toBe(404);
  });

  test('can be registered by its owner however often strangers have tried', async () => {
    const email = newMail();
    const body = { email, name: 'Mallory', password: thiefsPassword };
    for (let time = 0; time < 5; time += 1)
      expect((await post(stack, '/auth/register', body)).status).toBe(202);
    stack.clock.advance({ seconds: 1 });
    expect(
      (await post(stack, '/auth/register', { email, name: 'Ada', password: otherPassword })).status,
    ).toBe(202);
    const token = await mailedToken(stack, 'registration', email);
    const verified = await post(stack, '/auth/verify', {
      token,
      password: otherPassword,
      sessionAs: 'tokens',
    });
    expect(verified.status).toBe(201);
  });
});

describe('mails and messages', () => {
  test('to confirm an address are five an hour to it, whoever asks', async () => {
    const email = newMail();
    for (let time = 0; time < 6; time += 1) {
      const { headers } = await signedInUser(stack);
      expect((await post(stack, '/account/email', { email }, headers)).status).toBe(202);
    }
    expect(await count(stack, `one_time_tokens where purpose = 'email-change' and email = $1`, email)).toBe(
      5,
    );
  });

  test('with codes are five an hour to a phone, whoever asks', async () => {
    const number = '+33612345678';
    const before = await count(stack, 'outbox where template = $1', 'user-sms-code');
    for (let time = 0; time < 6; time += 1) {
      const { headers } = await signedInUser(stack);
      await post(stack, '/account/phones', { number }, headers);
    }
    expect((await count(stack, 'outbox where template = $1', 'user-sms-code')) - before).toBeLessThanOrEqual(
      5,
    );
  });
});

describe('a budget', () => {
  test('of a shared device is not given back by a sign-in to another account', async () => {
    const victim = await signedInUser(stack);
    const mallory = await signedInUser(stack);
    const { deviceToken = '' } = tokensOf(await signInAs(stack, victim.email));
    for (let round = 0; round < 3; round += 1) {
      expect((await signInAs(stack, mallory.email, password, deviceToken)).status).toBe(200);
      for (let time = 0; time < 9; time += 1) await signInAs(stack, victim.email, wrongPassword, deviceToken);
    }
    expect((await signInAs(stack, victim.email, password, deviceToken)).status).toBe(401);
  });

  test('of codes that strangers have spent leaves the owner in by a device that is known', async () => {
    const owner = await signedInUser(stack);
    const { secret } = await addApp(stack, owner.headers);
    for (let round = 0; round < 3; round += 1) {
      const transaction = await half(stack, owner.email);
      for (let time = 0; time < 5; time += 1)
        await finish(stack, transaction, { kind: 'totp', code: '000000' });
    }
    const begun = Object((await signInAs(stack, owner.email, password, owner.deviceToken)).json());
    const done = await post(stack, '/auth/second-factor', {
      transaction: begun.transaction,
      claim: { kind: 'totp', code: codeOf(stack, secret) },
      sessionAs: 'tokens',
      deviceToken: owner.deviceToken,
    });
    expect(done.status).toBe(200);
  });

  test('of codes ends on a known device too, however often its sign-in begins anew', async () => {
    const owner = await signedInUser(stack);
    const { secret } = await addApp(stack, owner.headers);
    const { deviceToken } = owner;
    const begin = async () =>
      Object((await signInAs(stack, owner.email, password, deviceToken)).json()).transaction;
    const give = (transaction: string, code: string) =>
      post(stack, '/auth/second-factor', {
        transaction,
        claim: { kind: 'totp', code },
        sessionAs: 'tokens',
        deviceToken,
      });
    for (let round = 0; round < 3; round += 1) {
      const transaction = await begin();
      for (let time = 0; time < 5; time += 1) await give(transaction, '000000');
    }
    expect((await give(await begin(), codeOf(stack, secret))).status).toBe(401);
  });

  test('of a network that is spent keeps nobody with a passkey out', async () => {
    const owner = await signedInUser(stack);
    const authenticator = await addPasskey(stack, owner.headers);
    const from = newClient();
    const body = () => ({ email: newMail(), password: wrongPassword, sessionAs: 'tokens' });
    for (let time = 0; time < 31; time += 1)
      await stack.call('/auth/sign-in', { method: 'POST', from, body: body() });
    expect((await signInByPasskey(stack, authenticator, from)).status).toBe(200);
  });

  test('of everyone is not spent by a client that has none left of its own', async () => {
    const used = async () =>
      (await stack.database.query(`select used from attempt_limits where key like 'everyone:%'`)).rows[0]
        ?.used ?? 0;
    stack.clock.advance({ minutes: 6 });
    await signInAs(stack, newMail());
    const before = await used();
    const from = newClient();
    const body = () => ({ email: newMail(), password: wrongPassword, sessionAs: 'tokens' });
    for (let time = 0; time < 40; time += 1)
      await stack.call('/auth/sign-in', { method: 'POST', from, body: body() });
    expect((await used()) - before).toBeLessThanOrEqual(30);
  });
});

describe('an invitation', () => {
  test('from before a role was lowered does not give it back', async () => {
    const owner = await signedInUser(stack, 'owner');
    const email = newMail();
    const guest = await signedInUser(stack, 'guest', { email });
    const invited = { email, role: 'manager' };
    expect((await post(stack, '/invitations', invited, owner.headers)).status).toBe(201);
    const token = await mailedToken(stack, 'invitation', email);
    stack.clock.advance({ seconds: 1 });
    const another = await signedInUser(stack, 'owner');
    expect((await post(stack, '/invitations', invited, another.headers)).status).toBe(201);
    const second = await mailedToken(stack, 'invitation', email);
    const body = { sessionAs: 'tokens' };
    expect((await post(stack, '/auth/invitations/accept', { token, ...body })).status).toBe(200);
    await post(stack, `/users/${guest.id}/role`, { role: 'guest' }, owner.headers);
    await post(stack, '/auth/invitations/accept', { token: second, ...body });
    const { rows } = await stack.database.query('select role from users where id = $1', [guest.id]);
    expect(rows).toEqual([{ role: 'guest' }]);
  });
});

test('a refused sign-in writes as often for an address without an account as for one with', async () => {
  const { email } = await signedInUser(stack);
  const transactions = async (claimed: string) => {
    // What tests before have set going after their answers writes too.
    await stack.functions.settled();
    const { rows } = await stack.database.query(
      'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
    );
    expect((await signInAs(stack, claimed, wrongPassword)).status).toBe(401);
    return count(
      stack,
      '(select distinct t.id from (select xmin::text::bigint as id from attempt_limits union all select xmin::text::bigint from audit_events) t where t.id >= $1) written',
      rows[0]?.next,
    );
  };
  expect(await transactions(newMail())).toBe(2);
  expect(await transactions(email)).toBe(2);
});

test('a wrong second factor stands in the story of the account', async () => {
  const owner = await signedInUser(stack);
  await addApp(stack, owner.headers);
  const transaction = await half(stack, owner.email);
  const story = () => count(stack, 'audit_events where subject_id = $1', owner.id);
  const before = await story();
  expect((await finish(stack, transaction, { kind: 'totp', code: '000000' })).status).toBe(401);
  expect(await story()).toBeGreaterThan(before);
});

test('the last owner is told that the account cannot be closed', async () => {
  const owner = await signedInUser(stack, 'owner');
  await stack.database.query(`update users set role = 'guest' where role = 'owner' and id <> $1`, [owner.id]);
  const closed = await post(stack, '/account/close', undefined, owner.headers);
  expect(closed.status, closed.text).toBe(409);
});

test('a client that is over its limit writes nothing on the way to a provider', async () => {
  const from = newClient();
  const before = await count(stack, `one_time_tokens where purpose = 'identity-state'`);
  for (let time = 0; time < 130; time += 1) await stack.call('/auth/providers/google', { from });
  expect(
    (await count(stack, `one_time_tokens where purpose = 'identity-state'`)) - before,
  ).toBeLessThanOrEqual(120);
});

test('what is derived for made-up key ids does not pile up', async () => {
  const [key] = stack.runtime.config.keys;
  const first = deriveKey(key, 'access-token/2');
  for (let generation = 3; generation < 1500; generation += 1) {
    const head = { alg: 'EdDSA', typ: 'at+jwt', kid: `${key.id}.${generation}` };
    const token = [head, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    await verifyAccessToken(stack.runtime, `${token}.${'A'.repeat(86)}`);
  }
  expect(deriveKey(key, 'access-token/2')).not.toBe(first);
});
