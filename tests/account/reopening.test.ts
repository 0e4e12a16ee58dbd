import { randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { createAuthenticator } from '../../dev/authenticator.ts';
import { forgetClosedAccounts } from '../../src/account/security/forget-closed-accounts.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
  signInAs,
} from '../support/account/accounts.ts';
import { newClient, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { dumpDatabase } from '../support/database/database-dump.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();

const get = (path: string, { headers }: Pick<SignedInUser, 'headers'>) =>
  stack.call(path, { headers, from: newClient() });

/** All that a table has of a person, in an order of its own. */
async function rowsOf(table: string, column: string, id: string): Promise<unknown[]> {
  const { rows } = await stack.database.query<{ row: unknown }>(
    `select to_jsonb(t) as row from ${table} t where ${column} = $1 order by to_jsonb(t)::text`,
    [id],
  );
  return rows.map(({ row }) => row);
}

const belongings = async (id: string) => ({
  users: await rowsOf('users', 'id', id),
  factors: await rowsOf('factors', 'user_id', id),
  codes: await rowsOf('backup_codes', 'user_id', id),
  identities: await rowsOf('identities', 'user_id', id),
  devices: await rowsOf('known_devices', 'user_id', id),
  reservations: (await rowsOf('reservations', 'user_id', id)).map((row) => Object(row).id),
});

/** An owner of the house with everything that an account can have. */
async function settled() {
  const user = await signedInUser(stack, 'owner');
  await signedInUser(stack, 'owner');
  const { factor, secret } = Object((await post(stack, '/account/totp', {}, user.headers)).json());
  const code = () => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });
  const confirmed = await post(stack, '/account/totp/confirm', { factor, code: code() }, user.headers);
  expect(confirmed.status).toBe(200);
  const authenticator = createAuthenticator(stack.runtime.config.site.url);
  const { options } = Object(
    (await post(stack, '/account/passkeys/options', undefined, user.headers)).json(),
  );
  const response = authenticator.create(options);
  expect((await post(stack, '/account/passkeys', { name: 'Ring', response }, user.headers)).status).toBe(201);
  await stack.database.query(
    'insert into identities (provider, subject, user_id, linked_at) values ($1, $2, $3, now())',
    ['google', randomUUID(), user.id],
  );
  await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email: user.email });
  const made = await post(stack, '/api-keys', { name: 'Till', scopes: ['ledger:read'] }, user.headers);
  const key = { headers: { Authorization: `Bearer ${Object(made.json()).key}` } };
  await stack.functions.settled();
  return { user, code, key };
}

async function close(user: SignedInUser): Promise<string> {
  const closed = await post(stack, '/account/close', undefined, user.headers);
  expect(closed.status, closed.text).toBe(200);
  return mailedToken(stack, 'reopening', user.email);
}

const reopen = (token: string) => post(stack, '/auth/reopen', { token });

test('a closed account comes back by the link of its mail, but for a role on the staff; sessions and keys for machines stay ended', async () => {
  const { user, code, key } = await settled();
  const before = await belongings(user.id);
  for (const [name, rows] of Object.entries(before)) expect(rows, name).not.toEqual([]);
  const token = await close(user);
  expect(await belongings(user.id)).toMatchObject({
    factors: [],
    codes: [],
    identities: [],
    devices: [],
    reservations: [],
  });
  expect((await signInAs(stack, user.email)).status).toBe(401);

  stack.clock.advance({ days: 13, hours: 23 });
  await forgetClosedAccounts(stack.runtime);
  const opened = await reopen(token);
  expect(opened.status, opened.text).toBe(200);
  // But the role: whoever was let go meanwhile would have kept it.
  const users = before.users.map((row) => ({ ...Object(row), role: 'guest' }));
  expect(await belongings(user.id)).toEqual({ ...before, users });
  expect((await get('/account', user)).status).toBe(401);
  expect((await post(stack, '/auth/refresh', { refreshToken: user.refreshToken })).status).toBe(401);
  expect((await get('/ledger/trial-balance', key)).status).toBe(401);

  const half = Object((await signInAs(stack, user.email, password, user.deviceToken)).json());
  expect(half).toMatchObject({ outcome: 'second-factor-needed' });
  const finished = await post(stack, '/auth/second-factor', {
    transaction: half.transaction,
    claim: { kind: 'totp', code: code() },
    sessionAs: 'tokens',
  });
  expect(finished.status, finished.text).toBe(200);
  expectRefusal(await reopen(token), 410, 'link-used-up');
  expect(await rowsOf('closed_accounts', 'user_id', user.id)).toEqual([]);
  const { rows } = await stack.database.query(
    "select actor from audit_events where subject_id = $1 and action = 'user.reopened'",
    [user.id],
  );
  expect(rows).toEqual([{ actor: 'guest' }]);
});

test('it can be closed and opened again as often as its owner likes', async () => {
  const user = await signedInUser(stack);
  for (const _round of [1, 2]) {
    stack.clock.advance({ minutes: 1 });
    const now = { ...user, ...(await signInAgain(stack, user.id)) };
    expect((await reopen(await close(now))).status).toBe(200);
  }
  expect((await signInAs(stack, user.email)).status).toBe(200);
});

test('reserved meanwhile under the same address is theirs too', async () => {
  const user = await signedInUser(stack);
  const token = await close(user);
  const made = await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email: user.email });
  expect((await reopen(token)).status).toBe(200);
  expect((await belongings(user.id)).reservations).toEqual([made.id]);
});

test('an address that has another account by now stays with that: 409, and the link stays good', async () => {
  const user = await signedInUser(stack);
  const token = await close(user);
  const other = await signedInUser(stack, 'guest', { email: user.email });
  expectRefusal(await reopen(token), 409, 'state-conflict');
  const moved = newMail();
  await stack.database.query('update users set email = $2, email_hash = $2 where id = $1', [other.id, moved]);
  expect((await reopen(token)).status).toBe(200);
});

test('after fourteen days nothing in the database tells who it was, and nothing opens it', async () => {
  const { user } = await settled();
  const [row] = await rowsOf('users', 'id', user.id);
  await post(stack, '/auth/recover', { email: user.email });
  await stack.functions.settled();
  const token = await close(user);
  stack.clock.advance({ days: 14, minutes: 1 });
  expectRefusal(await reopen(token), 410, 'link-used-up');
  await forgetClosedAccounts(stack.runtime);
  expectRefusal(await reopen(token), 410, 'link-used-up');
  const dump = await dumpDatabase(stack.database);
  for (const value of [user.email, Object(row).password_hash, Object(row).profile_sealed])
    expect(dump.includes(String(value)), String(value)).toBe(Object(row).password_hash === value);
  await expect(
    stack.database.query("update users set status = 'active', closed_at = null, email = $2 where id = $1", [
      user.id,
      newMail(),
    ]),
  ).rejects.toMatchObject({ constraint: 'closed_stays_closed' });
});
