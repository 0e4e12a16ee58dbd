import { describe, expect, test } from 'vitest';
import {
  mailedToken,
  newMail,
  password,
  post,
  type SignedInUser,
  signedInUser,
  signInAgain,
  signInAs,
  tokensOf,
} from '../../support/account/accounts.ts';
import {
  addApp,
  addPasskey,
  bearer,
  changedEmail,
  count,
  finish,
  half,
  otherPassword,
  recovered,
  secured,
  signInByPasskey,
  thiefsPassword,
} from '../../support/account/attacked-accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { queuedBehind } from '../../support/database/queued-behind.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

async function emailOf(id: string) {
  const { rows } = await stack.database.query('select email from users where id = $1', [id]);
  return rows[0]?.email;
}

async function isLetIn(answer: Answer): Promise<boolean> {
  if (answer.status !== 200) return false;
  const headers = bearer(tokensOf(answer).accessToken);
  return (await stack.call('/account', { headers, from: newClient() })).status === 200;
}

/** Lets the calls meet in their order, behind rows of the person. */
const heldUp = (
  table: 'known_devices' | 'backup_codes',
  { id }: Pick<SignedInUser, 'id'>,
  calls: readonly (() => Promise<Answer>)[],
) => queuedBehind(stack, `select from ${table} where user_id = $1 for update`, [id], calls);

describe('a thief who was in', () => {
  test('cannot take the account again by a link of "it was not me" that went to an address of theirs', async () => {
    const owner = await signedInUser(stack);
    const [first, second] = [newMail(), newMail()];
    await changedEmail(stack, owner, first);
    stack.clock.advance({ seconds: 1 });
    await changedEmail(stack, owner, second);
    expect((await secured(stack, owner.email)).status).toBe(200);
    expect(await emailOf(owner.id)).toBe(owner.email);
    await secured(stack, first);
    expect(await emailOf(owner.id)).toBe(owner.email);
  });

  test('cannot sign the owner out by the links of "it was not me" that went to an address of theirs', async () => {
    const owner = await signedInUser(stack);
    const theirs = newMail();
    await changedEmail(stack, owner, theirs);
    expect(
      (
        await post(
          stack,
          '/account/password',
          { password: thiefsPassword, currentPassword: password },
          owner.headers,
        )
      ).status,
    ).toBe(200);
    expect((await secured(stack, owner.email)).status).toBe(200);
    await recovered(stack, owner.email);
    const session = tokensOf(await signInAs(stack, owner.email, otherPassword));
    await secured(stack, theirs);
    const headers = bearer(session.accessToken);
    expect((await stack.call('/account', { headers })).status).toBe(200);
  });

  test('cannot change the address by a link from before the owner has recovered', async () => {
    const owner = await signedInUser(stack);
    const theirs = newMail();
    expect((await post(stack, '/account/email', { email: theirs }, owner.headers)).status).toBe(202);
    await recovered(stack, owner.email);
    // In a session of the thief's own making after that: it is the link that must open nothing.
    const { headers } = await signInAgain(stack, owner.id);
    const token = await mailedToken(stack, 'email-change', theirs);
    expect((await post(stack, '/auth/confirm-email', { token }, headers)).status).toBe(410);
    expect(await emailOf(owner.id)).toBe(owner.email);
  });

  test('cannot change the address by a link from before the owner has changed the password', async () => {
    const owner = await signedInUser(stack);
    const theirs = newMail();
    expect((await post(stack, '/account/email', { email: theirs }, owner.headers)).status).toBe(202);
    const { headers } = await signInAgain(stack, owner.id);
    expect(
      (
        await post(
          stack,
          '/account/password',
          { password: otherPassword, currentPassword: password },
          headers,
        )
      ).status,
    ).toBe(200);
    const token = await mailedToken(stack, 'email-change', theirs);
    expect((await post(stack, '/auth/confirm-email', { token }, headers)).status).toBe(410);
    expect(await emailOf(owner.id)).toBe(owner.email);
  });

  test('cannot set a password by a link from before the owner has changed it', async () => {
    const owner = await signedInUser(stack);
    await post(stack, '/auth/recover', { email: owner.email });
    const token = await mailedToken(stack, 'password-reset', owner.email);
    expect(
      (
        await post(
          stack,
          '/account/password',
          { password: otherPassword, currentPassword: password },
          owner.headers,
        )
      ).status,
    ).toBe(200);
    expect((await post(stack, '/auth/reset', { token, password: thiefsPassword })).status).toBe(410);
  });

  test('cannot finish a sign-in that a password has begun which was changed since', async () => {
    const owner = await signedInUser(stack);
    const { codes } = await addApp(stack, owner.headers);
    const transaction = await half(stack, owner.email);
    await recovered(stack, owner.email);
    const done = await finish(stack, transaction, { kind: 'backup-code', code: codes[0] });
    expect(done.status).not.toBe(200);
  });

  test('has no backup codes left once the factor that brought them is secured', async () => {
    const owner = await signedInUser(stack);
    const { codes } = await addApp(stack, owner.headers);
    expect((await secured(stack, owner.email)).status).toBe(200);
    await recovered(stack, owner.email);
    const { accessToken } = tokensOf(await signInAs(stack, owner.email, otherPassword));
    await addApp(stack, bearer(accessToken));
    const done = await finish(stack, await half(stack, owner.email, otherPassword), {
      kind: 'backup-code',
      code: codes[0],
    });
    expect(done.status).toBe(401);
  });

  test('keeps no passkey once the sign-in from which it was added is secured', async () => {
    const owner = await signedInUser(stack);
    const { accessToken } = tokensOf(await signInAs(stack, owner.email));
    const link = await mailedToken(stack, 'secure-account', owner.email);
    stack.clock.advance({ seconds: 1 });
    const authenticator = await addPasskey(stack, bearer(accessToken));
    expect((await post(stack, '/auth/not-me', { token: link })).status).toBe(200);
    expect((await signInByPasskey(stack, authenticator)).status).toBe(401);
  });

  test('cannot renew the backup codes without a word to the owner', async () => {
    const owner = await signedInUser(stack);
    await addApp(stack, owner.headers);
    const told = () =>
      count(stack, `one_time_tokens where user_id = $1 and purpose = 'secure-account'`, owner.id);
    const before = await told();
    expect((await post(stack, '/account/backup-codes', undefined, owner.headers)).status).toBe(201);
    expect(await told()).toBe(before + 1);
  });

  test('cannot unlink a provider without a word to the owner', async () => {
    const owner = await signedInUser(stack);
    await stack.database.query(`insert into identities values ('google', $1, $1, now())`, [owner.id]);
    const told = () =>
      count(stack, `one_time_tokens where user_id = $1 and purpose = 'secure-account'`, owner.id);
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

describe('at the same moment', () => {
  test('a sign-in by the old password does not outlive the new one', async () => {
    const owner = await signedInUser(stack);
    await post(stack, '/auth/recover', { email: owner.email });
    const token = await mailedToken(stack, 'password-reset', owner.email);
    const [signedIn, reset] = await heldUp('known_devices', owner, [
      () => signInAs(stack, owner.email, password, owner.deviceToken),
      () => post(stack, '/auth/reset', { token, password: otherPassword }),
    ]);
    expect(reset?.status, reset?.text).toBe(200);
    expect(signedIn && (await isLetIn(signedIn))).toBe(false);
  });

  test('a sign-in does not outlive a ban', async () => {
    const owner = await signedInUser(stack, 'owner');
    const guest = await signedInUser(stack);
    const authenticator = await addPasskey(stack, guest.headers);
    const [signedIn, banned] = await heldUp('known_devices', guest, [
      () => signInByPasskey(stack, authenticator, newClient(), guest.deviceToken),
      () => post(stack, `/users/${guest.id}/ban`, { reason: 'Broke the boat' }, owner.headers),
    ]);
    expect(banned?.status, banned?.text).toBe(200);
    const unbanned = await post(stack, `/users/${guest.id}/unban`, undefined, owner.headers);
    expect(unbanned.status, unbanned.text).toBe(200);
    expect(signedIn && (await isLetIn(signedIn))).toBe(false);
  });

  test('a thief does not set another password while the owner shuts them out', async () => {
    const owner = await signedInUser(stack);
    expect(
      (
        await post(
          stack,
          '/account/password',
          { password: thiefsPassword, currentPassword: password },
          owner.headers,
        )
      ).status,
    ).toBe(200);
    const [shutOut, changed] = await heldUp('known_devices', owner, [
      () => secured(stack, owner.email),
      () =>
        post(
          stack,
          '/account/password',
          { password: otherPassword, currentPassword: thiefsPassword },
          owner.headers,
        ),
    ]);
    expect([shutOut?.status, changed?.status]).toEqual([200, 401]);
    expect((await signInAs(stack, owner.email, otherPassword)).status).toBe(401);
  });

  test('backup codes renewed twice are ten', async () => {
    const owner = await signedInUser(stack);
    await addApp(stack, owner.headers);
    const renew = () => post(stack, '/account/backup-codes', undefined, owner.headers);
    const renewed = await heldUp('backup_codes', owner, [renew, renew]);
    expect(renewed.map(({ status }) => status)).toEqual([201, 201]);
    expect(await count(stack, 'backup_codes where user_id = $1 and used_at is null', owner.id)).toBe(10);
  });
});

test('a browser that signs in again leaves no session behind', async () => {
  const owner = await signedInUser(stack);
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
