import { TOTP } from 'otpauth';
import { describe, expect, test, vi } from 'vitest';
import { createAuthenticator } from '../../dev/authenticator.ts';
import { verifyAccessToken } from '../../src/account/session/access-token.ts';
import { deriveKey } from '../../src/platform/keys.ts';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInPerson,
  signedInPerson,
  signInAgain,
  signInAs,
  tokensOf,
} from '../support/accounts.ts';
import { newClient, reserve } from '../support/booking.ts';
import type { Answer } from '../support/client.ts';
import { cloneItem } from '../support/cloned-item.ts';
import { queuedBehind } from '../support/queued-behind.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack();

const other = 'eleven quiet green bicycles';
const wrong = 'not the password at all';
const thiefs = 'a thief among the harbours';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: stack.clock.now().getTime() });

async function addApp(headers: SignedInPerson['headers']) {
  const begun = Object((await post(stack, '/account/totp', {}, headers)).json());
  const confirmed = await post(
    stack,
    '/account/totp/confirm',
    { factor: begun.factor, code: codeOf(begun.secret) },
    headers,
  );
  expect(confirmed.status, confirmed.text).toBe(200);
  // The code that has confirmed it is used up.
  stack.clock.advance({ seconds: 60 });
  const codes: string[] = Object(confirmed.json()).backupCodes ?? [];
  return { secret: String(begun.secret), codes };
}

async function addPasskey(headers: SignedInPerson['headers']) {
  const authenticator = createAuthenticator(stack.runtime.config.site.url);
  const { options } = Object((await post(stack, '/account/passkeys/options', undefined, headers)).json());
  const response = authenticator.create(options);
  const added = await post(stack, '/account/passkeys', { name: 'A key', response }, headers);
  expect(added.status, added.text).toBe(201);
  return authenticator;
}

async function signInByPasskey(
  authenticator: ReturnType<typeof createAuthenticator>,
  from = newClient(),
  deviceToken?: string,
) {
  const { options } = Object((await post(stack, '/auth/passkey/options', undefined)).json());
  const body = { response: authenticator.get(options), sessionAs: 'tokens', deviceToken };
  return stack.call('/auth/passkey', { method: 'POST', from, body });
}

async function half(email: string, secret = password): Promise<string> {
  const answer = await signInAs(stack, email, secret);
  expect(answer.json()).toMatchObject({ outcome: 'second-factor-needed' });
  return Object(answer.json()).transaction;
}

const finish = (transaction: string, claim: object) =>
  post(stack, '/auth/second-factor', { transaction, claim, sessionAs: 'tokens' });

async function recovered(email: string, secret = other) {
  await post(stack, '/auth/recover', { email });
  const token = await mailedToken(stack, 'password-reset', email);
  const reset = await post(stack, '/auth/reset', { token, password: secret });
  expect(reset.status, reset.text).toBe(200);
}

async function changedEmail({ headers }: Pick<SignedInPerson, 'headers'>, email: string) {
  expect((await post(stack, '/account/email', { email }, headers)).status).toBe(202);
  const token = await mailedToken(stack, 'email-change', email);
  const confirmed = await post(stack, '/auth/confirm-email', { token }, headers);
  expect(confirmed.status, confirmed.text).toBe(200);
}

async function disowned(email: string) {
  const token = await mailedToken(stack, 'disowning', email);
  return post(stack, '/auth/not-me', { token });
}

async function emailOf(id: string) {
  const { rows } = await stack.database.query('select email from people where id = $1', [id]);
  return rows[0]?.email;
}

/** How many rows there are. */
async function count(from: string, ...values: string[]): Promise<number> {
  const { rows } = await stack.database.query(`select count(*)::int as count from ${from}`, values);
  return rows[0]?.count;
}

async function isLetIn(answer: Answer): Promise<boolean> {
  if (answer.status !== 200) return false;
  const headers = bearer(tokensOf(answer).accessToken);
  return (await stack.call('/account', { headers, from: newClient() })).status === 200;
}

/** Lets the calls meet in their order, behind rows of the person. */
const heldUp = (
  table: 'known_devices' | 'backup_codes',
  { id }: Pick<SignedInPerson, 'id'>,
  calls: readonly (() => Promise<Answer>)[],
) => queuedBehind(stack, `select from ${table} where person_id = $1 for update`, [id], calls);

describe('a thief who was in', () => {
  test('cannot take the account again by a link of "it was not me" that went to an address of theirs', async () => {
    const owner = await signedInPerson(stack);
    const [first, second] = [newMail(), newMail()];
    await changedEmail(owner, first);
    stack.clock.advance({ seconds: 1 });
    await changedEmail(owner, second);
    expect((await disowned(owner.email)).status).toBe(200);
    expect(await emailOf(owner.id)).toBe(owner.email);
    await disowned(first);
    expect(await emailOf(owner.id)).toBe(owner.email);
  });

  test('cannot sign the owner out by the links of "it was not me" that went to an address of theirs', async () => {
    const owner = await signedInPerson(stack);
    const theirs = newMail();
    await changedEmail(owner, theirs);
    expect(
      (await post(stack, '/account/password', { password: thiefs, currentPassword: password }, owner.headers))
        .status,
    ).toBe(200);
    expect((await disowned(owner.email)).status).toBe(200);
    await recovered(owner.email);
    const session = tokensOf(await signInAs(stack, owner.email, other));
    await disowned(theirs);
    const headers = bearer(session.accessToken);
    expect((await stack.call('/account', { headers })).status).toBe(200);
  });

  test('cannot change the address by a link from before the owner has recovered', async () => {
    const owner = await signedInPerson(stack);
    const theirs = newMail();
    expect((await post(stack, '/account/email', { email: theirs }, owner.headers)).status).toBe(202);
    await recovered(owner.email);
    // In a session of the thief's own making after that: it is the link that must open nothing.
    const { headers } = await signInAgain(stack, owner.id);
    const token = await mailedToken(stack, 'email-change', theirs);
    expect((await post(stack, '/auth/confirm-email', { token }, headers)).status).toBe(410);
    expect(await emailOf(owner.id)).toBe(owner.email);
  });

  test('cannot change the address by a link from before the owner has changed the password', async () => {
    const owner = await signedInPerson(stack);
    const theirs = newMail();
    expect((await post(stack, '/account/email', { email: theirs }, owner.headers)).status).toBe(202);
    const { headers } = await signInAgain(stack, owner.id);
    expect(
      (await post(stack, '/account/password', { password: other, currentPassword: password }, headers))
        .status,
    ).toBe(200);
    const token = await mailedToken(stack, 'email-change', theirs);
    expect((await post(stack, '/auth/confirm-email', { token }, headers)).status).toBe(410);
    expect(await emailOf(owner.id)).toBe(owner.email);
  });

  test('cannot set a password by a link from before the owner has changed it', async () => {
    const owner = await signedInPerson(stack);
    await post(stack, '/auth/recover', { email: owner.email });
    const token = await mailedToken(stack, 'password-reset', owner.email);
    expect(
      (await post(stack, '/account/password', { password: other, currentPassword: password }, owner.headers))
        .status,
    ).toBe(200);
    expect((await post(stack, '/auth/reset', { token, password: thiefs })).status).toBe(410);
  });

  test('cannot finish a sign-in that a password has begun which was changed since', async () => {
    const owner = await signedInPerson(stack);
    const { codes } = await addApp(owner.headers);
    const transaction = await half(owner.email);
    await recovered(owner.email);
    const done = await finish(transaction, { kind: 'backup-code', code: codes[0] });
    expect(done.status).not.toBe(200);
  });

  test('has no backup codes left once the factor that brought them is disowned', async () => {
    const owner = await signedInPerson(stack);
    const { codes } = await addApp(owner.headers);
    expect((await disowned(owner.email)).status).toBe(200);
    await recovered(owner.email);
    const { accessToken } = tokensOf(await signInAs(stack, owner.email, other));
    await addApp(bearer(accessToken));
    const done = await finish(await half(owner.email, other), { kind: 'backup-code', code: codes[0] });
    expect(done.status).toBe(401);
  });

  test('keeps no passkey once the sign-in from which it was added is disowned', async () => {
    const owner = await signedInPerson(stack);
    const { accessToken } = tokensOf(await signInAs(stack, owner.email));
    const link = await mailedToken(stack, 'disowning', owner.email);
    stack.clock.advance({ seconds: 1 });
    const authenticator = await addPasskey(bearer(accessToken));
    expect((await post(stack, '/auth/not-me', { token: link })).status).toBe(200);
    expect((await signInByPasskey(authenticator)).status).toBe(401);
  });

  test('cannot renew the backup codes without a word to the owner', async () => {
    const owner = await signedInPerson(stack);
    await addApp(owner.headers);
    const told = () => count(`one_time_tokens where person_id = $1 and purpose = 'disowning'`, owner.id);
    const before = await told();
    expect((await post(stack, '/account/backup-codes', undefined, owner.headers)).status).toBe(201);
    expect(await told()).toBe(before + 1);
  });

  test('cannot unlink a provider without a word to the owner', async () => {
    const owner = await signedInPerson(stack);
    await stack.database.query(`insert into identities values ('google', $1, $1, now())`, [owner.id]);
    const told = () => count(`one_time_tokens where person_id = $1 and purpose = 'disowning'`, owner.id);
    const before = await told();
    const { headers } = owner;
    const gone = await stack.call('/account/identities/google', {
      method: 'DELETE',
      headers,
      from: newClient(),
    });
    expect(gone.status, gone.text).toBe(200);
    expect(await told()).toBe(before + 1);
  });
});

describe('an address', () => {
  test('that somebody else asked for is not given to them by its owner opening the link', async () => {
    const mallory = await signedInPerson(stack);
    const victim = newMail();
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, wish, { name: 'Victim', email: victim });
    expect((await post(stack, '/account/email', { email: victim }, mallory.headers)).status).toBe(202);
    // Whoever reads the mail is not who asked, and presses its button.
    const owner = await signedInPerson(stack);
    const token = await mailedToken(stack, 'email-change', victim);
    expect((await post(stack, '/auth/confirm-email', { token })).status).toBe(401);
    expect((await post(stack, '/auth/confirm-email', { token }, owner.headers)).status).toBe(410);
    const opened = await stack.call(`/reservations/${reservation.id}`, { headers: mallory.headers });
    expect(opened.status).toBe(404);
  });

  test('that was disowned brings no reservation to the account any more', async () => {
    const owner = await signedInPerson(stack);
    const theirs = newMail();
    await changedEmail(owner, theirs);
    expect((await disowned(owner.email)).status).toBe(200);
    const { headers } = await signInAgain(stack, owner.id);
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, wish, { name: 'Somebody', email: theirs });
    expect((await stack.call(`/reservations/${reservation.id}`, { headers })).status).toBe(404);
  });

  test('can be registered by its owner however often strangers have tried', async () => {
    const email = newMail();
    const body = { email, name: 'Mallory', password: thiefs };
    for (let time = 0; time < 5; time += 1)
      expect((await post(stack, '/auth/register', body)).status).toBe(202);
    stack.clock.advance({ seconds: 1 });
    expect((await post(stack, '/auth/register', { email, name: 'Ada', password: other })).status).toBe(202);
    const token = await mailedToken(stack, 'registration', email);
    const verified = await post(stack, '/auth/verify', { token, password: other, sessionAs: 'tokens' });
    expect(verified.status).toBe(201);
  });
});

describe('mails and messages', () => {
  test('to confirm an address are five an hour to it, whoever asks', async () => {
    const email = newMail();
    for (let time = 0; time < 6; time += 1) {
      const { headers } = await signedInPerson(stack);
      expect((await post(stack, '/account/email', { email }, headers)).status).toBe(202);
    }
    expect(await count(`one_time_tokens where purpose = 'email-change' and email = $1`, email)).toBe(5);
  });

  test('with codes are five an hour to a phone, whoever asks', async () => {
    const number = '+33612345678';
    const before = await count('outbox where template = $1', 'person-sms-code');
    for (let time = 0; time < 6; time += 1) {
      const { headers } = await signedInPerson(stack);
      await post(stack, '/account/phones', { number }, headers);
    }
    expect((await count('outbox where template = $1', 'person-sms-code')) - before).toBeLessThanOrEqual(5);
  });
});

describe('a budget', () => {
  test('of a shared device is not given back by a sign-in to another account', async () => {
    const victim = await signedInPerson(stack);
    const mallory = await signedInPerson(stack);
    const { deviceToken = '' } = tokensOf(await signInAs(stack, victim.email));
    for (let round = 0; round < 3; round += 1) {
      expect((await signInAs(stack, mallory.email, password, deviceToken)).status).toBe(200);
      for (let time = 0; time < 9; time += 1) await signInAs(stack, victim.email, wrong, deviceToken);
    }
    expect((await signInAs(stack, victim.email, password, deviceToken)).status).toBe(401);
  });

  test('of codes that strangers have spent leaves the owner in by a device that is known', async () => {
    const owner = await signedInPerson(stack);
    const { secret } = await addApp(owner.headers);
    for (let round = 0; round < 3; round += 1) {
      const transaction = await half(owner.email);
      for (let time = 0; time < 5; time += 1) await finish(transaction, { kind: 'totp', code: '000000' });
    }
    const begun = Object((await signInAs(stack, owner.email, password, owner.deviceToken)).json());
    const done = await post(stack, '/auth/second-factor', {
      transaction: begun.transaction,
      claim: { kind: 'totp', code: codeOf(secret) },
      sessionAs: 'tokens',
      deviceToken: owner.deviceToken,
    });
    expect(done.status).toBe(200);
  });

  test('of codes ends on a known device too, however often its sign-in begins anew', async () => {
    const owner = await signedInPerson(stack);
    const { secret } = await addApp(owner.headers);
    const { deviceToken } = owner;
    const begin = async () =>
      Object((await signInAs(stack, owner.email, password, deviceToken)).json()).transaction;
    const give = (transaction: string, code: string) =>
      post(stack, '/auth/second-factor', {
        transaction,
        claim: { kind: 'totp', code },
        sessionAs: 'tokens',
        deviceToken,
      });
    for (let round = 0; round < 3; round += 1) {
      const transaction = await begin();
      for (let time = 0; time < 5; time += 1) await give(transaction, '000000');
    }
    expect((await give(await begin(), codeOf(secret))).status).toBe(401);
  });

  test('of a network that is spent keeps nobody with a passkey out', async () => {
    const owner = await signedInPerson(stack);
    const authenticator = await addPasskey(owner.headers);
    const from = newClient();
    const body = () => ({ email: newMail(), password: wrong, sessionAs: 'tokens' });
    for (let time = 0; time < 31; time += 1)
      await stack.call('/auth/sign-in', { method: 'POST', from, body: body() });
    expect((await signInByPasskey(authenticator, from)).status).toBe(200);
  });

  test('of everyone is not spent by a client that has none left of its own', async () => {
    const used = async () =>
      (await stack.database.query(`select used from attempt_budgets where key like 'everyone:%'`)).rows[0]
        ?.used ?? 0;
    stack.clock.advance({ minutes: 6 });
    await signInAs(stack, newMail());
    const before = await used();
    const from = newClient();
    const body = () => ({ email: newMail(), password: wrong, sessionAs: 'tokens' });
    for (let time = 0; time < 40; time += 1)
      await stack.call('/auth/sign-in', { method: 'POST', from, body: body() });
    expect((await used()) - before).toBeLessThanOrEqual(30);
  });
});

describe('an invitation', () => {
  test('from before a role was lowered does not give it back', async () => {
    const owner = await signedInPerson(stack, 'owner');
    const email = newMail();
    const guest = await signedInPerson(stack, 'guest', { email });
    const invited = { email, role: 'manager' };
    expect((await post(stack, '/invitations', invited, owner.headers)).status).toBe(201);
    const token = await mailedToken(stack, 'invitation', email);
    stack.clock.advance({ seconds: 1 });
    const another = await signedInPerson(stack, 'owner');
    expect((await post(stack, '/invitations', invited, another.headers)).status).toBe(201);
    const second = await mailedToken(stack, 'invitation', email);
    const body = { sessionAs: 'tokens' };
    expect((await post(stack, '/auth/invitations/accept', { token, ...body })).status).toBe(200);
    await post(stack, `/people/${guest.id}/role`, { role: 'guest' }, owner.headers);
    await post(stack, '/auth/invitations/accept', { token: second, ...body });
    const { rows } = await stack.database.query('select role from people where id = $1', [guest.id]);
    expect(rows).toEqual([{ role: 'guest' }]);
  });
});

describe('at the same moment', () => {
  test('a sign-in by the old password does not outlive the new one', async () => {
    const owner = await signedInPerson(stack);
    await post(stack, '/auth/recover', { email: owner.email });
    const token = await mailedToken(stack, 'password-reset', owner.email);
    const [signedIn, reset] = await heldUp('known_devices', owner, [
      () => signInAs(stack, owner.email, password, owner.deviceToken),
      () => post(stack, '/auth/reset', { token, password: other }),
    ]);
    expect(reset?.status, reset?.text).toBe(200);
    expect(signedIn && (await isLetIn(signedIn))).toBe(false);
  });

  test('a sign-in does not outlive a ban', async () => {
    const owner = await signedInPerson(stack, 'owner');
    const guest = await signedInPerson(stack);
    const authenticator = await addPasskey(guest.headers);
    const [signedIn, banned] = await heldUp('known_devices', guest, [
      () => signInByPasskey(authenticator, newClient(), guest.deviceToken),
      () => post(stack, `/people/${guest.id}/ban`, { reason: 'Broke the boat' }, owner.headers),
    ]);
    expect(banned?.status, banned?.text).toBe(200);
    const unbanned = await post(stack, `/people/${guest.id}/unban`, undefined, owner.headers);
    expect(unbanned.status, unbanned.text).toBe(200);
    expect(signedIn && (await isLetIn(signedIn))).toBe(false);
  });

  test('a thief does not set another password while the owner shuts them out', async () => {
    const owner = await signedInPerson(stack);
    expect(
      (await post(stack, '/account/password', { password: thiefs, currentPassword: password }, owner.headers))
        .status,
    ).toBe(200);
    const [shutOut, changed] = await heldUp('known_devices', owner, [
      () => disowned(owner.email),
      () => post(stack, '/account/password', { password: other, currentPassword: thiefs }, owner.headers),
    ]);
    expect([shutOut?.status, changed?.status]).toEqual([200, 401]);
    expect((await signInAs(stack, owner.email, other)).status).toBe(401);
  });

  test('backup codes renewed twice are ten', async () => {
    const owner = await signedInPerson(stack);
    await addApp(owner.headers);
    const renew = () => post(stack, '/account/backup-codes', undefined, owner.headers);
    const renewed = await heldUp('backup_codes', owner, [renew, renew]);
    expect(renewed.map(({ status }) => status)).toEqual([201, 201]);
    expect(await count('backup_codes where person_id = $1 and used_at is null', owner.id)).toBe(10);
  });
});

test('a refused sign-in writes as often for an address without an account as for one with', async () => {
  const { email } = await signedInPerson(stack);
  const transactions = async (claimed: string) => {
    // What tests before have set going after their answers writes too.
    await stack.functions.settled();
    const { rows } = await stack.database.query(
      'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
    );
    expect((await signInAs(stack, claimed, wrong)).status).toBe(401);
    return count(
      '(select distinct t.id from (select xmin::text::bigint as id from attempt_budgets union all select xmin::text::bigint from audit_events) t where t.id >= $1) written',
      rows[0]?.next,
    );
  };
  expect(await transactions(newMail())).toBe(2);
  expect(await transactions(email)).toBe(2);
});

test('a wrong second factor stands in the story of the account', async () => {
  const owner = await signedInPerson(stack);
  await addApp(owner.headers);
  const transaction = await half(owner.email);
  const story = () => count('audit_events where subject_id = $1', owner.id);
  const before = await story();
  expect((await finish(transaction, { kind: 'totp', code: '000000' })).status).toBe(401);
  expect(await story()).toBeGreaterThan(before);
});

test('the last owner is told that the account cannot be closed', async () => {
  const owner = await signedInPerson(stack, 'owner');
  await stack.database.query(`update people set role = 'guest' where role = 'owner' and id <> $1`, [
    owner.id,
  ]);
  const closed = await post(stack, '/account/close', undefined, owner.headers);
  expect(closed.status, closed.text).toBe(409);
});

describe('a password', () => {
  test.each(['/account/password', '/auth/reset'])('of one’s own address is refused by %s', async (path) => {
    const owner = await signedInPerson(stack);
    await post(stack, '/auth/recover', { email: owner.email });
    const token = await mailedToken(stack, 'password-reset', owner.email);
    const answer =
      path === '/auth/reset'
        ? await post(stack, path, { token, password: owner.email })
        : await post(stack, path, { password: owner.email, currentPassword: password }, owner.headers);
    expect(answer.status).toBe(422);
  });

  test('of a single typed character is refused', async () => {
    const owner = await signedInPerson(stack);
    expect((await post(stack, '/account/password', { password: '\ufdfa' }, owner.headers)).status).toBe(422);
  });
});

test('a client that is over its limit writes nothing on the way to a provider', async () => {
  const from = newClient();
  const before = await count(`one_time_tokens where purpose = 'identity-state'`);
  for (let time = 0; time < 130; time += 1) await stack.call('/auth/providers/google', { from });
  expect((await count(`one_time_tokens where purpose = 'identity-state'`)) - before).toBeLessThanOrEqual(120);
});

test('what is derived for made-up key ids does not pile up', async () => {
  const [key] = stack.runtime.config.keys;
  const first = deriveKey(key, 'access-token/2');
  for (let generation = 3; generation < 1500; generation += 1) {
    const head = { alg: 'EdDSA', typ: 'at+jwt', kid: `${key.id}.${generation}` };
    const token = [head, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    await verifyAccessToken(stack.runtime, `${token}.${'A'.repeat(86)}`);
  }
  expect(deriveKey(key, 'access-token/2')).not.toBe(first);
});

test('the page after the sign-in is one of this site', async () => {
  const { origin } = new URL(stack.runtime.config.site.url);
  vi.stubGlobal('location', { origin });
  const script = new URL('../../public/scripts/account/return-to.js', import.meta.url).href;
  const { ownPage } = Object(await import(script));
  expect(new URL(ownPage('/..//evil.example/'), origin).origin).toBe(origin);
});

test('a browser that signs in again leaves no session behind', async () => {
  const owner = await signedInPerson(stack);
  const own = { Origin: new URL(stack.runtime.config.site.url).origin };
  const body = { email: owner.email, password };
  const first = await post(stack, '/auth/sign-in', body, own);
  const Cookie = first.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  expect((await post(stack, '/auth/sign-in', body, { ...own, Cookie })).status).toBe(200);
  expect((await stack.call('/account', { headers: { Cookie } })).status).toBe(401);
});

test('a device is called by names that we know, not by what a stranger writes', async () => {
  const owner = await signedInPerson(stack);
  await post(
    stack,
    '/auth/sign-in',
    { email: owner.email, password, sessionAs: 'tokens' },
    { 'User-Agent': 'your own phone, all is well, read evil.example/ x' },
  );
  const list = await stack.call('/account/sessions', { headers: owner.headers });
  expect(list.text).not.toContain('evil.example');
});

describe('odd characters', () => {
  test('NUL in the address at a sign-in is refused as ever', async () => {
    const claimed = { email: 'a\0@people.example', password: wrong, sessionAs: 'tokens' };
    expect((await post(stack, '/auth/sign-in', claimed)).status).toBe(401);
  });

  test.each(['\0', '\ud800', '\n'])('%j in the name of a factor is refused', async (character) => {
    const owner = await signedInPerson(stack);
    const answer = await post(stack, '/account/totp', { name: `App${character}x` }, owner.headers);
    expect(answer.status).toBe(422);
  });

  test.each([
    ['DELETE', '/account/sessions/%00'],
    ['DELETE', '/account/factors/%00'],
    ['DELETE', '/account/identities/%00'],
    ['GET', '/reservations/%00'],
    ['GET', '/payments/%00'],
    ['POST', '/payments/%00/capture'],
    ['GET', '/documents/%00'],
    ['GET', '/documents/%00/%00'],
    ['GET', '/security-deposits/%00'],
    ['POST', '/security-deposits/%00/release'],
    ['GET', '/people/%00'],
    ['POST', '/people/%00/unban'],
    ['DELETE', '/invitations/%00'],
    ['DELETE', '/api-keys/%00'],
    ['GET', '/disputes/%00/evidence'],
  ])('NUL in a path names nothing: %s %s', async (method, path) => {
    const { headers } = await signedInPerson(stack, 'owner');
    const answers = await Promise.all(
      [headers, bearer('a-made-up-link')].map((shown) =>
        stack.call(path, { method, headers: shown, from: newClient() }),
      ),
    );
    expect(Math.max(...answers.map(({ status }) => status))).toBeLessThan(500);
  });

  test('a device that says NUL of its ways is refused', async () => {
    const owner = await signedInPerson(stack);
    const authenticator = createAuthenticator(stack.runtime.config.site.url);
    const { options } = Object(
      (await post(stack, '/account/passkeys/options', undefined, owner.headers)).json(),
    );
    const made = Object(authenticator.create(options));
    const response = { ...made, response: { ...made.response, transports: ['\0'] } };
    const added = await post(stack, '/account/passkeys', { name: 'A key', response }, owner.headers);
    expect(added.status, added.text).toBe(422);
  });
});
