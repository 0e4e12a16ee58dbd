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
  type SignedInPerson,
  signedInPerson,
  signInAgain,
  signInAs,
} from '../support/account/accounts.ts';
import { newClient, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { dumpDatabase } from '../support/database/database-dump.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();

const get = (path: string, { headers }: Pick<SignedInPerson, 'headers'>) =>
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
  people: await rowsOf('people', 'id', id),
  factors: await rowsOf('factors', 'person_id', id),
  codes: await rowsOf('backup_codes', 'person_id', id),
  identities: await rowsOf('identities', 'person_id', id),
  devices: await rowsOf('known_devices', 'person_id', id),
  reservations: (await rowsOf('reservations', 'person_id', id)).map((row) => Object(row).id),
});

/** An owner of the house with everything that an account can have. */
async function settled() {
  const person = await signedInPerson(stack, 'owner');
  await signedInPerson(stack, 'owner');
  const { factor, secret } = Object((await post(stack, '/account/totp', {}, person.headers)).json());
  const code = () => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });
  const confirmed = await post(stack, '/account/totp/confirm', { factor, code: code() }, person.headers);
  expect(confirmed.status).toBe(200);
  const authenticator = createAuthenticator(stack.runtime.config.site.url);
  const { options } = Object(
    (await post(stack, '/account/passkeys/options', undefined, person.headers)).json(),
  );
  const response = authenticator.create(options);
  expect((await post(stack, '/account/passkeys', { name: 'Ring', response }, person.headers)).status).toBe(
    201,
  );
  await stack.database.query(
    'insert into identities (provider, subject, person_id, linked_at) values ($1, $2, $3, now())',
    ['google', randomUUID(), person.id],
  );
  await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email: person.email });
  const made = await post(stack, '/api-keys', { name: 'Till', scopes: ['ledger:read'] }, person.headers);
  const key = { headers: { Authorization: `Bearer ${Object(made.json()).key}` } };
  await stack.functions.settled();
  return { person, code, key };
}

async function close(person: SignedInPerson): Promise<string> {
  const closed = await post(stack, '/account/close', undefined, person.headers);
  expect(closed.status, closed.text).toBe(200);
  return mailedToken(stack, 'reopening', person.email);
}

const reopen = (token: string) => post(stack, '/auth/reopen', { token });

test('a closed account comes back by the link of its mail, but for a role on the staff; sessions and keys for machines stay ended', async () => {
  const { person, code, key } = await settled();
  const before = await belongings(person.id);
  for (const [name, rows] of Object.entries(before)) expect(rows, name).not.toEqual([]);
  const token = await close(person);
  expect(await belongings(person.id)).toMatchObject({
    factors: [],
    codes: [],
    identities: [],
    devices: [],
    reservations: [],
  });
  expect((await signInAs(stack, person.email)).status).toBe(401);

  stack.clock.advance({ days: 13, hours: 23 });
  await forgetClosedAccounts(stack.runtime);
  const opened = await reopen(token);
  expect(opened.status, opened.text).toBe(200);
  // But the role: whoever was let go meanwhile would have kept it.
  const people = before.people.map((row) => ({ ...Object(row), role: 'guest' }));
  expect(await belongings(person.id)).toEqual({ ...before, people });
  expect((await get('/account', person)).status).toBe(401);
  expect((await post(stack, '/auth/refresh', { refreshToken: person.refreshToken })).status).toBe(401);
  expect((await get('/ledger/trial-balance', key)).status).toBe(401);

  const half = Object((await signInAs(stack, person.email, password, person.deviceToken)).json());
  expect(half).toMatchObject({ outcome: 'second-factor-needed' });
  const finished = await post(stack, '/auth/second-factor', {
    transaction: half.transaction,
    claim: { kind: 'totp', code: code() },
    sessionAs: 'tokens',
  });
  expect(finished.status, finished.text).toBe(200);
  expectRefusal(await reopen(token), 410, 'link-used-up');
  expect(await rowsOf('closed_accounts', 'person_id', person.id)).toEqual([]);
  const { rows } = await stack.database.query(
    "select actor from audit_events where subject_id = $1 and action = 'person.reopened'",
    [person.id],
  );
  expect(rows).toEqual([{ actor: 'guest' }]);
});

test('it can be closed and opened again as often as its owner likes', async () => {
  const person = await signedInPerson(stack);
  for (const _round of [1, 2]) {
    stack.clock.advance({ minutes: 1 });
    const now = { ...person, ...(await signInAgain(stack, person.id)) };
    expect((await reopen(await close(now))).status).toBe(200);
  }
  expect((await signInAs(stack, person.email)).status).toBe(200);
});

test('reserved meanwhile under the same address is theirs too', async () => {
  const person = await signedInPerson(stack);
  const token = await close(person);
  const made = await reserve(stack, (await cloneItem(stack)).wish, { name: 'Ada', email: person.email });
  expect((await reopen(token)).status).toBe(200);
  expect((await belongings(person.id)).reservations).toEqual([made.id]);
});

test('an address that has another account by now stays with that: 409, and the link stays good', async () => {
  const person = await signedInPerson(stack);
  const token = await close(person);
  const other = await signedInPerson(stack, 'guest', { email: person.email });
  expectRefusal(await reopen(token), 409, 'state-conflict');
  const moved = newMail();
  await stack.database.query('update people set email = $2, mail_digest = $2 where id = $1', [
    other.id,
    moved,
  ]);
  expect((await reopen(token)).status).toBe(200);
});

test('after fourteen days nothing in the database tells who it was, and nothing opens it', async () => {
  const { person } = await settled();
  const [row] = await rowsOf('people', 'id', person.id);
  await post(stack, '/auth/recover', { email: person.email });
  await stack.functions.settled();
  const token = await close(person);
  stack.clock.advance({ days: 14, minutes: 1 });
  expectRefusal(await reopen(token), 410, 'link-used-up');
  await forgetClosedAccounts(stack.runtime);
  expectRefusal(await reopen(token), 410, 'link-used-up');
  const dump = await dumpDatabase(stack.database);
  for (const value of [person.email, Object(row).password_hash, Object(row).profile_sealed])
    expect(dump.includes(String(value)), String(value)).toBe(Object(row).password_hash === value);
  await expect(
    stack.database.query("update people set status = 'active', closed_at = null, email = $2 where id = $1", [
      person.id,
      newMail(),
    ]),
  ).rejects.toMatchObject({ constraint: 'closed_stays_closed' });
});
