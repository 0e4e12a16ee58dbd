import { describe, expect, test } from 'vitest';
import { mailedToken, newMail, password, post, signedInUser } from '../../support/account/accounts.ts';
import { newClient } from '../../support/booking/booking.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const thiefs = 'a thief among the harbours';

/** The secrets of all mails of a purpose that went to an address. */
async function links(email: string, page: string): Promise<string[]> {
  await stack.functions.settled();
  return stack.mailbox
    .messages()
    .filter(({ to }) => to.includes(email))
    .flatMap(({ text }) => new RegExp(`/account/${page}/#(\\S+)`).exec(text ?? '')?.[1] ?? []);
}

const register = (email: string, secret: string, name: string, from = newClient()) =>
  stack.call('/auth/register', { method: 'POST', from, body: { email, password: secret, name } });

/** Twenty-five strangers, each from a place of their own, at the same door. */
async function crowd(ask: () => Promise<{ status: number }>) {
  for (let time = 0; time < 25; time += 1) expect((await ask()).status).toBe(202);
}

const verify = (token: string | undefined, secret = password) =>
  post(stack, '/auth/verify', { token, password: secret, sessionAs: 'tokens' });

async function nameOf(answer: Awaited<ReturnType<typeof verify>>) {
  const { accessToken } = Object(answer.json()).session;
  const account = await stack.call('/account', { headers: { Authorization: `Bearer ${accessToken}` } });
  return Object(account.json()).name;
}

describe('a registration by its owner, whatever strangers do at the same address', () => {
  test('gets a mail of its own after a crowd of theirs, whose link opens with the password of the owner', async () => {
    const email = newMail();
    await crowd(() => register(email, thiefs, 'Mallory'));
    const before = await links(email, 'verify');
    await register(email, password, 'Ada');
    const mailed = await links(email, 'verify');
    expect(mailed).toHaveLength(before.length + 1);
    const verified = await verify(mailed.find((one) => !before.includes(one)));
    expect(verified.status, verified.text).toBe(201);
    expect(await nameOf(verified)).toBe('Ada');
  });

  test('is opened by any link that went to the mailbox, with its own password, and by no other', async () => {
    const email = newMail();
    await register(email, password, 'Ada');
    await crowd(() => register(email, thiefs, 'Mallory'));
    const newest = await mailedToken(stack, 'registration', email);
    expect((await verify(newest, 'not the password at all')).status).toBe(401);
    const verified = await verify(newest);
    expect(verified.status, verified.text).toBe(201);
    expect(await nameOf(verified)).toBe('Ada');
  });

  test('is found by its password however that is typed: letters with their marks apart are the same', async () => {
    const email = newMail();
    const typed = 'l’été à Étretat, déjà vu';
    await register(email, typed.normalize('NFC'), 'Ada');
    const token = await mailedToken(stack, 'registration', email);
    const verified = await verify(token, typed.normalize('NFD'));
    expect(verified.status, verified.text).toBe(201);
  });

  test('is opened by the link that is sent again, which a stranger may have ordered last', async () => {
    const email = newMail();
    await register(email, password, 'Ada');
    await register(email, thiefs, 'Mallory');
    await crowd(() => post(stack, '/auth/resend', { email }));
    const before = await links(email, 'verify');
    await post(stack, '/auth/resend', { email });
    const mailed = await links(email, 'verify');
    expect(mailed).toHaveLength(before.length + 1);
    // The newest that is open, as before: it is sent again.
    const verified = await verify(mailed.at(-1));
    expect(await nameOf(verified)).toBe('Ada');
  });

  test('is opened from a network whose strangers have spent what it may send', async () => {
    const email = newMail();
    const from = newClient();
    for (let time = 0; time < 6; time += 1) await register(email, thiefs, 'Mallory', from);
    await register(email, password, 'Ada', from);
    const verified = await verify((await links(email, 'verify')).at(-1));
    expect(await nameOf(verified)).toBe('Ada');
  });

  test('takes five tries at a password for each link, and no more', async () => {
    const email = newMail();
    await register(email, password, 'Ada');
    const token = await mailedToken(stack, 'registration', email);
    for (let time = 0; time < 5; time += 1)
      expect((await verify(token, 'not the password at all')).status).toBe(401);
    expect((await verify(token)).status).toBe(410);
  });
});

test('a link for a new password goes to its owner after a crowd of strangers', async () => {
  const { email } = await signedInUser(stack);
  await crowd(() => post(stack, '/auth/recover', { email }));
  const before = await links(email, 'reset');
  await post(stack, '/auth/recover', { email });
  const mailed = await links(email, 'reset');
  expect(mailed).toHaveLength(before.length + 1);
  expect(
    (
      await post(stack, '/auth/reset', {
        token: mailed.find((one) => !before.includes(one)),
        password: thiefs,
      })
    ).status,
  ).toBe(200);
});

test('a device that is known gets its link for a new password from a network that has spent its own', async () => {
  const { email, deviceToken } = await signedInUser(stack);
  const from = newClient();
  const recover = (headers = {}) =>
    stack.call('/auth/recover', { method: 'POST', from, body: { email }, headers });
  for (let time = 0; time < 6; time += 1) await recover();
  const before = await links(email, 'reset');
  await recover({ Cookie: `__Host-midas-device=${deviceToken}` });
  expect(await links(email, 'reset')).toHaveLength(before.length + 1);
});

test('an invitation goes out however many others have invited the same address', async () => {
  const email = newMail();
  const invite = (headers: Record<string, string>) =>
    post(stack, '/invitations', { email, role: 'staff' }, headers);
  const other = await signedInUser(stack, 'manager');
  for (let time = 0; time < 5; time += 1) await invite(other.headers);
  const owner = await signedInUser(stack, 'owner');
  expect((await invite(owner.headers)).status).toBe(201);
});

test('one network sends an address five mails of a kind in an hour, and each of many no more than all together may', async () => {
  const email = newMail();
  const from = newClient();
  for (let time = 0; time < 8; time += 1) await register(email, thiefs, 'Mallory', from);
  expect(await links(email, 'verify')).toHaveLength(5);
  // What comes after the first of each network is counted together.
  for (let network = 0; network < 8; network += 1) {
    const another = newClient();
    for (let time = 0; time < 5; time += 1) await register(email, thiefs, 'Mallory', another);
  }
  expect(await links(email, 'verify')).toHaveLength(9 + 20);
});
