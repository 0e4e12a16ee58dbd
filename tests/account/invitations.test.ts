import { beforeAll, describe, expect, test } from 'vitest';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAs,
  tokensOf,
} from '../support/account/accounts.ts';
import { staff as machine } from '../support/account/staff.ts';
import { newClient } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';
import { warmClients } from '../support/harness/warm-clients.ts';

const stack = useStack();
let owner: SignedInUser;
let manager: SignedInUser;
beforeAll(async () => {
  owner = await signedInUser(stack, 'owner');
  manager = await signedInUser(stack, 'manager');
});

const invite = (by: Pick<SignedInUser, 'headers'>, email: string, role: string) =>
  post(stack, '/invitations', { email, role }, by.headers);

async function invited(email = newMail(), role = 'staff', by = owner) {
  const answer = await invite(by, email, role);
  expect(answer.status, answer.text).toBe(201);
  return {
    email,
    id: String(Object(answer.json()).id),
    token: await mailedToken(stack, 'invitation', email),
  };
}

const accept = (token: string, more: object = { name: 'Grace', password }, from = newClient()) =>
  stack.call('/auth/invitations/accept', {
    method: 'POST',
    from,
    body: { token, sessionAs: 'tokens', ...more },
  });

async function roleOf(email: string): Promise<unknown> {
  const { rows } = await stack.database.query('select role from users where email = $1', [email]);
  return rows[0]?.role;
}

test('an invitation makes an account of that role, which is signed in and proved by the mail', async () => {
  const { email, token } = await invited();
  await stack.functions.settled();
  const mail = stack.mailbox.messages().find(({ to }) => `${to}`.includes(email));
  expect(mail?.text).toContain(token);
  const { accessToken } = tokensOf(await accept(token));
  const me = await stack.call('/account', { headers: { Authorization: `Bearer ${accessToken}` } });
  expect(me.json()).toMatchObject({ email, name: 'Grace', role: 'staff' });
  expect((await signInAs(stack, email)).status).toBe(200);
});

test('who has an account gets the role and nothing else: no session, no new password, never a lower role', async () => {
  const { email } = await signedInUser(stack);
  const { token } = await invited(email, 'manager');
  const answer = await accept(token, { name: 'Mallory', password: 'eleven quiet green bicycles' });
  expect([answer.status, answer.json()]).toEqual([200, { outcome: 'role-given' }]);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await roleOf(email)).toBe('manager');
  expect((await signInAs(stack, email)).status).toBe(200);
  stack.clock.advance({ seconds: 1 });
  const lower = await invited(email, 'staff');
  expect((await accept(lower.token)).status).toBe(200);
  expect(await roleOf(email)).toBe('manager');
});

describe('nobody gives a role beyond their own', () => {
  test.each([
    ['owner', 'owner', 201],
    ['owner', 'staff', 201],
    ['manager', 'staff', 201],
    ['manager', 'manager', 403],
    ['manager', 'owner', 403],
    ['staff', 'staff', 403],
    ['guest', 'staff', 403],
  ] as const)('%s invites %s: %i', async (by, role, status) => {
    const user = await signedInUser(stack, by);
    expect((await invite(user, newMail(), role)).status).toBe(status);
  });

  test('nor does a machine', async () => {
    expect((await invite({ headers: machine }, newMail(), 'staff')).status).toBe(403);
  });

  test('nor to a guest: that is no invitation', async () => {
    expect((await invite(owner, newMail(), 'guest')).status).toBe(422);
  });

  test('nor without a fresh authentication', async () => {
    stack.clock.advance({ minutes: 11 });
    const refreshed = tokensOf(await post(stack, '/auth/refresh', { refreshToken: owner.refreshToken }));
    const headers = { Authorization: `Bearer ${refreshed.accessToken}` };
    const answer = await invite({ headers }, newMail(), 'staff');
    expect([answer.status, Object(answer.json()).code]).toEqual([403, 'reauthentication-needed']);
    owner = await signedInUser(stack, 'owner');
    manager = await signedInUser(stack, 'manager');
  });
});

describe('a link is worthless', () => {
  test('once whoever sent it may no longer give the role', async () => {
    const fallen = await signedInUser(stack, 'manager');
    const { token, email } = await invited(newMail(), 'staff', fallen);
    await stack.database.query(`update users set role = 'staff' where id = $1`, [fallen.id]);
    expect((await accept(token)).status).toBe(410);
    expect(await roleOf(email)).toBeUndefined();
  });

  test('once it is withdrawn, and who may not give the role cannot withdraw it', async () => {
    const { id, token } = await invited(newMail(), 'owner');
    const withdraw = (by: SignedInUser) =>
      stack.call(`/invitations/${id}`, { method: 'DELETE', headers: by.headers, from: newClient() });
    expect((await withdraw(manager)).status).toBe(403);
    const open = await stack.call('/invitations', { headers: manager.headers, from: newClient() });
    expect(open.text).toContain(id);
    expect(open.text).not.toContain(token);
    expect((await withdraw(owner)).status).toBe(200);
    expect((await withdraw(owner)).status).toBe(404);
    expect((await accept(token)).status).toBe(410);
  });

  test('after a week', async () => {
    const { token } = await invited();
    stack.clock.advance({ hours: 7 * 24 + 1 });
    expect((await accept(token)).status).toBe(410);
    owner = await signedInUser(stack, 'owner');
  });
});

test('what is missing for the account is asked for, and the link stays good', async () => {
  const { token } = await invited();
  for (const more of [{}, { name: 'Grace' }, { password }, { name: 'Grace', password: 'short' }])
    expect((await accept(token, more)).status).toBe(422);
  expect((await accept(token)).status).toBe(201);
});

test('used fifty times at once makes one account with one session', async () => {
  const { token, email } = await invited();
  const clients = await warmClients(stack, 50);
  const answers = await Promise.all(clients.map((from) => accept(token, { name: 'Grace', password }, from)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => ![201, 410].includes(status))).toEqual([]);
  const { rows } = await stack.database.query(
    'select count(*)::int as sessions from sessions s join users p on p.id = s.user_id where p.email = $1',
    [email],
  );
  expect(rows).toEqual([{ sessions: 1 }]);
});

test('an address gets five invitations an hour at most', async () => {
  const email = newMail();
  const statuses: number[] = [];
  for (let time = 0; time < 6; time += 1) statuses.push((await invite(owner, email, 'staff')).status);
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
});
