import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newMail, password, post, signedInUser, signInAgain } from '../../support/account/accounts.ts';
import { reserve } from '../../support/booking/booking.ts';
import { addDevice } from '../support/account-device.ts';
import { expectGoodLook } from '../support/account-look.ts';
import { mailedAccountLink } from '../support/account-mail.ts';
import {
  addApp,
  otherPassword,
  press,
  restoreBudgets,
  signedInVisitor,
  signIn,
  signOut,
  told,
  visitAccount,
} from '../support/account-steps.ts';
import { heading } from '../support/guest.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(() => walk.stop());
beforeEach(() => restoreBudgets(walk));

test('a person registers, opens the account by the mail, signs out and in, and chooses a new password by another mail', async () => {
  const page = await visitAccount(walk);
  const email = newMail();
  await page.goto('/account/register/');
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('too short');
  await page.getByRole('checkbox').check();
  await press(page, 'Make the account');
  const field = page.getByLabel('Password', { exact: true });
  await field.and(page.locator('[aria-invalid="true"]:focus')).waitFor();
  await field.fill(password);
  await press(page, 'Make the account');
  await heading(page, 'Open your mail');

  await page.goto(await mailedAccountLink(walk.stack, email, 'verify'));
  await heading(page, 'Open your account');
  expect(page.url()).toBe(`${walk.site.origin}/account/verify/`);
  await page.getByLabel('Your password').fill(password);
  await press(page, 'Open my account');
  await heading(page, 'Good to see you, Ada Lovelace');
  await page
    .locator('#consents')
    .getByText(/^Agreed on .*, version 2026-11\.$/)
    .waitFor();

  await signOut(page);
  await signIn(page, email, 'not the password');
  await page.getByRole('alert').filter({ hasText: 'That did not sign you in' }).waitFor();
  await page.getByRole('link', { name: 'I have forgotten my password' }).click();
  await page.getByLabel('Email').fill(email);
  await press(page, 'Send the link');
  await heading(page, 'Open your mail');

  await page.goto(await mailedAccountLink(walk.stack, email, 'reset'));
  expect(page.url()).toBe(`${walk.site.origin}/account/reset/`);
  await page.getByLabel('New password').fill(otherPassword);
  await press(page, 'Keep this password');
  await heading(page, 'Your password is new');
  await signIn(page, email, otherPassword);
  await heading(page, 'Good to see you, Ada Lovelace');
});

test('a session that ran out is refreshed once for all calls, and one that was ended leads to the sign-in and back', async () => {
  const { page, user } = await signedInVisitor(walk);
  let refreshes = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) refreshes += 1;
  });
  walk.stack.clock.advance({ minutes: 6 });
  await page.evaluate(`import('/scripts/api.js').then(({ get }) =>
    Promise.all(['', '/sessions', '/reservations'].map((part) => get('/account' + part, { signedIn: true }))))`);
  expect(refreshes).toBe(1);

  await walk.stack.database.query(
    `update sessions set ended_at = now(), end_reason = 'signed-out' where user_id = $1`,
    [user.id],
  );
  await page.goto('/account/#sessions');
  await page.reload();
  await heading(page, 'Welcome back');
  await page.getByLabel('Email').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Sign in');
  await heading(page, 'Good to see you, Ada Example');
  expect(page.url()).toBe(`${walk.site.origin}/account/#sessions`);
});

test('what touches the doors is asked about again after ten minutes, and nothing is done without', async () => {
  const { page, user } = await signedInVisitor(walk);
  const next = newMail();
  walk.stack.clock.advance({ minutes: 11 });
  await press(page, 'Change the mail address');
  await page.getByLabel('New address').fill(next);
  await press(page, 'Send the link');
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.waitFor();
  await press(page, 'Leave it as it is');
  await page.getByRole('alert').filter({ hasText: 'Nothing was changed.' }).waitFor();

  await press(page, 'Send the link');
  await dialog.getByLabel('Your password').fill('not the password');
  await press(page, 'Confirm');
  await dialog.getByText('That is not your password.').waitFor();
  await dialog.getByLabel('Your password').fill(password);
  await press(page, 'Confirm');
  await told(page, `We have written to ${next}.`);

  await page.goto(await mailedAccountLink(walk.stack, next, 'confirm-email'));
  await press(page, 'Yes, use this address');
  await heading(page, 'Your address is changed');
  await page.goto(await mailedAccountLink(walk.stack, user.email, 'not-me'));
  await press(page, 'It was not me');
  await heading(page, 'The doors are shut');
  await page.reload();
  await heading(page, 'Please open the link in our mail');
});

test('an invitation makes an account for whoever has none, and gives the role to whoever has one', async () => {
  const owner = await signedInUser(walk.stack, 'owner');
  const invite = async (email: string) => {
    const answer = await post(walk.stack, '/invitations', { email, role: 'staff' }, owner.headers);
    expect(answer.status, answer.text).toBe(201);
    return mailedAccountLink(walk.stack, email, 'invitation');
  };
  const page = await visitAccount(walk);
  await page.goto(await invite(newMail()));
  await press(page, 'Accept the invitation');
  await heading(page, 'Who are you?');
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Join');
  await heading(page, 'Good to see you, Grace Hopper');
  await page.getByText('Your account · staff').waitFor();

  const { email } = await signedInUser(walk.stack);
  await page.goto(await invite(email));
  await press(page, 'Accept the invitation');
  await heading(page, 'Welcome aboard');
});

test('profile and agreements are kept', async () => {
  const { page } = await signedInVisitor(walk);
  await page.getByLabel('Telephone').fill('not a number');
  await page.getByLabel('We write to you in').selectOption('Français');
  await press(page.locator('#profile'), 'Save');
  await page.getByText('Give a phone number').waitFor();
  await page.getByLabel('Telephone').fill('+33 6 12 34 56 78');
  await press(page.locator('#profile'), 'Save');
  await told(page, 'Saved.');
  await press(page, 'Agree to: Terms of the account');
  await told(page, 'You have agreed: Terms of the account.');

  await page.reload();
  await page.getByText(/^Agreed on/).waitFor();
  expect(await page.getByLabel('Telephone').inputValue()).toBe('+33 6 12 34 56 78');
  expect(await page.getByLabel('We write to you in').inputValue()).toBe('fr');
  await press(page, 'Take back your consent to: Terms of the account');
  await page.getByText(/^Taken back on/).waitFor();
});

test('sessions are shown with device and place, and end by a press', async () => {
  const { page, user } = await signedInVisitor(walk);
  walk.stack.clock.advance({ minutes: 1 });
  const elsewhere = await signInAgain(walk.stack, user.id);
  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: 'Firefox on Windows' });
  await expect.poll(() => row.count()).toBe(2);
  await row.first().getByText('Antibes, France').waitFor();
  await row
    .first()
    .getByRole('button', { name: /^End Firefox/ })
    .click();
  await told(page, 'Signed out: Firefox on Windows.');
  await expect.poll(() => row.count()).toBe(1);
  expect((await walk.stack.call('/account', { headers: elsewhere.headers })).status).toBe(401);
});

test('every page and state is accessible, on a desk and on a phone', async () => {
  const page = await visitAccount(walk);
  await addDevice(page);
  for (const [path, title] of [
    ['register', 'Make an account'],
    ['recover', 'Forgotten it? It happens.'],
    ['sign-in', 'Welcome back'],
    ['terms', 'Terms of the account'],
    ['verify', 'Please open the link in our mail'],
    ['verify/#a.b', 'Open your account'],
    ['reset/#a.b', 'Choose a new password'],
    ['confirm-email/#a.b', 'Is this your new address?'],
    ['invitation/#a.b', 'Come and work with us'],
    ['reopen/#a.b', 'Your account again?'],
    ['not-me/#a.b', 'It was not you?'],
  ] as const) {
    await page.goto('about:blank');
    await page.goto(`/account/${path}${path.includes('#') ? '' : '/'}`);
    await heading(page, title);
    await expectGoodLook(page, path.replace(/\W+/g, '-'));
  }
  await press(page, 'It was not me');
  await heading(page, 'This link no longer works');
  await expectGoodLook(page, 'link-used-up');

  await page.goto('/account/register/');
  await press(page, 'Make the account');
  await page.getByText('An account needs these terms.').waitFor();
  await page.getByRole('checkbox').check();
  await press(page, 'Make the account');
  await page.getByText('At least 15 characters; ').waitFor();
  await expectGoodLook(page, 'register-refused');
  const email = newMail();
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Make the account');
  await heading(page, 'Open your mail');
  await expectGoodLook(page, 'register-sent');
  await signIn(page, email);
  await page.getByRole('alert').waitFor();
  await expectGoodLook(page, 'sign-in-refused');
});

test('the account is accessible in each of its states, on a desk and on a phone', async () => {
  const { page, user } = await signedInVisitor(walk);
  await addDevice(page);
  const guest = { name: 'Ada Example', email: user.email };
  await reserve(walk.stack, { item: 'halkyone', from: '2027-06-10', to: '2027-06-12' }, guest);
  const stay = { item: 'riad-zahra', from: '2027-06-10', to: '2027-06-13' };
  const { id, reference } = await reserve(walk.stack, stay, guest);
  await walk.stack.database.query(
    `update reservations set status = 'confirmed', confirmed_at = created_at where id = $1`,
    [id],
  );
  await page.reload();
  await page.getByText('Confirmed', { exact: true }).waitFor();
  await expectGoodLook(page, 'account');
  const downloading = page.waitForEvent('download');
  await press(page, 'Calendar file of Riad Zahra');
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${reference}.ics`);
  expect(await readFile(await download.path(), 'utf8')).toMatch(/^BEGIN:VCALENDAR[\s\S]*Riad Zahra/);
  await press(page, 'Cancel Riad Zahra');
  await page.getByText('Nothing has been paid yet, so cancelling costs nothing.').waitFor();
  await press(page, 'Change the mail address');
  await press(page, 'Change the password');
  await press(page, 'Close my account');
  await expectGoodLook(page, 'account-asked');
  await press(page, 'Cancel the reservation');
  await told(page, /your reservation is cancelled/);

  await press(page, 'Add a phone');
  await page.getByLabel('Its number').fill('0612');
  await press(page, 'Send a code');
  await page.getByText('Give the number with its country').waitFor();
  await expectGoodLook(page, 'account-phone');
  await page.locator('[data-panel]').getByRole('button', { name: 'Leave it' }).click();
  await press(page, 'Add an authenticator app');
  await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
  await expectGoodLook(page, 'account-app');
  await page.locator('[data-panel]').getByRole('button', { name: 'Leave it' }).click();
  await press(page, 'Add a passkey');
  await expectGoodLook(page, 'account-passkey');
  await press(page, 'Go on');
  await page.getByRole('heading', { name: 'Your backup codes' }).waitFor();
  await expectGoodLook(page, 'account-backup-codes');
  await press(page, 'I have kept them');
  await addApp(walk, page);
  await press(page, 'Rename This device');
  await expectGoodLook(page, 'account-factors');

  walk.stack.clock.advance({ minutes: 11 });
  await press(page, 'Remove This device');
  await page.getByRole('dialog').waitFor();
  await expectGoodLook(page, 'proof-passkey');
  await press(page, 'Use the authenticator app');
  await expectGoodLook(page, 'proof-code');
  await press(page, 'Leave it as it is');
});
