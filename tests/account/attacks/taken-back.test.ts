import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { createAuthenticator } from '../../../dev/authenticator.ts';
import { newId } from '../../../src/platform/ids.ts';
import { deliverDue } from '../../../src/workflows/message/deliver.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

type Headers = { readonly Authorization: string };

async function addPasskey(headers: Headers) {
  const authenticator = createAuthenticator(stack.runtime.config.site.url);
  const { options } = Object((await post(stack, '/account/passkeys/options', undefined, headers)).json());
  const body = { name: 'A key', response: authenticator.create(options) };
  const added = await post(stack, '/account/passkeys', body, headers);
  expect(added.status, added.text).toBe(201);
  return String(Object(added.json()).factor);
}

async function addApp(headers: Headers) {
  const { factor, secret } = Object((await post(stack, '/account/totp', {}, headers)).json());
  const code = new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });
  expect((await post(stack, '/account/totp/confirm', { factor, code }, headers)).status).toBe(200);
  return String(factor);
}

async function makeKey(headers: Headers): Promise<string> {
  const made = await post(stack, '/api-keys', { name: 'Till', scopes: ['ledger:read'] }, headers);
  expect(made.status, made.text).toBe(201);
  return Object(made.json()).key;
}

const isOpen = async (key: string) =>
  (
    await stack.call('/ledger/trial-balance', {
      headers: { Authorization: `Bearer ${key}` },
      from: newClient(),
    })
  ).status === 200;

async function factorsOf(id: string): Promise<string[]> {
  const { rows } = await stack.database.query('select id from factors where user_id = $1', [id]);
  return rows.map((row) => String(Object(row).id));
}

/** An owner of the house with a passkey and a key of their own; a minute later a thief signs in. */
async function robbed() {
  const owner = await signedInUser(stack, 'owner');
  const own = { factor: await addPasskey(owner.headers), key: await makeKey(owner.headers) };
  stack.clock.advance({ minutes: 1 });
  const thief = await signInAgain(stack, owner.id);
  stack.clock.advance({ seconds: 1 });
  return { owner, own, thief };
}

test.each([
  ['the first mail', 0],
  ['the last mail', -1],
])(
  'whatever a thief added in a session is gone by the link of %s about it, and what the owner had stays',
  async (_what, which) => {
    const { owner, own, thief } = await robbed();
    const sent: string[] = [];
    const then = async () => {
      sent.push(await mailedToken(stack, 'secure-account', owner.email));
      stack.clock.advance({ seconds: 1 });
    };
    await addApp(thief.headers);
    await then();
    const key = await makeKey(thief.headers);
    const email = newMail();
    expect((await post(stack, '/invitations', { email, role: 'owner' }, thief.headers)).status).toBe(201);
    const invitation = await mailedToken(stack, 'invitation', email);
    await addPasskey(thief.headers);
    await then();
    expect((await post(stack, '/auth/not-me', { token: sent.at(which) })).status).toBe(200);
    expect(await factorsOf(owner.id)).toEqual([own.factor]);
    expect([await isOpen(own.key), await isOpen(key)]).toEqual([true, false]);
    const accepted = { token: invitation, name: 'Mallory', password, sessionAs: 'tokens' };
    expect((await post(stack, '/auth/invitations/accept', accepted)).status).toBe(410);
  },
);

test('a key that was made in a session of the owner’s own is gone by the link of the mail about it', async () => {
  const { owner, thief } = await robbed();
  const key = await makeKey(thief.headers);
  const token = await mailedToken(stack, 'secure-account', owner.email);
  stack.clock.advance({ seconds: 1 });
  expect((await post(stack, '/auth/not-me', { token })).status).toBe(200);
  expect(await isOpen(key)).toBe(false);
});

/** What a thief may do last, each of which is told by a mail. */
const lastDeeds: Record<
  string,
  (headers: Headers, own: { factor: string; email: string }) => Promise<unknown>
> = {
  'a passkey': (headers) => addPasskey(headers),
  'new backup codes': async (headers) =>
    expect((await post(stack, '/account/backup-codes', undefined, headers)).status).toBe(201),
  'the owner’s factor gone': async (headers, { factor }) =>
    expect((await stack.call(`/account/factors/${factor}`, { method: 'DELETE', headers })).status).toBe(200),
  'another password': async (headers) => {
    const body = { currentPassword: password, password: 'eleven quiet green bicycles' };
    expect((await post(stack, '/account/password', body, headers)).status).toBe(200);
  },
  'another address': async (headers) => {
    const email = newMail();
    expect((await post(stack, '/account/email', { email }, headers)).status).toBe(202);
    const token = await mailedToken(stack, 'email-change', email);
    expect((await post(stack, '/auth/confirm-email', { token }, headers)).status).toBe(200);
  },
};

test.each(Object.entries(lastDeeds))(
  'a mail about %s lists what else came in the same session, and its link takes all of it back',
  async (_what, deed) => {
    const { owner, own, thief } = await robbed();
    await addApp(thief.headers);
    const key = await makeKey(thief.headers);
    const email = newMail();
    expect((await post(stack, '/invitations', { email, role: 'owner' }, thief.headers)).status).toBe(201);
    stack.clock.advance({ seconds: 1 });
    await deed(thief.headers, { factor: own.factor, email: owner.email });
    await stack.functions.settled();
    await deliverDue(stack.runtime);
    const token = await mailedToken(stack, 'secure-account', owner.email);
    const text = stack.mailbox.messages().find((mail) => mail.text?.includes(token))?.text ?? '';
    const [, list = ''] = text.split('What the link takes away too');
    for (const item of ['an authenticator app', 'a key for machines (Till)', `an invitation (${email})`])
      expect(list.replaceAll(/[\u2066-\u2069]/g, '')).toContain(item);
    expect(list.match(/key for machines/g), 'the owner’s own key stays, and is not listed').toHaveLength(1);
    expect((await post(stack, '/auth/not-me', { token })).status).toBe(200);
    expect((await factorsOf(owner.id)).filter((id) => id !== own.factor)).toEqual([]);
    expect([await isOpen(own.key), await isOpen(key)]).toEqual([true, false]);
  },
);

test('a mail after which nothing else came lists nothing', async () => {
  const { owner, thief } = await robbed();
  await makeKey(thief.headers);
  await stack.functions.settled();
  await deliverDue(stack.runtime);
  const token = await mailedToken(stack, 'secure-account', owner.email);
  const text = stack.mailbox.messages().find((mail) => mail.text?.includes(token))?.text;
  expect(text).toContain('a key for machines');
  expect(text).not.toContain('takes away too');
});

/** Every way in that a thief can remove, each told by a mail: how it is made and how it goes. */
const waysIn: Record<string, { table: 'factors' | 'identities'; add(owner: SignedInUser): Promise<string> }> =
  {
    'a passkey': { table: 'factors', add: ({ headers }) => addPasskey(headers) },
    'an app': { table: 'factors', add: ({ headers }) => addApp(headers) },
    'a phone': {
      table: 'factors',
      async add({ id }) {
        const factor = newId('factor', stack.clock.now(), stack.runtime.random);
        await stack.database.query(
          "insert into factors (id, user_id, kind, name, secret_sealed, created_at, confirmed_at) values ($1, $2, 'sms', 'Phone', 'x', $3, $3)",
          [factor, id, stack.clock.now()],
        );
        return factor;
      },
    },
    'an account at a provider': {
      table: 'identities',
      async add({ id }) {
        await stack.database.query(
          "insert into identities (provider, subject, user_id, linked_at) values ('google', $1, $1, $2)",
          [id, stack.clock.now()],
        );
        return 'google';
      },
    },
  };

test.each(
  Object.entries(waysIn).flatMap(([what, way]) =>
    ([0, -1] as const).map((which) => [what, which === 0 ? 'first' : 'last', which, way] as const),
  ),
)(
  '%s that a thief removed is back, and the thief’s own in its place gone, by the link of the %s mail',
  async (_what, _mail, which, { table, add }) => {
    const owner = await signedInUser(stack);
    const name = await add(owner);
    const rows = async () =>
      (await stack.database.query(`select * from ${table} where user_id = $1`, [owner.id])).rows;
    const before = await rows();
    stack.clock.advance({ minutes: 1 });
    const { headers } = await signInAgain(stack, owner.id);
    stack.clock.advance({ seconds: 1 });
    const sent: string[] = [];
    const told = async () => {
      sent.push(await mailedToken(stack, 'secure-account', owner.email));
      stack.clock.advance({ seconds: 1 });
    };
    const remove = async (path: string) => {
      const removed = await stack.call(path, { method: 'DELETE', headers, from: newClient() });
      expect(removed.status, removed.text).toBe(200);
      await told();
    };
    await remove(`/account/${table}/${name}`);
    const app = await addApp(headers);
    await told();
    await remove(`/account/factors/${app}`);
    await addPasskey(headers);
    await told();
    expect((await post(stack, '/auth/not-me', { token: sent.at(which) })).status).toBe(200);
    expect(await rows()).toEqual(before);
    expect(await factorsOf(owner.id)).toEqual(table === 'factors' ? [name] : []);
  },
);

test('what its owner removed before the thief came stays removed', async () => {
  const owner = await signedInUser(stack);
  const factor = await addPasskey(owner.headers);
  const { headers } = owner;
  expect((await stack.call(`/account/factors/${factor}`, { method: 'DELETE', headers })).status).toBe(200);
  stack.clock.advance({ minutes: 1 });
  const thief = await signInAgain(stack, owner.id);
  stack.clock.advance({ seconds: 1 });
  await addApp(thief.headers);
  const token = await mailedToken(stack, 'secure-account', owner.email);
  expect((await post(stack, '/auth/not-me', { token })).status).toBe(200);
  expect(await factorsOf(owner.id)).toEqual([]);
});

test('a thief who closes the account as well does not spend the link: it waits until the account is open again', async () => {
  const owner = await signedInUser(stack);
  const own = await addPasskey(owner.headers);
  stack.clock.advance({ minutes: 1 });
  const thief = await signInAgain(stack, owner.id);
  stack.clock.advance({ seconds: 1 });
  expect(
    (await stack.call(`/account/factors/${own}`, { method: 'DELETE', headers: thief.headers })).status,
  ).toBe(200);
  const token = await mailedToken(stack, 'secure-account', owner.email);
  await addApp(thief.headers);
  expect((await post(stack, '/account/close', undefined, thief.headers)).status).toBe(200);
  const early = await post(stack, '/auth/not-me', { token });
  expect([early.status, Object(early.json()).code]).toEqual([409, 'state-conflict']);
  const reopening = await mailedToken(stack, 'reopening', owner.email);
  expect((await post(stack, '/auth/reopen', { token: reopening })).status).toBe(200);
  expect((await post(stack, '/auth/not-me', { token })).status).toBe(200);
  expect(await factorsOf(owner.id)).toEqual([own]);
});
