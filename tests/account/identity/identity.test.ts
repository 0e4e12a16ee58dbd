import { beforeEach, describe, expect, test } from 'vitest';
import {
  newMail,
  post,
  type SignedInUser,
  signedInUser,
  signInAs,
  tokensOf,
} from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();
beforeEach(() => {
  stack.identity.fault(null);
  // New keys of the provider are looked for once a minute at most.
  stack.clock.advance({ minutes: 2 });
});

const cookiesOf = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .filter((one) => !one.endsWith('='))
    .join('; ');

/** Begins as a browser does: where it is sent, and its cookie. */
async function begin(returnTo = '/account/') {
  const answer = await stack.call(`/auth/providers/google?returnTo=${encodeURIComponent(returnTo)}`, {
    from: newClient(),
  });
  expect(answer.status, answer.text).toBe(303);
  return { url: answer.headers.get('Location') ?? '', cookie: cookiesOf(answer) };
}

/** Comes back as a browser does; the site's own address stands for the one under test. */
function comeBack(back: string, cookie: string, from = newClient()) {
  const { search } = new URL(back);
  return stack.call(`/auth/providers/google/callback${search}`, { from, headers: { Cookie: cookie } });
}

async function walk(email: string, returnTo?: string, isVerified = true) {
  const { url, cookie } = await begin(returnTo);
  return comeBack(await stack.identity.choose(url, { email, isVerified }), cookie);
}

const site = () => stack.runtime.config.site.url;
const refused = () => `${site()}/account/sign-in/#refused=sign-in-refused`;

async function accountOf(answer: Answer) {
  const account = await stack.call('/account', { headers: { Cookie: cookiesOf(answer) }, from: newClient() });
  return Object(account.json());
}

test('somebody new comes in by Google, has an account without a password, and comes back to it', async () => {
  const email = newMail();
  const first = await walk(email, '/account/#reservations');
  expect([first.status, first.headers.get('Location')]).toEqual([303, `${site()}/account/#reservations`]);
  const account = await accountOf(first);
  expect(account).toMatchObject({
    email,
    hasPassword: false,
    identities: ['google'],
    name: email.split('@')[0],
  });
  const second = await accountOf(await walk(email));
  expect(second.id).toBe(account.id);
});

test('the way there is the code flow with PKCE, state and nonce, and the cookie binds the browser', async () => {
  const { url, cookie } = await begin();
  const asked = new URL(url).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    redirect_uri: `${site()}/api/v1/auth/providers/google/callback`,
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^ott_/),
  });
  expect(cookie).toMatch(/^__Host-midas-sign-in=[\w-]{43}$/);
});

describe('a page to go back to', () => {
  test.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/\\/evil.example',
    'javascript:alert(1)',
    '/x\r\nSet-Cookie: a=b',
    '',
  ])('that is not ours (%j) is our own instead', async (returnTo) => {
    const answer = await walk(newMail(), returnTo);
    expect(answer.headers.get('Location')).toBe(`${site()}/account/`);
  });
});

test('an address with an apostrophe signs in, and a name copied with what nobody sees is taken as people see it', async () => {
  const email = `o'hara.${newMail()}`;
  const { url, cookie } = await begin();
  const name = '\u202aSeán\u00ad O\u2019Hara\u202c';
  const answer = await comeBack(await stack.identity.choose(url, { email, name }), cookie);
  expect(answer.headers.get('Location')).toBe(`${site()}/account/`);
  expect(await accountOf(answer)).toMatchObject({ email, name: 'Seán O\u2019Hara' });
});

describe('refused, to the sign-in page and with no word on why, is whoever', () => {
  test('comes back without the cookie of the browser that began, or with another’s', async () => {
    const { url } = await begin();
    const { cookie } = await begin();
    const back = await stack.identity.choose(url, { email: newMail() });
    for (const other of ['', cookie])
      expect((await comeBack(back, other)).headers.get('Location')).toBe(refused());
  });

  test('denies', async () => {
    const { url, cookie } = await begin();
    expect((await comeBack(await stack.identity.choose(url, 'deny'), cookie)).headers.get('Location')).toBe(
      refused(),
    );
  });

  test('comes twice by one state or one code', async () => {
    const { url, cookie } = await begin();
    const back = await stack.identity.choose(url, { email: newMail() });
    expect((await comeBack(back, cookie)).headers.get('Location')).toBe(`${site()}/account/`);
    expect((await comeBack(back, cookie)).headers.get('Location')).toBe(refused());
    const other = await begin();
    const replayed = new URL(await stack.identity.choose(other.url, { email: newMail() }));
    replayed.searchParams.set('code', new URL(back).searchParams.get('code') ?? '');
    expect((await comeBack(replayed.href, other.cookie)).headers.get('Location')).toBe(refused());
  });

  test('comes with a state that is made up, or too late, or from another issuer', async () => {
    const { url, cookie } = await begin();
    const back = new URL(await stack.identity.choose(url, { email: newMail() }));
    const made = new URL(back);
    made.searchParams.set('state', 'made-up');
    const foreign = new URL(back);
    foreign.searchParams.set('iss', 'https://elsewhere.example');
    expect((await comeBack(made.href, cookie)).headers.get('Location')).toBe(refused());
    expect((await comeBack(foreign.href, cookie)).headers.get('Location')).toBe(refused());
    const late = await begin();
    const lateBack = await stack.identity.choose(late.url, { email: newMail() });
    stack.clock.advance({ minutes: 10 });
    expect((await comeBack(lateBack, late.cookie)).headers.get('Location')).toBe(refused());
  });

  test('has an address that Google has not proved: no account is made, and none is linked', async () => {
    const { email, id } = await signedInUser(stack);
    expect((await walk(email, undefined, false)).headers.get('Location')).toBe(refused());
    expect((await walk(newMail(), undefined, false)).headers.get('Location')).toBe(refused());
    const { rows } = await stack.database.query('select from identities where user_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  test('is banned', async () => {
    const email = newMail();
    const account = await accountOf(await walk(email));
    await stack.database.query(`update users set status = 'banned' where id = $1`, [account.id]);
    expect((await walk(email)).headers.get('Location')).toBe(refused());
  });

  test('comes while Google is away, who is told so', async () => {
    stack.identity.fault('refuse');
    const { url, cookie } = await begin();
    const answer = await comeBack(await stack.identity.choose(url, { email: newMail() }), cookie);
    expect(answer.headers.get('Location')).toMatch(/#refused=(unavailable|sign-in-refused)$/);
  });
});

describe('an identity and an account of one address', () => {
  test('are linked, for both sides have proved it, and the owner is told', async () => {
    const { email, id } = await signedInUser(stack);
    expect(await accountOf(await walk(email.toUpperCase()))).toMatchObject({
      id,
      identities: ['google'],
      hasPassword: true,
    });
    await stack.functions.settled();
    const mails = stack.mailbox.messages().filter(({ to }) => to.includes(email));
    expect(mails.map(({ subject }) => subject)).toContain('You can now sign in to Fine Things with Google');
    expect((await signInAs(stack, email)).status).toBe(200);
  });

  test('stay linked when the address changes, and another account at Google with the old address is somebody else', async () => {
    const { email, id } = await signedInUser(stack);
    await walk(email);
    const moved = newMail();
    await stack.database.query('update users set email = $2 where id = $1', [id, moved]);
    expect(await accountOf(await walk(email))).toMatchObject({ id, email: moved });
  });

  test('ask for the second factor as ever', async () => {
    const { email, id } = await signedInUser(stack);
    await stack.database.query(
      `insert into factors (id, user_id, kind, name, secret_sealed, confirmed_at) values ('fct_' || $1, $1, 'totp', 'App', 'x', now())`,
      [id],
    );
    const answer = await walk(email);
    const location = answer.headers.get('Location') ?? '';
    expect(location).toMatch(/\/account\/sign-in\/#transaction=ott_.+&kinds=totp/);
    expect(cookiesOf(answer)).not.toContain('__Host-midas-access');
  });

  test('a registration that nobody has confirmed does not stand in the way: the squatter has nothing', async () => {
    const email = newMail();
    await post(stack, '/auth/register', { email, password: 'eleven quiet green bicycles', name: 'Squatter' });
    expect(await accountOf(await walk(email))).toMatchObject({ email, hasPassword: false });
    expect((await signInAs(stack, email, 'eleven quiet green bicycles')).status).toBe(401);
  });
});

describe('the ID token of the page’s button', () => {
  const nonce = async () =>
    Object((await post(stack, '/auth/providers/google/nonce', undefined)).json()).nonce;
  const bring = (credential: string, from = newClient()) =>
    stack.call('/auth/providers/google/id-token', {
      method: 'POST',
      from,
      body: { credential, sessionAs: 'tokens' },
    });

  test('signs in once: fifty times at once opens one session', async () => {
    const credential = await stack.identity.idToken({ email: newMail() }, await nonce());
    const clients = await warmClients(stack, 50);
    const answers = await Promise.all(clients.map((from) => bring(credential, from)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(tokensOf(answers.find(({ status }) => status === 200) ?? (await bring('')))).toBeDefined();
    expect((await bring(credential)).status).toBe(401);
  });

  test.each([
    ['without a nonce', async () => stack.identity.idToken({ email: newMail() }, undefined)],
    ['with a nonce that is made up', async () => stack.identity.idToken({ email: newMail() }, 'made-up')],
    ['of rubbish', async () => 'a.b.c'],
    ['of nothing', async () => ''],
  ])('is refused %s', async (_what, make) => {
    expect((await bring(await make())).status).toBe(401);
  });

  test('by a key that Google has changed is read once the new key is fetched, which strangers cannot make us do often', async () => {
    stack.clock.advance({ minutes: 2 });
    stack.identity.rotateKey();
    const before = stack.identity.counts().jwks;
    expect((await bring(await stack.identity.idToken({ email: newMail() }, await nonce()))).status).toBe(200);
    expect(stack.identity.counts().jwks).toBe(before + 1);
    stack.identity.rotateKey();
    for (let time = 0; time < 5; time += 1)
      await bring(await stack.identity.idToken({ email: newMail() }, await nonce()));
    expect(stack.identity.counts().jwks).toBe(before + 1);
  });
});

test('fifty first sign-ins of one person at once make one account with one link', async () => {
  const email = newMail();
  const ways = [];
  for (let time = 0; time < 10; time += 1) ways.push(await begin());
  const backs = await Promise.all(
    ways.map(async ({ url, cookie }) => ({ back: await stack.identity.choose(url, { email }), cookie })),
  );
  const clients = await warmClients(stack, 10);
  const answers = await Promise.all(backs.map(({ back, cookie }, at) => comeBack(back, cookie, clients[at])));
  expect(new Set(answers.map((answer) => answer.headers.get('Location')))).toEqual(
    new Set([`${site()}/account/`]),
  );
  const { rows } = await stack.database.query(
    'select (select count(*)::int from identities i where i.user_id = p.id) as links from users p where email = $1',
    [email],
  );
  expect(rows).toEqual([{ links: 1 }]);
});

test('a link is taken away, unless it is the only way in', async () => {
  const unlink = ({ headers }: Pick<SignedInUser, 'headers'>) =>
    stack.call('/account/identities/google', { method: 'DELETE', headers, from: newClient() });
  const user = await signedInUser(stack);
  expect((await unlink(user)).status).toBe(404);
  await walk(user.email);
  const { rows } = await stack.database.query('select password_hash as hash from users where id = $1', [
    user.id,
  ]);
  const keep = (hash: string | null) =>
    stack.database.query('update users set password_hash = $2 where id = $1', [user.id, hash]);
  await keep(null);
  expect((await unlink(user)).status).toBe(409);
  await keep(rows[0].hash);
  expect((await unlink(user)).status).toBe(200);
  expect((await unlink(user)).status).toBe(404);
});
