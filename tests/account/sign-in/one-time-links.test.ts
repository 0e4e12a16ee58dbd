import { describe, expect, test } from 'vitest';
import {
  mailedToken,
  newMail,
  password,
  post,
  signedInUser,
  signInAgain,
  signInAs,
} from '../../support/account/accounts.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();

const other = 'eleven quiet green bicycles';

interface Link {
  readonly path: string;
  readonly purpose: 'registration' | 'password-reset' | 'email-change' | 'secure-account' | 'reopening';
  /** Orders the mail, and answers what the link is posted with, and in which session where it needs one. */
  readonly order: () => Promise<{
    body: Readonly<Record<string, unknown>>;
    email: string;
    session?: () => Promise<{ readonly headers: Readonly<Record<string, string>> }>;
  }>;
  readonly minutes: number;
}

const links: Readonly<Record<string, Link>> = {
  verification: {
    path: '/auth/verify',
    purpose: 'registration',
    minutes: 24 * 60,
    async order() {
      const email = newMail();
      await post(stack, '/auth/register', { email, password, name: 'Ada' });
      return {
        email,
        body: { token: await mailedToken(stack, 'registration', email), password, sessionAs: 'tokens' },
      };
    },
  },
  reset: {
    path: '/auth/reset',
    purpose: 'password-reset',
    minutes: 30,
    async order() {
      const { email } = await signedInUser(stack);
      await post(stack, '/auth/recover', { email });
      return { email, body: { token: await mailedToken(stack, 'password-reset', email), password: other } };
    },
  },
  'change of address': {
    path: '/auth/confirm-email',
    purpose: 'email-change',
    minutes: 24 * 60,
    async order() {
      const { headers, id } = await signedInUser(stack);
      const email = newMail();
      await post(stack, '/account/email', { email }, headers);
      const session = () => signInAgain(stack, id);
      return { email, session, body: { token: await mailedToken(stack, 'email-change', email) } };
    },
  },
  'it was not me': {
    path: '/auth/not-me',
    purpose: 'secure-account',
    minutes: 7 * 24 * 60,
    async order() {
      const { email, headers } = await signedInUser(stack);
      const changed = await post(
        stack,
        '/account/password',
        { password: other, currentPassword: password },
        headers,
      );
      if (changed.status !== 200) throw new Error(changed.text);
      return { email, body: { token: await mailedToken(stack, 'secure-account', email) } };
    },
  },
  'a closed account': {
    path: '/auth/reopen',
    purpose: 'reopening',
    minutes: 14 * 24 * 60,
    async order() {
      const { email, headers } = await signedInUser(stack);
      const closed = await post(stack, '/account/close', undefined, headers);
      if (closed.status !== 200) throw new Error(closed.text);
      return { email, body: { token: await mailedToken(stack, 'reopening', email) } };
    },
  },
};

describe.each(Object.entries(links))('the link of %s', (_name, link) => {
  test('used fifty times at once opens once', async () => {
    const { body, session } = await link.order();
    const headers = (await session?.())?.headers ?? {};
    const clients = await warmClients(stack, 50);
    const answers = await Promise.all(
      clients.map((from) => stack.call(link.path, { method: 'POST', from, body, headers })),
    );
    const opened = answers.filter(({ status }) => status < 300);
    expect(opened).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(49);
    expect((await post(stack, link.path, body, headers)).status).toBe(410);
  });

  test('is worthless once its time is over', async () => {
    const { body, session } = await link.order();
    stack.clock.advance({ minutes: link.minutes });
    expect((await post(stack, link.path, body, (await session?.())?.headers)).status).toBe(410);
  });

  test('opens nothing else, and nothing else opens it', async () => {
    const { body, session } = await link.order();
    const headers = (await session?.())?.headers;
    for (const [name, foreign] of Object.entries(links)) {
      if (foreign === link) continue;
      const theirs = await foreign.order();
      const crossed = await post(stack, link.path, { ...body, token: theirs.body.token }, headers);
      expect([name, crossed.status]).toEqual([name, 410]);
    }
    const token = String(body.token);
    for (const made of [
      token.slice(0, -1),
      `${token}A`,
      token.toUpperCase(),
      '',
      'ott_',
      `${token}\u0000`,
      'a'.repeat(200),
    ])
      expect((await post(stack, link.path, { ...body, token: made }, headers)).status).toBe(410);
    expect((await post(stack, link.path, body, headers)).status).toBeLessThan(300);
  });
});

test('wrong passwords at a verification, fifty at once, are compared five times, and then it is worn out', async () => {
  const { body } = (await links.verification?.order()) ?? {};
  const clients = await warmClients(stack, 50);
  const answers = await Promise.all(
    clients.map((from) =>
      stack.call('/auth/verify', {
        method: 'POST',
        from,
        body: { ...body, password: 'not the one that was chosen' },
      }),
    ),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(45);
  expect((await post(stack, '/auth/verify', body)).status).toBe(410);
});

test('who registers another’s address has nothing: the owner’s own registration counts, and the squatter cannot sign in', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password: other, name: 'Squatter' });
  const squatted = await mailedToken(stack, 'registration', email);
  // The owner reads the squatter's mail and cannot confirm it by accident: the password is not theirs.
  expect((await post(stack, '/auth/verify', { token: squatted, password, sessionAs: 'tokens' })).status).toBe(
    401,
  );
  // Ids of one millisecond are in no order, and the mail to read is the newest.
  stack.clock.advance({ seconds: 1 });
  await post(stack, '/auth/register', { email, password, name: 'Owner' });
  const own = await mailedToken(stack, 'registration', email);
  expect((await post(stack, '/auth/verify', { token: own, password, sessionAs: 'tokens' })).status).toBe(201);
  expect(
    (await post(stack, '/auth/verify', { token: squatted, password: other, sessionAs: 'tokens' })).status,
  ).toBe(410);
  expect((await signInAs(stack, email, other)).status).toBe(401);
  expect((await signInAs(stack, email)).status).toBe(200);
});

test('two registrations of one address that are confirmed at once make one account', async () => {
  const email = newMail();
  const tokens: string[] = [];
  for (let time = 0; time < 4; time += 1) {
    await post(stack, '/auth/register', { email, password, name: `Ada ${time}` });
    tokens.push(await mailedToken(stack, 'registration', email));
    stack.clock.advance({ seconds: 1 });
  }
  const clients = await warmClients(stack, 4);
  const answers = await Promise.all(
    tokens.map((token, at) =>
      stack.call('/auth/verify', {
        method: 'POST',
        from: clients[at] ?? '',
        body: { token, password, sessionAs: 'tokens' },
      }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410, 410]);
});

test('a new password makes every other link to one worthless, and ends every session', async () => {
  const { email, headers } = await signedInUser(stack);
  await post(stack, '/auth/recover', { email });
  const first = await mailedToken(stack, 'password-reset', email);
  stack.clock.advance({ seconds: 1 });
  await post(stack, '/auth/recover', { email });
  const second = await mailedToken(stack, 'password-reset', email);
  expect(second).not.toBe(first);
  expect((await post(stack, '/auth/reset', { token: second, password: other })).status).toBe(200);
  expect((await post(stack, '/auth/reset', { token: first, password })).status).toBe(410);
  expect((await stack.call('/account', { headers })).status).toBe(401);
  expect((await signInAs(stack, email, other)).status).toBe(200);
});

test('who says that a changed address was not them has the old one back, and the thief is out', async () => {
  const { email, headers, id } = await signedInUser(stack);
  const thiefs = newMail();
  await post(stack, '/account/email', { email: thiefs }, headers);
  expect(
    (
      await post(
        stack,
        '/auth/confirm-email',
        { token: await mailedToken(stack, 'email-change', thiefs) },
        headers,
      )
    ).status,
  ).toBe(200);
  expect(
    (await post(stack, '/auth/not-me', { token: await mailedToken(stack, 'secure-account', email) })).status,
  ).toBe(200);
  expect((await stack.call('/account', { headers })).status).toBe(401);
  expect((await signInAs(stack, thiefs)).status).toBe(401);
  expect((await signInAs(stack, email)).status).toBe(401);
  const reset = await post(stack, '/auth/reset', {
    token: await mailedToken(stack, 'password-reset', email),
    password: other,
  });
  expect(reset.status, reset.text).toBe(200);
  expect((await signInAs(stack, email, other)).status).toBe(200);
  const { rows } = await stack.database.query('select email from users where id = $1', [id]);
  expect(rows).toEqual([{ email }]);
});

test('an address that another account has taken meanwhile is not taken from it', async () => {
  const { headers, email } = await signedInUser(stack);
  const wanted = newMail();
  await post(stack, '/account/email', { email: wanted }, headers);
  await signedInUser(stack, 'guest', { email: wanted });
  expect(
    (
      await post(
        stack,
        '/auth/confirm-email',
        { token: await mailedToken(stack, 'email-change', wanted) },
        headers,
      )
    ).status,
  ).toBe(410);
  expect((await stack.call('/account', { headers })).json()).toMatchObject({ email });
});

describe('of the links of a kind the newest stands alone', () => {
  test('another address: the link that was asked for before opens nothing, whether the newer one was used or not', async () => {
    const { headers, id } = await signedInUser(stack);
    const [first, second, third] = [newMail(), newMail(), newMail()];
    for (const email of [first, second, third]) await post(stack, '/account/email', { email }, headers);
    const confirm = async (email: string) =>
      post(stack, '/auth/confirm-email', { token: await mailedToken(stack, 'email-change', email) }, headers);
    expect((await confirm(first)).status).toBe(410);
    expect((await confirm(third)).status).toBe(200);
    expect((await confirm(second)).status).toBe(410);
    const { rows } = await stack.database.query('select email from users where id = $1', [id]);
    expect(rows).toEqual([{ email: third }]);
  });

  test('a new password: the older link opens nothing once a newer one is on its way', async () => {
    const { email } = await signedInUser(stack);
    await post(stack, '/auth/recover', { email });
    const older = await mailedToken(stack, 'password-reset', email);
    await post(stack, '/auth/recover', { email });
    const newer = await mailedToken(stack, 'password-reset', email);
    expect((await post(stack, '/auth/reset', { token: older, password: other })).status).toBe(410);
    expect((await post(stack, '/auth/reset', { token: newer, password: other })).status).toBe(200);
  });

  test('an invitation: asking the same address again replaces the one before', async () => {
    const { headers } = await signedInUser(stack, 'owner');
    const email = newMail();
    await post(stack, '/invitations', { email, role: 'owner' }, headers);
    const older = await mailedToken(stack, 'invitation', email);
    await post(stack, '/invitations', { email, role: 'staff' }, headers);
    const accept = (token: string) =>
      post(stack, '/auth/invitations/accept', { token, name: 'Ada', password: other, sessionAs: 'tokens' });
    expect((await accept(older)).status).toBe(410);
    expect((await accept(await mailedToken(stack, 'invitation', email))).status).toBe(201);
    const { rows } = await stack.database.query('select role from users where email = $1', [email]);
    expect(rows).toEqual([{ role: 'staff' }]);
  });
});
