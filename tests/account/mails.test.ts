import { afterAll, beforeAll, expect, test } from 'vitest';
import { newMail, password, post, signedInPerson, signInAs } from '../support/accounts.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

async function mailsTo(address: string) {
  await stack.functions.settled();
  const mails = stack.mailbox.messages().filter(({ to }) => to.includes(address));
  return mails.sort((a, b) => (a.messageId ?? '').localeCompare(b.messageId ?? ''));
}

/** The secret behind the link of a mail. */
async function linked(address: string, page: string): Promise<string> {
  const mail = (await mailsTo(address)).find(({ text }) => text?.includes(`/account/${page}/#`));
  const secret = new RegExp(`/account/${page}/#(\\S+)`).exec(mail?.text ?? '')?.[1];
  if (!secret) throw new Error(`no mail to ${address} leads to ${page}`);
  return secret;
}

test('the mails of a life bring the secrets that open its doors, each in the language of the person', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada', language: 'fr' });
  const [first] = await mailsTo(email);
  expect(first?.subject).toBe('Merci de confirmer votre adresse pour Fine Things');
  const token = await linked(email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);

  await post(stack, '/auth/recover', { email });
  const other = 'eleven quiet green bicycles';
  const reset = await post(stack, '/auth/reset', { token: await linked(email, 'reset'), password: other });
  expect(reset.status, reset.text).toBe(200);
  const notMe = await linked(email, 'not-me');
  expect((await post(stack, '/auth/not-me', { token: notMe })).status).toBe(200);
  expect((await signInAs(stack, email, other)).status).toBe(401);
  const subjects = (await mailsTo(email)).map(({ subject }) => subject);
  expect(subjects).toEqual([
    'Merci de confirmer votre adresse pour Fine Things',
    'Un nouveau mot de passe pour Fine Things',
    'Votre mot de passe pour Fine Things a changé',
    'Un nouveau mot de passe pour Fine Things',
  ]);
});

test('an address without an account gets no mail when somebody wants to recover it, or a link again', async () => {
  const email = newMail();
  await post(stack, '/auth/recover', { email });
  await post(stack, '/auth/resend', { email });
  expect(await mailsTo(email)).toEqual([]);
  const { rows } = await stack.database.query(
    `select status from outbox where template like 'person-%' and status <> 'sent'`,
  );
  expect(rows).toEqual([]);
});

test('a link that is wanted again is the one of the newest registration', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  await stack.functions.settled();
  await stack.mailbox.clear();
  await post(stack, '/auth/resend', { email });
  const token = await linked(email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);
  await stack.mailbox.clear();
  await post(stack, '/auth/resend', { email });
  expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
    'You already have an account with Fine Things',
  ]);
});

test('who has an account learns that somebody wants to register or take its address, and nobody else does', async () => {
  const { email } = await signedInPerson(stack);
  await post(stack, '/auth/register', { email, password, name: 'Mallory' });
  const mallory = await signedInPerson(stack);
  await post(stack, '/account/email', { email }, mallory.headers);
  expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
    'You already have an account with Fine Things',
    'This address already has an account with Fine Things',
  ]);
  expect(await mailsTo(mallory.email)).toEqual([]);
});

test('a device that is new to somebody who has signed in before is told, with where it is', async () => {
  const { email } = await signedInPerson(stack);
  const answer = await post(
    stack,
    '/auth/sign-in',
    { email, password, sessionAs: 'tokens' },
    { 'User-Agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0' },
  );
  expect(answer.status).toBe(200);
  const [mail] = await mailsTo(email);
  expect(mail?.subject).toBe('A new device has signed in to Fine Things');
  expect(mail?.text).toContain('Firefox on macOS');
  await linked(email, 'not-me');
});
