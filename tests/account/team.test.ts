import { beforeEach, describe, expect, test } from 'vitest';
import { apiKeysSchema, issuedApiKeySchema } from '../../src/account/api-key/api-key-issue.ts';
import { sessionListSchema } from '../../src/account/session/sessions.ts';
import { teamSchema } from '../../src/account/staff/team.ts';
import { auditEventsSchema } from '../../src/audit/audit-list.ts';
import { post, type SignedInUser, signedInUser, signInAgain } from '../support/account/accounts.ts';
import { ban } from '../support/account/users.ts';
import { bodyOf, newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();
let owner: SignedInUser;
beforeEach(async () => {
  owner = await signedInUser(stack, 'owner');
});

const ask = (method: string, path: string, { headers }: { headers: Readonly<Record<string, string>> }) =>
  stack.call(path, { method, headers, from: newClient() });
const team = async (query = '', by = owner) => bodyOf(await ask('GET', `/team${query}`, by), 200, teamSchema);
const sessionsOf = async (id: string, by = owner) =>
  bodyOf(await ask('GET', `/users/${id}/sessions`, by), 200, sessionListSchema).sessions;

describe('the team', () => {
  test('is whoever is more than a guest, with role, last sign-in, second factor and sessions', async () => {
    const guest = await signedInUser(stack, 'guest');
    const member = await signedInUser(stack, 'staff');
    stack.clock.advance({ minutes: 1 });
    await signInAgain(stack, member.id);
    const signedInAt = stack.clock.now().toISOString();
    const of = async (id: string) => (await team()).members.find((one) => one.id === id);
    expect(await of(guest.id)).toBeUndefined();
    expect(await of(member.id)).toMatchObject({
      role: 'staff',
      status: 'active',
      lastSignInAt: signedInAt,
      hasSecondFactor: false,
      sessions: 2,
    });
    const factor = `insert into factors (id, user_id, kind, name, secret_sealed, confirmed_at) values ($1, $2, 'totp', 'App', 'x', $3)`;
    await stack.database.query(factor, ['fct_team_1', member.id, null]);
    expect((await of(member.id))?.hasSecondFactor, 'before it is confirmed').toBe(false);
    await stack.database.query(factor, ['fct_team_2', member.id, stack.clock.now()]);
    expect((await of(member.id))?.hasSecondFactor).toBe(true);
    // Who is shut out is still of the team, and nowhere signed in.
    await ban(stack, owner, member.id);
    expect(await of(member.id)).toMatchObject({ status: 'banned', sessions: 0, lastSignInAt: signedInAt });
  });

  test('comes in pages, and its size is what a second page shows', async () => {
    const made: string[] = [];
    for (let count = 0; count < 51; count += 1) {
      stack.clock.advance({ seconds: 1 });
      made.unshift((await signedInUser(stack, 'staff')).id);
    }
    const first = await team();
    expect(first.members.map(({ id }) => id)).toEqual(made.slice(0, 50));
    const second = await team(`?cursor=${first.nextCursor}`);
    expect(second.members[0]?.id).toBe(made[50]);
    expect(second.members.map(({ id }) => id)).toContain(owner.id);
  });

  test('is for managers and owners', async () => {
    expect((await ask('GET', '/team', await signedInUser(stack, 'manager'))).status).toBe(200);
    expectRefusal(await ask('GET', '/team', await signedInUser(stack, 'staff')), 403, 'forbidden');
  });
});

describe('the sessions of somebody', () => {
  test('are shown, and one is ended: its next request is refused, the others stay, and the log says who did it', async () => {
    const member = await signedInUser(stack, 'manager');
    const other = await signInAgain(stack, member.id);
    expect(await sessionsOf(member.id)).toHaveLength(2);
    expect((await sessionsOf(member.id))[0]).toMatchObject({
      isCurrent: false,
      device: 'Firefox on Windows',
      place: 'Antibes, France',
    });
    const path = `/users/${member.id}/sessions/${other.sessionId}`;
    expect((await ask('DELETE', path, owner)).status).toBe(200);
    expect((await ask('GET', '/account', other)).status).toBe(401);
    expect((await ask('GET', '/account', member)).status).toBe(200);
    expect((await sessionsOf(member.id)).map(({ id }) => id)).toEqual([member.sessionId]);
    expectRefusal(await ask('DELETE', path, owner), 404, 'not-found');
    const log = await ask('GET', `/audit-events?subject=${member.id}&action=session.ended`, owner);
    expect(bodyOf(log, 200, auditEventsSchema).events).toMatchObject([
      { actor: `user:${owner.id}`, details: { session: other.sessionId } },
    ]);
  });

  test('are nobody’s to see or end but of whoever is of a role above', async () => {
    const member = await signedInUser(stack, 'staff');
    const manager = await signedInUser(stack, 'manager');
    const peer = await signedInUser(stack, 'manager');
    expect(await sessionsOf(member.id, manager)).toHaveLength(1);
    for (const [by, of] of [
      [manager, peer],
      [manager, owner],
      [member, manager],
      [owner, owner],
    ] as const) {
      const path = `/users/${of.id}/sessions`;
      expectRefusal(await ask('GET', path, by), 403, 'forbidden');
      expectRefusal(await ask('DELETE', `${path}/${of.sessionId}`, by), 403, 'forbidden');
      expect((await ask('GET', '/account', of)).status).toBe(200);
    }
    // The session of another is not there.
    const foreign = `/users/${member.id}/sessions/${peer.sessionId}`;
    expectRefusal(await ask('DELETE', foreign, owner), 404, 'not-found');
    expect((await ask('GET', '/account', peer)).status).toBe(200);
    expectRefusal(await ask('GET', '/users/usr_unknown/sessions', owner), 404, 'not-found');
  });
});

describe('a key of a machine', () => {
  const issued = async () => {
    const body = { name: 'Till', scopes: ['ledger:read'] };
    return bodyOf(await post(stack, '/api-keys', body, owner.headers), 201, issuedApiKeySchema);
  };
  const lastUse = async (id: string) =>
    bodyOf(await ask('GET', '/api-keys', owner), 200, apiKeysSchema).apiKeys.find((one) => one.id === id)
      ?.lastUsedAt;
  const used = (key: string, path = '/ledger/trial-balance') =>
    ask('GET', path, { headers: { Authorization: `Bearer ${key}` } });

  test('shows when it was last let in, noted every ten minutes', async () => {
    const { id, key, lastUsedAt } = await issued();
    expect([lastUsedAt, await lastUse(id)]).toEqual([null, null]);
    expect((await used(key)).status).toBe(200);
    const first = stack.clock.now().toISOString();
    expect(await lastUse(id)).toBe(first);
    stack.clock.advance({ minutes: 9 });
    owner = await signedInUser(stack, 'owner');
    await used(key);
    expect(await lastUse(id)).toBe(first);
    stack.clock.advance({ minutes: 1 });
    await used(key);
    expect(await lastUse(id)).toBe(stack.clock.now().toISOString());
  });

  test('that was refused was not used', async () => {
    const { id, key } = await issued();
    expect((await used(key, '/disputes')).status).toBe(403);
    expect(await lastUse(id)).toBeNull();
  });

  test('works while somebody else notes its use', async () => {
    const { id, key } = await issued();
    await stack.database.query('begin');
    try {
      await stack.database.query('select from api_keys where id = $1 for update', [id]);
      expect((await used(key)).status).toBe(200);
    } finally {
      await stack.database.query('commit');
    }
    expect(await lastUse(id)).toBeNull();
  });
});
