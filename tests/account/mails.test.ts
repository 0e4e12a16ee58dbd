import { expect, test } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { encrypt } from '../../src/platform/keys.ts';
import { deliverDue } from '../../src/workflows/message/deliver.ts';
import { linked, mailsTo, writeLink, writeNotice } from '../support/account/account-mails.ts';
import { newMail, password, post, signedInUser, signInAs, tokensOf } from '../support/account/accounts.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

test('the mails of a life bring the secrets that open its doors, each in the language of the person', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada', language: 'fr' });
  const [first] = await mailsTo(stack, email);
  expect(first?.subject).toBe('Merci de confirmer votre adresse pour Fine Things');
  const token = await linked(stack, email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);

  await post(stack, '/auth/recover', { email });
  const other = 'eleven quiet green bicycles';
  const reset = await post(stack, '/auth/reset', {
    token: await linked(stack, email, 'reset'),
    password: other,
  });
  expect(reset.status, reset.text).toBe(200);
  const notMe = await linked(stack, email, 'not-me');
  expect((await post(stack, '/auth/not-me', { token: notMe })).status).toBe(200);
  expect((await signInAs(stack, email, other)).status).toBe(401);
  const subjects = (await mailsTo(stack, email)).map(({ subject }) => subject);
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
  expect(await mailsTo(stack, email)).toEqual([]);
  const { rows } = await stack.database.query(
    `select status from outbox where template like 'user-%' and status not in ('sent', 'not-needed')`,
  );
  expect(rows).toEqual([]);
});

test('a link that is wanted again is the one of the newest registration', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  await stack.functions.settled();
  await stack.mailbox.clear();
  await post(stack, '/auth/resend', { email });
  const token = await linked(stack, email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);
  await stack.mailbox.clear();
  await post(stack, '/auth/resend', { email });
  expect((await mailsTo(stack, email)).map(({ subject }) => subject)).toEqual([
    'You already have an account with Fine Things',
  ]);
});

test('who has an account learns that somebody wants to register or take its address, and nobody else does', async () => {
  const { email } = await signedInUser(stack);
  await post(stack, '/auth/register', { email, password, name: 'Mallory' });
  const mallory = await signedInUser(stack);
  await post(stack, '/account/email', { email }, mallory.headers);
  expect((await mailsTo(stack, email)).map(({ subject }) => subject)).toEqual([
    'You already have an account with Fine Things',
    'This address already has an account with Fine Things',
  ]);
  expect(await mailsTo(stack, mallory.email)).toEqual([]);
});

test('a device that is new to somebody who has signed in before is told, with where it is', async () => {
  const { email } = await signedInUser(stack);
  const answer = await post(
    stack,
    '/auth/sign-in',
    { email, password, sessionAs: 'tokens' },
    { 'User-Agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0' },
  );
  expect(answer.status).toBe(200);
  const [mail] = await mailsTo(stack, email);
  expect(mail?.subject).toBe('A new device has signed in to Fine Things');
  expect(mail?.text).toContain('Firefox on macOS');
  expect(mail?.text).toMatch(/^Time: \w+, \d.* at \d\d:\d\d \(Coordinated Universal Time\)$/m);
  await linked(stack, email, 'not-me');
});

test('the link to the new address takes it, and the letter to the old one gives it back', async () => {
  const { email, headers } = await signedInUser(stack);
  const thiefs = newMail();
  expect((await post(stack, '/account/email', { email: thiefs }, headers)).status).toBe(202);
  const token = await linked(stack, thiefs, 'confirm-email');
  expect((await mailsTo(stack, thiefs))[0]?.text, 'no name to an address that is not proved').not.toContain(
    'Ada Example',
  );
  const confirmed = await post(stack, '/auth/confirm-email', { token }, headers);
  expect(confirmed.status, confirmed.text).toBe(200);
  const [told] = await mailsTo(stack, email);
  expect(told?.subject).toBe('The address of your account with Fine Things has changed');
  expect(told?.text).toContain('Dear Ada Example,');
  const notMe = await linked(stack, email, 'not-me');
  expect((await post(stack, '/auth/not-me', { token: notMe })).status).toBe(200);
  const other = 'eleven quiet green bicycles';
  const reset = { token: await linked(stack, email, 'reset'), password: other };
  expect((await post(stack, '/auth/reset', reset)).status).toBe(200);
  expect((await signInAs(stack, email, other)).status).toBe(200);
});

test('"it was not me" under an added factor takes that factor away', async () => {
  const { id, email } = await signedInUser(stack);
  const { clock, config, random } = stack.runtime;
  const factor = newId('factor', clock.now(), random);
  await stack.database.query(
    `insert into factors (id, user_id, kind, name, secret_sealed, created_at, confirmed_at) values ($1, $2, 'totp', 'App', $3, $4, $4)`,
    [factor, id, encrypt(config.keys, random, factor, 'GEZDGNBVGY3TQOJQ'), clock.now()],
  );
  await writeNotice(stack, 'user-factor-added', id, { factor, kind: 'totp', name: 'App' });
  await deliverDue(stack.runtime);
  expect((await post(stack, '/auth/not-me', { token: await linked(stack, email, 'not-me') })).status).toBe(
    200,
  );
  const { rows } = await stack.database.query('select id from factors where user_id = $1', [id]);
  expect(rows).toEqual([]);
});

test('who asks for the address that they have is told no lie about another account', async () => {
  const { email, headers } = await signedInUser(stack);
  expect((await post(stack, '/account/email', { email }, headers)).status).toBe(202);
  const [mail] = await mailsTo(stack, email);
  expect(mail?.text).toContain(
    'Somebody wanted to make this the address of an account with Fine Things. It already has one, which is yours.',
  );
});

test('what a thief calls a factor adds neither lines nor markup', async () => {
  const { id, email } = await signedInUser(stack);
  await writeNotice(stack, 'user-factor-added', id, {
    kind: 'sms',
    name: 'x)\r\n\nIt was you <b>all</b> along',
  });
  await deliverDue(stack.runtime);
  const [mail] = await mailsTo(stack, email);
  expect(mail?.text).toContain('(x) It was you <b>all</b> along)');
  expect(mail?.html).not.toContain('<b>');
});

test('a link that is dead when its letter could go out is not sent; a notice is, without the link', async () => {
  const { id, email } = await signedInUser(stack);
  const stranger = newMail();
  await writeLink(stack, 'user-registration', 'registration', stranger);
  await writeLink(stack, 'user-email-change', 'email-change', stranger);
  await writeLink(stack, 'user-invitation', 'invitation', stranger, { role: 'staff' });
  await writeLink(stack, 'user-recovery', 'password-reset', email);
  await writeLink(stack, 'user-registration', 'registration', email);
  await writeNotice(stack, 'user-password-changed', id);
  stack.clock.advance({ days: 8 });
  await deliverDue(stack.runtime);
  expect(await mailsTo(stack, stranger)).toEqual([]);
  const [mail, ...others] = await mailsTo(stack, email);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe('Your password for Fine Things has changed');
  expect(mail?.text).not.toContain('/account/');
  const { rows } = await stack.database.query(
    `select status from outbox where status not in ('sent', 'not-needed')`,
  );
  expect(rows).toEqual([]);
});

test('a link that was used is not sent a second time, nor called an account that somebody else made', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  const token = await linked(stack, email, 'verify');
  expect((await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' })).status).toBe(201);
  await stack.mailbox.clear();
  await stack.database.query(
    `update outbox o set status = 'pending' from one_time_tokens t where t.id = o.subject_id and t.email = $1`,
    [email],
  );
  await deliverDue(stack.runtime);
  expect(await mailsTo(stack, email)).toEqual([]);
});

test('a registration that was used, or tried too often, is not sent again', async () => {
  const email = newMail();
  await post(stack, '/auth/register', { email, password, name: 'Ada' });
  const token = await linked(stack, email, 'verify');
  const verified = await post(stack, '/auth/verify', { token, password, sessionAs: 'tokens' });
  const headers = { Authorization: `Bearer ${tokensOf(verified).accessToken}` };
  expect((await post(stack, '/account/close', {}, headers)).status).toBe(200);
  await stack.functions.settled();
  const stranger = newMail();
  await writeLink(stack, 'user-registration', 'registration', stranger);
  await deliverDue(stack.runtime);
  await stack.database.query('update one_time_tokens set attempts = 5 where email = $1', [stranger]);
  await stack.mailbox.clear();
  for (const address of [email, stranger]) {
    await post(stack, '/auth/resend', { email: address });
    expect(await mailsTo(stack, address)).toEqual([]);
  }
});
