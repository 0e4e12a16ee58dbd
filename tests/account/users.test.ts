import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import expireHolds from '../../netlify/functions/scheduled/expire-holds.ts';
import { post, type SignedInUser, signedInUser, signInAgain } from '../support/account/accounts.ts';
import { staff as machine } from '../support/account/staff.ts';
import { ban, rowOf, unban } from '../support/account/users.ts';
import { newClient } from '../support/booking/booking.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { warmClients } from '../support/harness/warm-clients.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
let owner: SignedInUser;
beforeAll(async () => {
  owner = await signedInUser(stack, 'owner');
});

const get = (path: string, { headers }: { headers: Readonly<Record<string, string>> }) =>
  stack.call(path, { headers, from: newClient() });

const giveRole = (by: SignedInUser, id: string, role: string) =>
  post(stack, `/users/${id}/role`, { role }, by.headers);

describe('the list of people', () => {
  test('shows everyone to those who may see them, by role and by the beginning of the address, page by page', async () => {
    const manager = await signedInUser(stack, 'manager', { email: 'zoe-1@list.example' });
    const guests: string[] = [];
    for (let count = 0; count < 51; count += 1) {
      stack.clock.advance({ seconds: 1 });
      guests.unshift((await signedInUser(stack, 'guest', { email: `zoe-g${count}@list.example` })).id);
    }
    const first = Object((await get('/users?q=ZOE-', manager)).json());
    expect(first.users.map(({ id }: { id: string }) => id)).toEqual(guests.slice(0, 50));
    const second = await get(`/users?q=zoe-&cursor=${first.nextCursor}`, manager);
    expect(second.json()).toEqual({
      users: [
        expect.objectContaining({ id: guests[50] }),
        {
          id: manager.id,
          email: 'zoe-1@list.example',
          name: 'Ada Example',
          role: 'manager',
          status: 'active',
          language: 'en',
          createdAt: expect.stringMatching(/Z$/),
        },
      ],
      nextCursor: null,
    });
    const managers = Object((await get('/users?role=manager&q=zoe', owner)).json());
    expect(managers.users.map(({ id }: { id: string }) => id)).toEqual([manager.id]);
    expect((await get('/users?q=%25', owner)).json()).toEqual({ users: [], nextCursor: null });
    expect((await get('/users?q=zoe-g1', { headers: machine })).status).toBe(200);
    expect(refusedFields(await get('/users?role=king', owner))).toEqual(['role']);
  });

  test('and leaves out who has closed their account', async () => {
    const gone = await signedInUser(stack, 'guest', { email: 'gone@closed.example' });
    await post(stack, '/account/close', undefined, gone.headers);
    const { users } = Object((await get('/users', owner)).json());
    expect(users.length).toBeGreaterThan(1);
    expect(users.map(({ id }: { id: string }) => id)).not.toContain(gone.id);
    const closed = Object((await get(`/users/${gone.id}`, owner)).json());
    expect(closed).toMatchObject({ email: null, name: null, status: 'closed', sessions: 0 });
    expectRefusal(await giveRole(owner, gone.id, 'staff'), 409, 'state-conflict');
    expectRefusal(await ban(stack, owner, gone.id), 409, 'state-conflict');
  });
});

test('a person is shown with how often they are signed in and the story of their account', async () => {
  const user = await signedInUser(stack);
  await signInAgain(stack, user.id);
  await giveRole(owner, user.id, 'staff');
  const shown = Object((await get(`/users/${user.id}`, owner)).json());
  expect(shown).toMatchObject({
    id: user.id,
    email: user.email,
    role: 'staff',
    sessions: 2,
    factors: [],
  });
  expect(shown.story.map(({ action }: { action: string }) => action)).toEqual([
    'user.role-changed',
    'user.signed-in',
    'user.signed-in',
  ]);
  expect(shown.story[0]).toMatchObject({
    actor: `user:${owner.id}`,
    details: { from: 'guest', to: 'staff' },
  });
});

test.each(['usr_00000000000000000000000000', 'nobody', '%20', 'usr_0%2Frole'])(
  '%s is nobody: 404',
  async (id) => {
    expect((await get(`/users/${id}`, owner)).status).toBe(404);
    expect((await giveRole(owner, id, 'staff')).status).toBe(404);
    expect((await ban(stack, owner, id)).status).toBe(404);
    expect((await unban(stack, owner, id)).status).toBe(404);
  },
);

describe('another role', () => {
  test('counts from the next request of the person', async () => {
    const user = await signedInUser(stack);
    expect((await get('/users', user)).status).toBe(403);
    expect((await giveRole(owner, user.id, 'manager')).json()).toMatchObject({ role: 'manager' });
    expect((await get('/users', user)).status).toBe(200);
    expect((await giveRole(owner, user.id, 'guest')).status).toBe(200);
    expect((await get('/users', user)).status).toBe(403);
    expect((await get('/account', user)).status).toBe(200);
  });

  test('that they have already changes nothing, and writes nothing', async () => {
    const user = await signedInUser(stack, 'staff');
    expect((await giveRole(owner, user.id, 'staff')).json()).toMatchObject({ role: 'staff' });
    const { rows } = await stack.database.query(
      `select from audit_events where subject_id = $1 and action = 'user.role-changed'`,
      [user.id],
    );
    expect(rows).toHaveLength(0);
  });

  test.each(['guest', 'staff', 'manager'] as const)('is nothing that a %s may give', async (role) => {
    const [by, user] = [await signedInUser(stack, role), await signedInUser(stack)];
    expectRefusal(await giveRole(by, user.id, 'staff'), 403, 'forbidden');
    expectRefusal(await giveRole(by, by.id, 'owner'), 403, 'forbidden');
    expect([await rowOf(stack, user.id), await rowOf(stack, by.id)]).toEqual([
      { role: 'guest', status: 'active' },
      { role, status: 'active' },
    ]);
  });

  test('needs a fresh authentication, and a machine gives none', async () => {
    const user = await signedInUser(stack);
    const stale = await signedInUser(stack, 'owner');
    await stack.database.query(`update sessions set authenticated_at = $2 where id = $1`, [
      stale.sessionId,
      new Date(stack.clock.now().getTime() - 600_001).toISOString(),
    ]);
    expectRefusal(await giveRole(stale, user.id, 'staff'), 403, 'reauthentication-needed');
    expectRefusal(await ban(stack, stale, user.id), 403, 'reauthentication-needed');
    expectRefusal(await unban(stack, stale, user.id), 403, 'reauthentication-needed');
    const byMachine = { ...stale, headers: { Authorization: machine.Authorization } };
    expectRefusal(await giveRole(byMachine, user.id, 'staff'), 403, 'forbidden');
    expectRefusal(await ban(stack, byMachine, user.id), 403, 'forbidden');
    expect(await rowOf(stack, user.id)).toEqual({ role: 'guest', status: 'active' });
  });

  test('must be one that there is', async () => {
    const user = await signedInUser(stack);
    expect(refusedFields(await giveRole(owner, user.id, 'king'))).toEqual(['role']);
    expect(
      refusedFields(await post(stack, `/users/${user.id}/role`, { role: 'staff', x: 1 }, owner.headers)),
    ).toEqual(['x']);
  });
});

describe('the last owner', () => {
  /** Two who are signed in, and nobody else is an owner. */
  async function onlyOwners(count: number): Promise<SignedInUser[]> {
    const users: SignedInUser[] = [];
    while (users.length < count) users.push(await signedInUser(stack, 'owner'));
    const ids = users.map(({ id }) => id);
    await stack.database.query(`update users set role = 'guest' where role = 'owner' and not id = any($1)`, [
      ids,
    ]);
    return users;
  }
  const owners = async () =>
    (await stack.database.query(`select id from users where role = 'owner' and status = 'active'`)).rows;

  afterAll(async () => {
    owner = await signedInUser(stack, 'owner');
  });

  test('stays one: 409', async () => {
    const [last] = await onlyOwners(1);
    if (!last) throw new Error('nobody');
    expectRefusal(await giveRole(last, last.id, 'guest'), 409, 'state-conflict');
    expect(await owners()).toEqual([{ id: last.id }]);
    const next = await signedInUser(stack);
    expect((await giveRole(last, next.id, 'owner')).status).toBe(200);
    expect((await giveRole(last, last.id, 'guest')).status).toBe(200);
    expect(await owners()).toEqual([{ id: next.id }]);
  });

  test('two who lower each other at once: one does, and one owner remains', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, other] = await onlyOwners(2);
      if (!one || !other) throw new Error('nobody');
      // Held back until both have been let in as owners, so that only the change itself can tell.
      await stack.database.query(`select pg_advisory_lock(hashtext('role or ban'))`);
      const both = [giveRole(one, other.id, 'guest'), giveRole(other, one.id, 'guest')];
      await someoneWaits(stack, 2);
      await stack.database.query(`select pg_advisory_unlock(hashtext('role or ban'))`);
      const statuses = (await Promise.all(both)).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, 403]);
      expect(await owners()).toHaveLength(1);
    }
  });

  test('fifty who all lower one another at once leave one', async () => {
    const users = await onlyOwners(50);
    const clients = await warmClients(stack, 50);
    const answers = await Promise.all(
      users.map((by, at) =>
        stack.call(`/users/${users[(at + 1) % 50]?.id}/role`, {
          body: { role: 'guest' },
          headers: by.headers,
          from: clients[at] ?? '',
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 403]));
    const lowered = answers.filter(({ status }) => status === 200).length;
    expect(await owners()).toHaveLength(50 - lowered);
    expect(lowered).toBeLessThan(50);
  });
});

test('changing somebody is one trip to the database', async () => {
  const user = await signedInUser(stack);
  for (const call of [
    () => giveRole(owner, user.id, 'staff'),
    () => ban(stack, owner, user.id),
    () => unban(stack, owner, user.id),
    () => get('/users', owner),
    () => get(`/users/${user.id}`, owner),
  ]) {
    stack.proxy.resetCounts(stack.databaseName);
    expect((await call()).status).toBe(200);
    expect(stack.proxy.counts(stack.databaseName).requests).toBe(1);
  }
});

test('the schedule forgets secrets, budgets and sessions long after their end, and nothing before', async () => {
  const user = await signedInUser(stack);
  const daysAgo = (days: number) => new Date(stack.clock.now().getTime() - days * 86_400_000).toISOString();
  for (const days of [29, 31]) {
    await stack.database.query(
      `insert into one_time_tokens (id, purpose, hash, user_id, expires_at, consumed_at) values ($1, 'secure-account', $1, $2, $3, $3)`,
      [`old-${days}`, user.id, daysAgo(days)],
    );
    await stack.database.query('insert into attempt_limits values ($1, 1, $2)', [
      `old-${days}`,
      daysAgo(days),
    ]);
  }
  for (const [id, expires, ended] of [
    ['ended-91', -1, 91],
    ['ended-89', -1, 89],
    ['expired-91', 91, undefined],
    ['expired-89', 89, undefined],
  ] as const)
    await stack.database.query(
      `insert into sessions (id, user_id, refresh_hash, refreshed_at, authenticated_at, authenticated_by, methods, device, expires_at, ended_at, end_reason)
       values ('old-' || $1::text, $2, $1::text, now(), now(), '{pwd}', '{pwd}', 'old', $3, $4::timestamptz, case when $4::timestamptz is null then null else 'signed-out' end)`,
      [id, user.id, daysAgo(expires), ended === undefined ? null : daysAgo(ended)],
    );
  expect(await fireSchedule(stack, expireHolds)).toBe(204);
  const { rows } = await stack.database.query(
    `select id from one_time_tokens where id like 'old-%' union all select key from attempt_limits where key like 'old-%'
     union all select id from sessions where id like 'old-%' order by 1`,
  );
  expect(rows.map(({ id }) => id)).toEqual(['old-29', 'old-29', 'old-ended-89', 'old-expired-89']);
  expect((await get('/account', user)).status).toBe(200);
});
