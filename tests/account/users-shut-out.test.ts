import { beforeAll, describe, expect, test } from 'vitest';
import { type Role, roles } from '../../src/account/permissions.ts';
import { post, type SignedInUser, signedInUser, signInAgain, signInAs } from '../support/account/accounts.ts';
import { ban, rowOf, unban } from '../support/account/users.ts';
import { newClient } from '../support/booking/booking.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
let owner: SignedInUser;
beforeAll(async () => {
  owner = await signedInUser(stack, 'owner');
});

const get = (path: string, { headers }: { headers: Readonly<Record<string, string>> }) =>
  stack.call(path, { headers, from: newClient() });

describe('signing somebody out', () => {
  const signOut = (by: SignedInUser, id: string) =>
    post(stack, `/users/${id}/sign-out`, { reason: 'Left the laptop on a train.' }, by.headers);

  test('ends all their sessions at the next request, and what was half done; they sign in anew at once', async () => {
    const manager = await signedInUser(stack, 'manager');
    const user = await signedInUser(stack, 'staff');
    const elsewhere = await signInAgain(stack, user.id);
    expect((await signOut(manager, user.id)).json()).toMatchObject({ id: user.id, status: 'active' });
    for (const one of [user, elsewhere]) expect((await get('/account', one)).status).toBe(401);
    expect((await post(stack, '/auth/refresh', { refreshToken: user.refreshToken })).status).toBe(401);
    expect((await get('/users', manager)).status).toBe(200);
    const { story, sessions } = Object((await get(`/users/${user.id}`, manager)).json());
    expect(sessions).toBe(0);
    expect(story[0]).toEqual({
      at: stack.clock.now().toISOString(),
      actor: `user:${manager.id}`,
      action: 'user.signed-out',
      details: { reason: 'Left the laptop on a train.' },
    });
    expect((await signInAs(stack, user.email)).status).toBe(200);
  });

  test.each(roles.flatMap((by) => roles.map((of) => [by, of] as const)))(
    'a %s does so to a %s only from above, after a fresh authentication',
    async (by, of) => {
      const [acting, user] = [await signedInUser(stack, by), await signedInUser(stack, of)];
      const isAbove = roles.indexOf(by) >= roles.indexOf('manager') && roles.indexOf(by) > roles.indexOf(of);
      expect((await signOut(acting, user.id)).status).toBe(isAbove ? 200 : 403);
      expect((await get('/account', user)).status).toBe(isAbove ? 401 : 200);
      await stack.database.query("update sessions set authenticated_at = 'epoch' where id = $1", [
        acting.sessionId,
      ]);
      expect((await signOut(acting, user.id)).status).toBe(403);
    },
  );

  test('of nobody is 404, and of a closed account 409', async () => {
    const gone = await signedInUser(stack);
    await post(stack, '/account/close', undefined, gone.headers);
    expect((await signOut(owner, 'usr_00000000000000000000000000')).status).toBe(404);
    expectRefusal(await signOut(owner, gone.id), 409, 'state-conflict');
  });
});

describe('a ban', () => {
  test('shuts out at the next request, everywhere, and the way back is a new sign-in', async () => {
    const manager = await signedInUser(stack, 'manager');
    const user = await signedInUser(stack, 'staff');
    const elsewhere = await signInAgain(stack, user.id);
    expect((await ban(stack, manager, user.id)).json()).toMatchObject({ id: user.id, status: 'banned' });
    expect((await get('/account', user)).status).toBe(401);
    expect((await get('/account', elsewhere)).status).toBe(401);
    expect((await post(stack, '/auth/refresh', { refreshToken: user.refreshToken })).status).toBe(401);
    expect((await signInAs(stack, user.email)).status).toBe(401);
    expect((await ban(stack, manager, user.id)).json()).toMatchObject({ status: 'banned' });
    const { story, sessions } = Object((await get(`/users/${user.id}`, manager)).json());
    expect(sessions).toBe(0);
    expect(story.filter(({ action }: { action: string }) => action === 'user.banned')).toEqual([
      {
        at: stack.clock.now().toISOString(),
        actor: `user:${manager.id}`,
        action: 'user.banned',
        details: { reason: 'Sold our keys.' },
      },
    ]);

    expect((await unban(stack, manager, user.id)).json()).toMatchObject({ status: 'active' });
    expect((await get('/account', user)).status).toBe(401);
    expect((await signInAs(stack, user.email)).status).toBe(200);
  });

  test('needs a reason', async () => {
    const user = await signedInUser(stack);
    expect(refusedFields(await post(stack, `/users/${user.id}/ban`, { reason: ' ' }, owner.headers))).toEqual(
      ['reason'],
    );
    expect(refusedFields(await post(stack, `/users/${user.id}/ban`, {}, owner.headers))).toEqual(['reason']);
  });

  const reach: Record<Role, readonly Role[]> = {
    guest: [],
    staff: [],
    manager: ['guest', 'staff'],
    owner: ['guest', 'staff', 'manager'],
  };
  test.each(roles.flatMap((by) => roles.map((of) => [by, of] as const)))(
    'by a %s of a %s goes as far as the roles do',
    async (by, of) => {
      const [actor, user] = [await signedInUser(stack, by), await signedInUser(stack, of)];
      const expected = reach[by].includes(of) ? 200 : 403;
      expect((await ban(stack, actor, user.id)).status).toBe(expected);
      expect(await rowOf(stack, user.id)).toEqual({
        role: of,
        status: expected === 200 ? 'banned' : 'active',
      });
      expect((await unban(stack, actor, user.id)).status).toBe(expected);
    },
  );

  test.each(['manager', 'owner'] as const)('of oneself is none, for a %s', async (role) => {
    const actor = await signedInUser(stack, role);
    expectRefusal(await ban(stack, actor, actor.id), 403, 'forbidden');
    expect((await get('/account', actor)).status).toBe(200);
  });

  test('by somebody who is banned at that moment does not happen', async () => {
    const [boss, manager, user] = [
      await signedInUser(stack, 'owner'),
      await signedInUser(stack, 'manager'),
      await signedInUser(stack),
    ];
    await stack.database.query(`select pg_advisory_lock(hashtext('role or ban'))`);
    const first = ban(stack, boss, manager.id);
    await someoneWaits(stack, 1);
    const second = ban(stack, manager, user.id);
    await someoneWaits(stack, 2);
    await stack.database.query(`select pg_advisory_unlock(hashtext('role or ban'))`);
    expect((await first).status).toBe(200);
    expect((await second).status).toBe(403);
    expect(await rowOf(stack, user.id)).toEqual({ role: 'guest', status: 'active' });
  });
});
