import { describe, expect, test } from 'vitest';
import { post, type SignedInUser, signedInUser, signInAgain } from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { dumpDatabase } from '../../support/database/database-dump.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const account = ({ headers }: Pick<SignedInUser, 'headers'>) =>
  stack.call('/account', { headers, from: newClient() });

describe('refused at the next request, though its access token has minutes to live, is', () => {
  test('a session that its owner ended from another', async () => {
    const user = await signedInUser(stack);
    const other = await signInAgain(stack, user.id);
    const ended = await stack.call(`/account/sessions/${other.sessionId}`, {
      method: 'DELETE',
      headers: user.headers,
    });
    expect(ended.status, ended.text).toBe(200);
    expect((await account(other)).status).toBe(401);
    expect((await account(user)).status).toBe(200);
    const again = await stack.call(`/account/sessions/${other.sessionId}`, {
      method: 'DELETE',
      headers: user.headers,
    });
    expect(again.status).toBe(404);
  });

  test('every session of who signs out everywhere', async () => {
    const user = await signedInUser(stack);
    const other = await signInAgain(stack, user.id);
    expect((await post(stack, '/auth/sign-out-everywhere', undefined, user.headers)).status).toBe(200);
    expect((await account(other)).status).toBe(401);
    expect((await account(user)).status).toBe(401);
  });

  test.each(['banned', 'removed'])('a person who is %s', async (what) => {
    const user = await signedInUser(stack);
    await stack.database.query(
      what === 'banned'
        ? `update users set status = 'banned' where id = $1`
        : `update users set status = 'closed', closed_at = now(), email = null, email_hash = null, password_hash = null, profile_sealed = null where id = $1`,
      [user.id],
    );
    expect((await account(user)).status).toBe(401);
  });

  test('a person whose role no longer allows it', async () => {
    const user = await signedInUser(stack, 'manager');
    const books = () => stack.call('/ledger/trial-balance', { headers: user.headers, from: newClient() });
    expect((await books()).status).toBe(200);
    await stack.database.query(`update users set role = 'staff' where id = $1`, [user.id]);
    expect((await books()).status).toBe(403);
    expect((await account(user)).status).toBe(200);
  });
});

test('what is refused has not happened: the guard stands in the transaction of the change', async () => {
  const user = await signedInUser(stack);
  await stack.database.query(
    `update sessions set ended_at = now(), end_reason = 'signed-out' where id = $1`,
    [user.sessionId],
  );
  const answer = await stack.call('/account', {
    method: 'PATCH',
    body: { language: 'es' },
    headers: user.headers,
  });
  expect(answer.status).toBe(401);
  const consent = await post(
    stack,
    '/account/consents',
    { document: 'terms', version: '1', isGiven: true },
    user.headers,
  );
  expect(consent.status).toBe(401);
  const { rows } = await stack.database.query(
    'select language, (select count(*)::int from consents where user_id = p.id) as consents from users p where id = $1',
    [user.id],
  );
  expect(rows).toEqual([{ language: 'en', consents: 0 }]);
});

test('asking whether somebody may costs no trip: what is signed in is answered in one', async () => {
  const { headers } = await signedInUser(stack);
  for (const path of ['/account', '/account/sessions', '/account/reservations']) {
    stack.proxy.resetCounts(stack.databaseName);
    expect((await stack.call(path, { headers, from: newClient() })).status).toBe(200);
    expect([path, stack.proxy.counts(stack.databaseName).requests]).toEqual([path, 1]);
  }
});

test('what needs a fresh authentication is refused ten minutes after it, and nothing else is', async () => {
  const user = await signedInUser(stack);
  stack.clock.advance({ minutes: 10 });
  const fresh = await signInAgain(stack, user.id);
  const { rows } = await stack.database.query('select id from sessions where id = $1', [user.sessionId]);
  expect(rows).toHaveLength(1);
  await stack.database.query('update sessions set authenticated_at = $2 where id = $1', [
    fresh.sessionId,
    new Date(stack.clock.now().getTime() - 600_001).toISOString(),
  ]);
  for (const [path, body] of [
    ['/account/password', { password: 'eleven quiet green bicycles' }],
    ['/account/email', { email: 'next@people.example' }],
    ['/account/close', undefined],
  ] as const) {
    const answer = await post(stack, path, body, fresh.headers);
    expect([path, answer.status, Object(answer.json()).code]).toEqual([path, 403, 'reauthentication-needed']);
  }
  const other = await signInAgain(stack, user.id);
  for (const [method, path] of [
    ['DELETE', `/account/sessions/${other.sessionId}`],
    ['POST', '/auth/sign-out-everywhere'],
  ] as const) {
    const answer = await stack.call(path, { method, headers: fresh.headers });
    expect([path, answer.status, Object(answer.json()).code]).toEqual([path, 403, 'reauthentication-needed']);
  }
  expect((await account(other)).status).toBe(200);
  expect((await account(fresh)).status).toBe(200);
});

test('a dump of the database holds nothing that signs in', async () => {
  const user = await signedInUser(stack);
  await post(stack, '/auth/recover', { email: user.email });
  await post(stack, '/account/email', { email: 'new-address@people.example' }, user.headers);
  const refreshed = await post(stack, '/auth/refresh', { refreshToken: user.refreshToken });
  await stack.functions.settled();
  const dump = await dumpDatabase(stack.database);
  const secrets = [
    user.accessToken,
    user.refreshToken,
    ...user.refreshToken.split('.').slice(1),
    user.deviceToken,
    user.deviceToken.split('.')[0] ?? '',
    user.deviceToken.split('.')[2] ?? '',
    Object(refreshed.json()).session.refreshToken,
    'a lantern in seven harbours',
    'Ada Example',
  ];
  // What the mails brought is a secret too.
  const links = stack.mailbox
    .messages()
    .flatMap(({ text }) =>
      [...(text ?? '').matchAll(/\/account\/[a-z-]+\/#(\S+)/g)].map(([, secret]) => secret ?? ''),
    );
  expect(links.length).toBeGreaterThan(1);
  const macs = links.map((secret) => secret.split('.').at(-1) ?? '');
  for (const secret of [...secrets, ...links, ...macs]) {
    expect(secret.length).toBeGreaterThan(5);
    expect(dump.includes(secret), secret).toBe(false);
  }
});

test('an ended session, a used secret and a closed account stay so, whatever code runs', async () => {
  const user = await signedInUser(stack);
  await post(stack, '/auth/sign-out', undefined, user.headers);
  const refused = async (statement: string) =>
    stack.database.query(statement, [user.id]).then(
      () => 'done',
      (error: { constraint?: string }) => error.constraint,
    );
  expect(await refused('update sessions set ended_at = null, end_reason = null where user_id = $1')).toBe(
    'session_stays_ended',
  );
  await stack.database.query(
    `insert into one_time_tokens (id, purpose, hash, user_id, expires_at, consumed_at) values ('ott_used', 'password-reset', 'x', $1, now(), now())`,
    [user.id],
  );
  expect(await refused('update one_time_tokens set consumed_at = null where user_id = $1')).toBe(
    'one_time_token_stays_used',
  );
  await stack.database.query(
    `update users set status = 'closed', closed_at = now(), email = null, email_hash = null, password_hash = null, profile_sealed = null where id = $1`,
    [user.id],
  );
  expect(
    await refused(
      `update users set status = 'active', closed_at = null, email = 'a@b.example' where id = $1`,
    ),
  ).toBe('closed_stays_closed');
});

test('the last owner stays an owner', async () => {
  const first = await signedInUser(stack, 'owner');
  const second = await signedInUser(stack, 'owner');
  await stack.database.query(`update users set role = 'guest' where id = $1`, [first.id]);
  await expect(
    stack.database.query(`update users set role = 'guest' where id = $1`, [second.id]),
  ).rejects.toMatchObject({ constraint: 'an_owner_remains' });
  await expect(
    stack.database.query(`update users set status = 'banned' where id = $1`, [second.id]),
  ).rejects.toMatchObject({ constraint: 'an_owner_remains' });
});

test('a session that nobody has refreshed for two weeks is listed neither to its person nor to the staff', async () => {
  const { id } = await signedInUser(stack);
  stack.clock.advance({ days: 13 });
  await signInAgain(stack, id);
  stack.clock.advance({ days: 2 });
  const { headers, sessionId } = await signInAgain(stack, id);
  const listed = Object((await stack.call('/account/sessions', { headers, from: newClient() })).json());
  expect(listed.sessions).toHaveLength(2);
  expect(listed.sessions[0].id).toBe(sessionId);
  const { headers: owner } = await signedInUser(stack, 'owner');
  const seen = Object((await stack.call(`/users/${id}`, { headers: owner, from: newClient() })).json());
  expect(seen.sessions).toBe(2);
});
