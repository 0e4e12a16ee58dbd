import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Permission,
  permissions,
  permissionsOfUsers,
  type Role,
  rolesWith,
} from '../../../src/account/permissions.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
/** Who lowers, bans and lets in again, and who makes what is tried. */
let owner: SignedInUser;
let maker: SignedInUser;
beforeAll(async () => {
  owner = await signedInUser(stack, 'owner');
});
beforeEach(async () => {
  maker = await signedInUser(stack, 'owner');
});

const ofMachines = permissions.filter((one) => !permissionsOfUsers.some((other) => other === one));

async function made(scopes: readonly Permission[] = ofMachines): Promise<{ id: string; key: string }> {
  const answer = await post(stack, '/api-keys', { name: 'Till', scopes }, maker.headers);
  expect(answer.status, answer.text).toBe(201);
  return Object(answer.json());
}

/** A door of each right: what they answer matters less than whether they let in. */
const doors: readonly (readonly [Permission, string])[] = [
  ['ledger:read', '/ledger/trial-balance'],
  ['dispute:read', '/disputes'],
  ['reconciliation:read', '/reconciliations'],
  ['user:read:any', '/users'],
  ['reservation:read:any', '/reservations/res_01hzzzzzzzzzzzzzzzzzzzzzzz'],
  ['payment:read:any', '/payments/pay_01hzzzzzzzzzzzzzzzzzzzzzzz'],
];

const ask = async (path: string, key: string) =>
  (await stack.call(path, { headers: { Authorization: `Bearer ${key}` }, from: newClient() })).status;

/** What is done to the account of whoever made it, in a table that a test adds to when there is another way to lose a standing. */
async function change(path: string, body?: object) {
  // A role may be lowered and an account banned only from above: the database is asked where there is nothing above.
  const answer = await post(stack, `/users/${maker.id}/${path}`, body, owner.headers);
  expect(answer.status, answer.text).toBe(200);
}
const become = (role: Role) => change('role', { role });

async function shutOut() {
  await become('manager');
  await change('ban', { reason: 'Sold the keys' });
}

async function close() {
  expect((await post(stack, '/account/close', undefined, maker.headers)).status).toBe(200);
}

describe('a key for machines', () => {
  test.each(['manager', 'staff', 'guest'] as const)(
    'has the rights that its maker has as %s, and no more',
    async (role) => {
      const { key } = await made();
      await become(role);
      for (const [scope, path] of doors) {
        const isAllowed = rolesWith(scope).includes(role);
        const status = await ask(path, key);
        if (isAllowed) expect([401, 403], path).not.toContain(status);
        else expect([path, status]).toEqual([path, 403]);
      }
    },
  );

  test('has its own rights again with the role, as nobody has taken the key', async () => {
    const { key } = await made(['ledger:read']);
    await become('staff');
    expect(await ask('/ledger/trial-balance', key)).toBe(403);
    await become('owner');
    expect(await ask('/ledger/trial-balance', key)).toBe(200);
  });

  test('ends with a ban, for good', async () => {
    const { id, key } = await made();
    await shutOut();
    for (const [, path] of doors) expect([path, await ask(path, key)]).toEqual([path, 401]);
    await change('unban');
    await become('owner');
    expect(await ask('/ledger/trial-balance', key)).toBe(401);
    const listed = await stack.call('/api-keys', { headers: owner.headers, from: newClient() });
    const keys: { id: string; revokedAt: string | null }[] = Object(listed.json()).apiKeys;
    expect(keys.find((one) => one.id === id)?.revokedAt).not.toBeNull();
    const { rows } = await stack.database.query(
      `select 1 from audit_events where subject_id = $1 and action = 'api-key.revoked'`,
      [id],
    );
    expect(rows).toHaveLength(1);
  });

  test('ends with the account', async () => {
    const { key } = await made();
    await close();
    expect(await ask('/ledger/trial-balance', key)).toBe(401);
  });

  test('is told by mail to whoever made it, by its name', async () => {
    const { key } = await made();
    await stack.functions.settled();
    const mail = stack.mailbox.messages().find(({ to }) => to.includes(maker.email));
    expect(mail?.subject).toBe('A key for machines was made at Fine Things');
    expect(mail?.text).toContain('Till');
    expect(mail?.text).toContain('/account/not-me/#');
    expect(mail?.text).not.toContain(key.slice(-20));
  });
});

describe('an invitation', () => {
  async function invited() {
    const email = newMail();
    const answer = await post(stack, '/invitations', { email, role: 'staff' }, maker.headers);
    expect(answer.status, answer.text).toBe(201);
    const token = await mailedToken(stack, 'invitation', email);
    const body = { token, name: 'Mallory', password, sessionAs: 'tokens' };
    return async () => (await post(stack, '/auth/invitations/accept', body)).status;
  }

  test('opens nothing while whoever gave it may not give it', async () => {
    const accept = await invited();
    await become('staff');
    expect(await accept()).toBe(410);
    await become('manager');
    expect(await accept()).toBe(201);
  });

  test('ends with a ban, for good', async () => {
    const accept = await invited();
    await shutOut();
    expect(await accept()).toBe(410);
    await change('unban');
    await become('owner');
    expect(await accept()).toBe(410);
  });

  test('ends with the account', async () => {
    const accept = await invited();
    await close();
    expect(await accept()).toBe(410);
  });
});
