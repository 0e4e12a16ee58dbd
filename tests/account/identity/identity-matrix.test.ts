import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ProviderName, providerNames } from '../../../dev/openid/all.ts';
import { faultsOfAll, faultsOfNonce } from '../../../dev/openid/id-token.ts';
import { firebase } from '../../../dev/openid/plays/firebase.ts';
import { microsoft, tenants } from '../../../dev/openid/plays/microsoft.ts';
import { newMail, type SignedInUser, signedInUser, tokensOf } from '../../support/account/accounts.ts';
import {
  begin,
  bring,
  bringToken,
  comeBack,
  cookiesOf,
  nonceFor,
  postBack,
  walk,
  withCodeFlow,
} from '../../support/account/ways-in.ts';
import { newClient } from '../../support/booking/booking.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import { warmClients } from '../../support/harness/warm-clients.ts';

const stack = useStack();
beforeEach(() => {
  for (const name of providerNames) stack.identities[name].fault(null);
  // New keys of a provider are looked for once a minute at most, and a token of one second is one token.
  stack.clock.advance({ minutes: 2 });
});

const whereTo = (answer: Answer) =>
  (answer.headers.get('Location') ?? '').replace('https://fine-things.example', '');
const refused = '/account/sign-in/#refused=sign-in-refused';
const linksOf = async (id: string) =>
  (await stack.database.query('select provider, subject from identities where user_id = $1', [id])).rows;
/** What a sign-in would add to. */
const everything = async () =>
  (
    await stack.database.query(
      'select (select count(*) from users) as users, (select count(*) from identities) as links, (select count(*) from sessions) as sessions',
    )
  ).rows[0];

async function accountOf(answer: Answer) {
  const headers = { Authorization: `Bearer ${tokensOf(answer).accessToken}` };
  return Object((await stack.call('/account', { headers, from: newClient() })).json());
}

/** What each provider can get wrong, from its play: the common faults, those of a nonce, and its own. */
const faults: Readonly<Record<ProviderName, readonly string[]>> = {
  google: Object.keys({ ...faultsOfAll, ...faultsOfNonce }),
  apple: Object.keys({ ...faultsOfAll, ...faultsOfNonce }),
  microsoft: Object.keys({ ...faultsOfAll, ...faultsOfNonce, ...microsoft.faults }),
  firebase: Object.keys({ ...faultsOfAll, ...firebase('any').faults }),
};
const wrong = providerNames.flatMap((name) => faults[name].map((fault) => [name, fault] as const));
const wrongByCode = withCodeFlow.flatMap((name) => faults[name].map((fault) => [name, fault] as const));

describe('a wrong token signs nobody in, makes no account and links none:', () => {
  test('every fault that the sandboxes know is here', () => {
    for (const name of providerNames)
      expect([...faults[name]].toSorted()).toEqual([...stack.identities[name].faults].toSorted());
  });

  /** Somebody with an account, whom every wrong token names. */
  let victim: SignedInUser;
  let made: unknown;
  beforeAll(async () => {
    victim = await signedInUser(stack);
    made = await everything();
  });

  test.each(wrong)('%s brought by a page, %s', async (name, fault) => {
    expect((await bringToken(stack, name, victim, fault)).status).toBe(401);
    expect(await everything()).toEqual(made);
  });

  test.each(wrongByCode)('%s by its own page, %s', async (name, fault) => {
    stack.identities[name].fault(fault);
    expect(whereTo(await walk(stack, name, victim))).toBe(refused);
    expect(await everything()).toEqual(made);
  });

  const pairs = providerNames.flatMap((name) =>
    providerNames.filter((other) => other !== name).map((other) => [name, other] as const),
  );
  test.each(pairs)('%s, one of %s', async (name, other) => {
    const nonce = await nonceFor(stack, name);
    const credential = await stack.identities[other].idToken({ email: victim.email }, nonce);
    expect((await bring(stack, name, credential)).status).toBe(401);
    expect(await everything()).toEqual(made);
  });
});

describe.each(providerNames)('%s', (name) => {
  test('signs in somebody new, whose account has no password, and knows them again', async () => {
    const email = newMail();
    const account = await accountOf(await bringToken(stack, name, { email }));
    expect(account).toMatchObject({ email, hasPassword: false, identities: [name], role: 'guest' });
    stack.clock.advance({ minutes: 1 });
    expect((await accountOf(await bringToken(stack, name, { email }))).id).toBe(account.id);
  });

  test('is linked to the account of an address that both sides have proved, is told by mail, and can be unlinked', async () => {
    const { email, id, headers } = await signedInUser(stack);
    expect(await accountOf(await bringToken(stack, name, { email: email.toUpperCase() }))).toMatchObject({
      id,
      identities: [name],
    });
    await stack.functions.settled();
    const subjects = stack.mailbox
      .messages()
      .filter(({ to }) => to.includes(email))
      .map(({ subject }) => subject);
    expect(subjects).toContain(`You can now sign in to Fine Things with ${stack.identities[name].name}`);
    const unlink = () =>
      stack.call(`/account/identities/${name}`, { method: 'DELETE', headers, from: newClient() });
    expect((await unlink()).status).toBe(200);
    expect(await linksOf(id)).toEqual([]);
    await accountOf(await bringToken(stack, name, { email: newMail() }));
  });

  test('is not unlinked where it is the only way in', async () => {
    const email = newMail();
    const { accessToken } = tokensOf(await bringToken(stack, name, { email }));
    const headers = { Authorization: `Bearer ${accessToken}` };
    const answer = await stack.call(`/account/identities/${name}`, {
      method: 'DELETE',
      headers,
      from: newClient(),
    });
    expect(answer.status).toBe(409);
  });

  test('lets in whoever is linked where it names no address, or no proved one, for then it says who this is all the same', async () => {
    const { email, id } = await signedInUser(stack);
    await accountOf(await bringToken(stack, name, { email }));
    for (const fault of ['no-mail', 'mail-unverified']) {
      stack.clock.advance({ minutes: 1 });
      expect((await accountOf(await bringToken(stack, name, { email }, fault))).id).toBe(id);
    }
  });

  test('asks for the second factor as ever', async () => {
    const { email, id } = await signedInUser(stack);
    await stack.database.query(
      `insert into factors (id, user_id, kind, name, secret_sealed, confirmed_at) values ('fct_' || $1, $1, 'totp', 'App', 'x', now())`,
      [id],
    );
    const answer = await bringToken(stack, name, { email });
    expect(answer.json()).toMatchObject({ outcome: 'second-factor-needed', kinds: ['totp'] });
  });

  test('lets nobody in who is banned', async () => {
    const { email, id } = await signedInUser(stack);
    await accountOf(await bringToken(stack, name, { email }));
    await stack.database.query(`update users set status = 'banned' where id = $1`, [id]);
    stack.clock.advance({ minutes: 1 });
    expect((await bringToken(stack, name, { email })).status).toBe(401);
  });

  test('has a token that is good once: of twenty at once one is, and none that is written in another way', async () => {
    const credential = await stack.identities[name].idToken(
      { email: newMail() },
      await nonceFor(stack, name),
    );
    const clients = await warmClients(stack, 20);
    const answers = await Promise.all(clients.map((from) => bring(stack, name, credential, from)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const other of spellings(credential)) expect((await bring(stack, name, other)).status).toBe(401);
  });

  test('takes no token of a page of another site, which might have got it for itself', async () => {
    const credential = await stack.identities[name].idToken(
      { email: newMail() },
      await nonceFor(stack, name),
    );
    for (const sessionAs of ['tokens', 'cookies']) {
      const answer = await stack.call(`/auth/providers/${name}/id-token`, {
        from: newClient(),
        headers: { Origin: 'https://elsewhere.example' },
        body: { credential, sessionAs },
      });
      expect(answer.status).toBe(403);
    }
    const answer = await stack.call(`/auth/providers/${name}/id-token`, {
      from: newClient(),
      headers: { Origin: 'https://www.fine-things.example' },
      body: { credential, sessionAs: 'tokens' },
    });
    expect(answer.status, answer.text).toBe(200);
  });

  test('changes its keys, and is read by the new one', async () => {
    stack.identities[name].rotateKey();
    expect((await bringToken(stack, name, { email: newMail() })).status).toBe(200);
  });
});

/** The same token to whoever decodes it: the last letter of a signature holds bits that count for nothing. */
function spellings(token: string): string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters.indexOf(token.slice(-1));
  return [1, 2, 3]
    .map((more) => `${token.slice(0, -1)}${letters[last + more]}`)
    .concat(`${token}=`, `${token}==`);
}

describe.each(withCodeFlow)('the way through the page of %s', (name) => {
  const choose = async (url: string, email = newMail()) => stack.identities[name].choose(url, { email });

  test('is the code flow with PKCE, state and nonce, of which the browser keeps a part', async () => {
    const { url, cookie } = await begin(stack, name);
    expect(url).not.toContain('+');
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `https://fine-things.example/api/v1/auth/providers/${name}/callback`,
      scope: expect.stringContaining('openid'),
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^ott_/),
    });
    expect(cookie).toMatch(/^__Host-midas-sign-in=[\w-]{43}$/);
    expect(whereTo(await comeBack(stack, await choose(url), cookie))).toBe('/account/');
  });

  test('is refused to a browser that did not begin it, twice, too late, and with what was made up', async () => {
    const { url, cookie } = await begin(stack, name);
    const back = await choose(url);
    const { cookie: another } = await begin(stack, name);
    const change = (field: string, value: string) => {
      const made = new URL(back);
      made.searchParams.set(field, value);
      return made.href;
    };
    for (const stolen of ['', another]) expect(whereTo(await comeBack(stack, back, stolen))).toBe(refused);
    expect(whereTo(await comeBack(stack, change('state', 'made-up'), cookie))).toBe(refused);
    expect(whereTo(await comeBack(stack, back, cookie))).toBe('/account/');
    expect(whereTo(await comeBack(stack, back, cookie))).toBe(refused);
    const late = await begin(stack, name);
    const lateBack = await choose(late.url);
    stack.clock.advance({ minutes: 10 });
    expect(whereTo(await comeBack(stack, lateBack, late.cookie))).toBe(refused);
  });

  test('is refused with a code of another time, with none, and to whoever denies', async () => {
    const [first, second, third] = [
      await begin(stack, name),
      await begin(stack, name),
      await begin(stack, name),
    ];
    const theirs = new URL(await choose(first.url));
    const ours = new URL(await choose(second.url));
    ours.searchParams.set('code', theirs.searchParams.get('code') ?? '');
    expect(whereTo(await comeBack(stack, ours.href, second.cookie))).toBe(refused);
    const denied = await stack.identities[name].choose(third.url, 'deny');
    expect(whereTo(await comeBack(stack, denied, third.cookie))).toBe(refused);
    const fourth = await begin(stack, name);
    const without = new URL(await choose(fourth.url));
    without.searchParams.delete('code');
    expect(whereTo(await comeBack(stack, without.href, fourth.cookie))).toBe(refused);
  });

  test.each(withCodeFlow.filter((other) => other !== name))(
    'is refused with what was begun at, and answered by, %s',
    async (other) => {
      const { url, cookie } = await begin(stack, other);
      const back = await stack.identities[other].choose(url, { email: newMail() });
      expect(whereTo(await comeBack(stack, back.replace(`/${other}/`, `/${name}/`), cookie))).toBe(refused);
    },
  );

  test('tells no more than that where the provider is away', async () => {
    const { url, cookie } = await begin(stack, name);
    const back = await choose(url);
    stack.identities[name].fault('refuse');
    expect(whereTo(await comeBack(stack, back, cookie))).toMatch(/#refused=(unavailable|sign-in-refused)$/);
    stack.identities[name].fault(null);
    expect(whereTo(await walk(stack, name, { email: newMail() }))).toBe('/account/');
  });
});

describe('Apple', () => {
  const path = '/auth/providers/apple/callback';
  const nameOf = async (answer: Answer) =>
    Object(
      (await stack.call('/account', { headers: { Cookie: cookiesOf(answer) }, from: newClient() })).json(),
    ).name;

  test('tells a name beside the first sign-in alone, which reaches the account and no address', async () => {
    const email = newMail();
    const { url, cookie } = await begin(stack, 'apple');
    const back = await stack.identities.apple.choose(url, { email, name: 'Séan O’Hara' });
    const posted = await postBack(stack, path, new URL(back).search.slice(1));
    expect(decodeURIComponent(whereTo(posted))).not.toMatch(/an O.Hara|Hara/);
    expect(await nameOf(await comeBack(stack, back, cookie))).toBe('Séan O’Hara');
    const again = await begin(stack, 'apple');
    const second = await stack.identities.apple.choose(again.url, { email, name: 'Another' });
    expect(new URL(second).searchParams.has('user')).toBe(false);
    expect(await nameOf(await comeBack(stack, second, again.cookie))).toBe('Séan O’Hara');
  });

  test.each([
    '',
    '{',
    '[]',
    '{"name":null}',
    '{"name":{"firstName":1}}',
    `{"name":{"firstName":"${'x'.repeat(300)}"}}`,
  ])('whose name is no name (%s) is one without', async (user) => {
    const email = newMail();
    const { url, cookie } = await begin(stack, 'apple');
    const back = new URL(await stack.identities.apple.choose(url, { email }));
    back.searchParams.set('user', user);
    expect(await nameOf(await comeBack(stack, back.href, cookie))).toBe(email.split('@')[0]);
  });

  test('a name that somebody has put into the address is none', async () => {
    const email = newMail();
    const { url, cookie } = await begin(stack, 'apple');
    const back = new URL(await stack.identities.apple.choose(url, { email }));
    back.searchParams.delete('user');
    const posted = await postBack(stack, path, back.search.slice(1));
    const answer = await stack.call(
      `${path}${new URL(posted.headers.get('Location') ?? '').search}&named=t1.x.y`,
      {
        from: newClient(),
        headers: { Cookie: cookie },
      },
    );
    expect(await nameOf(answer)).toBe(email.split('@')[0]);
  });

  test('takes an address of its relay for an address', async () => {
    const email = `${newMail().split('@')[0]}@privaterelay.appleid.com`;
    expect(await accountOf(await bringToken(stack, 'apple', { email }))).toMatchObject({ email });
  });

  test('is the only one that posts, and what it posts is looked at by its length', async () => {
    expect(whereTo(await postBack(stack, '/auth/providers/google/callback', 'state=x'))).toContain(
      'refused=not-found',
    );
    for (const body of ['', 'state=', `state=x&code=${'y'.repeat(3000)}`, `state=${'x'.repeat(300)}`])
      expect(whereTo(await postBack(stack, path, body))).toMatch(/\/callback\?(state=)?$/);
  });
});

describe('Microsoft', () => {
  const byTenant = async (tenant: string, user: { tenant: string; isVerified?: boolean }) => {
    const nonce = await nonceFor(stack, 'microsoft');
    const credential = await stack.identities.microsoft.idToken({ email: newMail(), ...user }, nonce);
    const { identity } = stack.runtime.config;
    const { readIdToken } = await import('../../../src/account/identity/id-token.ts');
    const { microsoft: provider } = await import('../../../src/account/identity/microsoft.ts');
    const settings = identity.microsoft ?? expect.unreachable('it is configured');
    const of = provider({ ...settings, tenant });
    return readIdToken(stack.runtime, of, credential, nonce);
  };
  const { work, other, personal } = tenants;

  test.each([
    ['common', [work, other, personal], []],
    ['organizations', [work, other], [personal]],
    ['consumers', [personal], [work, other]],
    [work, [work], [other, personal]],
  ])('for %s takes people of its tenants and of no other', async (tenant, taken, refusedOnes) => {
    for (const one of taken)
      expect(await byTenant(tenant, { tenant: one })).toMatchObject({ isVerified: true });
    for (const one of refusedOnes) expect(await byTenant(tenant, { tenant: one })).toBeUndefined();
  });

  test('tells two people apart who have one object id in two tenants', async () => {
    const sub = '00000000-0000-4000-8000-000000000001';
    const first = await accountOf(await bringToken(stack, 'microsoft', { email: newMail(), sub }));
    const second = await accountOf(
      await bringToken(stack, 'microsoft', { email: newMail(), sub, tenant: other }),
    );
    expect(first.id).not.toBe(second.id);
  });
});

describe('Firebase', () => {
  test('has no page to come back from, and gives out no nonce', async () => {
    const answer = await stack.call('/auth/providers/firebase/nonce', { method: 'POST', from: newClient() });
    expect(answer.status).toBe(404);
    const back = await stack.call('/auth/providers/firebase/callback?state=x', { from: newClient() });
    expect(whereTo(back)).toContain('refused=not-found');
  });

  test('has tokens that are taken for five minutes after the sign-in there, and no longer', async () => {
    const credential = await stack.identities.firebase.idToken({ email: newMail() }, undefined);
    const later = await stack.identities.firebase.idToken({ email: newMail() }, undefined);
    stack.clock.advance({ minutes: 5 });
    expect((await bring(stack, 'firebase', credential)).status).toBe(200);
    stack.clock.advance({ seconds: 10 });
    expect((await bring(stack, 'firebase', later)).status).toBe(401);
  });
});
