import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Authenticator, createAuthenticator } from '../../../dev/authenticator.ts';
import {
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

const device = (counts?: 'counting' | 'not-counting') =>
  createAuthenticator(stack.runtime.config.site.url, counts);

async function creation({ headers }: Pick<SignedInUser, 'headers'>) {
  return Object((await post(stack, '/account/passkeys/options', undefined, headers)).json()).options;
}

async function challenge() {
  return Object((await post(stack, '/auth/passkey/options', undefined)).json()).options;
}

async function withPasskey(counts?: 'counting' | 'not-counting') {
  const user = await signedInUser(stack);
  const authenticator = device(counts);
  const response = authenticator.create(await creation(user));
  const added = await post(stack, '/account/passkeys', { name: 'My laptop', response }, user.headers);
  expect(added.status, added.text).toBe(201);
  return { ...user, authenticator };
}

const signIn = (response: object, from = newClient()) =>
  stack.call('/auth/passkey', { method: 'POST', from, body: { response, sessionAs: 'tokens' } });

test('a passkey signs in alone, with finger, face or PIN as the second factor', async () => {
  const { authenticator, id } = await withPasskey();
  const answer = await signIn(authenticator.get(await challenge()));
  const { accessToken } = tokensOf(answer);
  const account = await stack.call('/account', { headers: { Authorization: `Bearer ${accessToken}` } });
  expect(account.json()).toMatchObject({
    id,
    factors: [{ kind: 'passkey', name: 'My laptop' }],
    backupCodesLeft: 10,
  });
  const { rows } = await stack.database.query(
    'select methods from sessions where user_id = $1 and cardinality(methods) > 1',
    [id],
  );
  expect(rows).toEqual([{ methods: ['hwk', 'user'] }]);
});

test('a passkey is a second factor after the password, and a fresh authentication', async () => {
  const { authenticator, email, id } = await withPasskey();
  const half = Object((await signInAs(stack, email)).json());
  expect(half).toMatchObject({ outcome: 'second-factor-needed', kinds: ['backup-code', 'passkey'] });
  const claim = async () => ({ kind: 'passkey', response: authenticator.get(await challenge()) });
  const done = await post(stack, '/auth/second-factor', {
    transaction: half.transaction,
    claim: await claim(),
    sessionAs: 'tokens',
  });
  expect(done.status, done.text).toBe(200);
  const { headers } = await signInAgain(stack, id);
  await stack.database.query(
    `update sessions set authenticated_at = authenticated_at - interval '1 hour' where user_id = $1`,
    [id],
  );
  expect((await post(stack, '/account/email', { email: 'x@people.example' }, headers)).status).toBe(403);
  expect((await post(stack, '/auth/reauthentication', { claim: await claim() }, headers)).status).toBe(200);
  expect((await post(stack, '/account/email', { email: 'x@people.example' }, headers)).status).toBe(202);
});

test('several passkeys stand side by side, named and removable one by one', async () => {
  const user = await withPasskey();
  const second = device();
  stack.clock.advance({ seconds: 1 });
  stack.clock.advance({ seconds: 1 });
  const options = await creation(user);
  expect(options.excludeCredentials).toHaveLength(1);
  const added = await post(
    stack,
    '/account/passkeys',
    { name: 'My phone', response: second.create(options) },
    user.headers,
  );
  expect(added.json()).toMatchObject({ backupCodes: null });
  const { factor } = Object(added.json());
  const rename = await stack.call(`/account/factors/${factor}`, {
    method: 'PATCH',
    headers: user.headers,
    body: { name: 'Old phone' },
  });
  expect(rename.status).toBe(200);
  expect((await stack.call('/account', { headers: user.headers })).json()).toMatchObject({
    factors: [{ name: 'My laptop' }, { name: 'Old phone' }],
  });
  expect(
    (await stack.call(`/account/factors/${factor}`, { method: 'DELETE', headers: user.headers })).status,
  ).toBe(200);
  expect((await signIn(second.get(await challenge()))).status).toBe(401);
  expect((await signIn(user.authenticator.get(await challenge()))).status).toBe(200);
});

describe('refused is a passkey', () => {
  test.each<[string, (authenticator: Authenticator) => Promise<object>]>([
    ['that nobody has', async () => device().get(await challenge())],
    [
      'for a challenge that is made up',
      async (authenticator) => authenticator.get({ challenge: 'A'.repeat(43) }),
    ],
    [
      'of another site',
      async (authenticator) => authenticator.get(await challenge(), { rpId: 'evil.example' }),
    ],
    [
      'shown on another site’s page',
      async (authenticator) => authenticator.get(await challenge(), { origin: 'https://evil.example' }),
    ],
    [
      'without finger, face or PIN',
      async (authenticator) => authenticator.get(await challenge(), { isVerified: false }),
    ],
    [
      'signed by another key',
      async (authenticator) =>
        authenticator.get(await challenge(), {
          key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
        }),
    ],
    [
      'whose counter stands still',
      async (authenticator) => authenticator.get(await challenge(), { counter: 1 }),
    ],
    [
      'whose counter went back',
      async (authenticator) => authenticator.get(await challenge(), { counter: 0 }),
    ],
  ])('%s', async (_what, make) => {
    const { authenticator } = await withPasskey();
    const answer = await signIn(await make(authenticator));
    expect([answer.status, Object(answer.json()).code]).toEqual([401, 'sign-in-refused']);
    expect((await signIn(authenticator.get(await challenge(), { counter: 50 }))).status).toBe(200);
  });

  test('whose challenge is five minutes old', async () => {
    const { authenticator } = await withPasskey();
    const options = await challenge();
    stack.clock.advance({ minutes: 5 });
    expect((await signIn(authenticator.get(options))).status).toBe(401);
  });

  test('of somebody who is banned', async () => {
    const { authenticator, id } = await withPasskey();
    await stack.database.query(`update users set status = 'banned' where id = $1`, [id]);
    expect((await signIn(authenticator.get(await challenge()))).status).toBe(401);
  });

  test('given for a challenge of the account, or the other way round', async () => {
    const user = await withPasskey();
    expect((await signIn(user.authenticator.get(await creation(user)))).status).toBe(401);
    const response = device().create(await challenge());
    expect((await post(stack, '/account/passkeys', { name: 'x', response }, user.headers)).status).toBe(410);
  });

  test('made for the challenge of somebody else', async () => {
    const [ada, mallory] = [await signedInUser(stack), await signedInUser(stack)];
    const response = device().create(await creation(ada));
    expect((await post(stack, '/account/passkeys', { name: 'x', response }, mallory.headers)).status).toBe(
      410,
    );
  });

  test('that somebody else has already', async () => {
    const { authenticator } = await withPasskey();
    const mallory = await signedInUser(stack);
    const response = authenticator.create(await creation(mallory));
    expect((await post(stack, '/account/passkeys', { name: 'x', response }, mallory.headers)).status).toBe(
      409,
    );
  });

  test.each([
    [
      'of rubbish',
      {
        id: 'AAAA',
        rawId: 'AAAA',
        type: 'public-key',
        response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
      },
      401,
    ],
    ['of nothing', {}, 422],
  ])('made %s', async (_what, response, status) => {
    expect((await signIn(response)).status).toBe(status);
  });
});

test('one answer of a device, sent fifty times at once, opens one session', async () => {
  for (const counts of ['counting', 'not-counting'] as const) {
    const { authenticator } = await withPasskey(counts);
    const response = authenticator.get(await challenge());
    const clients = await warmClients(stack, 50);
    const answers = await Promise.all(clients.map((from) => signIn(response, from)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await signIn(authenticator.get(await challenge()))).status).toBe(200);
  }
});
