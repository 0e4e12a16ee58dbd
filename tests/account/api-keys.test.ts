import { beforeAll, expect, test } from 'vitest';
import { permissions, permissionsOfUsers } from '../../src/account/permissions.ts';
import { post, type SignedInUser, signedInUser } from '../support/account/accounts.ts';
import { newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
let owner: SignedInUser;
beforeAll(async () => {
  owner = await signedInUser(stack, 'owner');
});

const scopes = ['ledger:read'];
const issue = (body: object, by = owner) => post(stack, '/api-keys', body, by.headers);

async function issued(more: object = {}): Promise<{ id: string; key: string }> {
  const answer = await issue({ name: 'Books', scopes, ...more });
  expect(answer.status, answer.text).toBe(201);
  return Object(answer.json());
}

const ask = (path: string, key: string) =>
  stack.call(path, { headers: { Authorization: `Bearer ${key}` }, from: newClient() });

const list = () => stack.call('/api-keys', { headers: owner.headers, from: newClient() });

test('a key opens what it was given and nothing else, and its deeds are its own in the audit', async () => {
  const { id, key } = await issued({ scopes: ['ledger:read', 'credit:issue'] });
  expect((await ask('/ledger/trial-balance', key)).status).toBe(200);
  expect((await ask('/disputes', key)).status).toBe(403);
  expect((await ask('/account', key)).status).toBe(403);
  const gift = { kind: 'gift-card', amount: 100, currency: 'EUR', note: 'from a till' };
  const given = await stack.call('/credits', {
    method: 'POST',
    from: newClient(),
    body: gift,
    headers: { Authorization: `Bearer ${key}`, 'Idempotency-Key': 'a-gift-card-of-a-till' },
  });
  expect(given.status, given.text).toBe(201);
  const { rows } = await stack.database.query(
    `select actor from audit_events where action like 'credit.%' order by sequence desc limit 1`,
  );
  expect(rows[0]?.actor).toContain(id);
});

test('is shown once: neither the list nor the database holds it', async () => {
  const { id, key } = await issued({ name: 'Once' });
  const listed = await list();
  expect(listed.text).toContain(id);
  expect(listed.text).not.toContain(key.slice(-20));
  const { rows } = await stack.database.query(
    'select to_jsonb(k)::text as row from api_keys k where id = $1',
    [id],
  );
  expect(rows[0]?.row).not.toContain(key.slice(-20));
});

test('is refused from the next request on once it is revoked, and stays in the list', async () => {
  const { id, key } = await issued();
  const revoke = () =>
    stack.call(`/api-keys/${id}`, { method: 'DELETE', headers: owner.headers, from: newClient() });
  expect((await revoke()).status).toBe(200);
  expect((await ask('/ledger/trial-balance', key)).status).toBe(401);
  expect((await revoke()).status).toBe(404);
  const keys: { id: string; revokedAt: string | null }[] = Object((await list()).json()).apiKeys;
  expect(keys.find((one) => one.id === id)?.revokedAt).toBe(stack.clock.now().toISOString());
});

test('is refused once its days are over', async () => {
  const { key } = await issued({ expiresInDays: 1 });
  stack.clock.advance({ hours: 23 });
  expect((await ask('/ledger/trial-balance', key)).status).toBe(200);
  stack.clock.advance({ hours: 2 });
  expect((await ask('/ledger/trial-balance', key)).status).toBe(401);
  owner = await signedInUser(stack, 'owner');
});

test('of one whose secret is another’s opens nothing', async () => {
  const [one, other] = [await issued(), await issued()];
  const mixed = `${one.key.slice(0, -43)}${other.key.slice(-43)}`;
  expect((await ask('/ledger/trial-balance', mixed)).status).toBe(401);
});

test.each<[string, object]>([
  ['no name', { name: ' ', scopes }],
  ['no scope', { name: 'x', scopes: [] }],
  ['a scope twice', { name: 'x', scopes: ['ledger:read', 'ledger:read'] }],
  ['a scope that there is not', { name: 'x', scopes: ['ledger:burn'] }],
  ['half a day', { name: 'x', scopes, expiresInDays: 0.5 }],
  ['a day that is over', { name: 'x', scopes, expiresInDays: 0 }],
  ['a line break in its name', { name: 'x\ny', scopes }],
  ...permissionsOfUsers.map((scope): [string, object] => [
    `what only people do (${scope})`,
    { name: 'x', scopes: [scope] },
  ]),
])('with %s is not made', async (_what, body) => {
  expect((await issue(body)).status).toBe(422);
});

test('is made by an owner alone, after a fresh authentication', async () => {
  for (const role of ['guest', 'staff', 'manager'] as const)
    expect((await issue({ name: 'x', scopes }, await signedInUser(stack, role))).status).toBe(403);
  const stale = await signedInUser(stack, 'owner');
  await stack.database.query(
    `update sessions set authenticated_at = authenticated_at - interval '11 minutes' where id = $1`,
    [stale.sessionId],
  );
  expect(Object((await issue({ name: 'x', scopes }, stale)).json()).code).toBe('reauthentication-needed');
});

test('may be given everything that is not for people alone', async () => {
  const all = permissions.filter((one) => !permissionsOfUsers.some((other) => other === one));
  expect((await issue({ name: 'All', scopes: all })).status).toBe(201);
});
