import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newMail, password, post, signedInPerson, signInAgain } from '../support/accounts.ts';
import { reserve } from '../support/booking.ts';
import { addDevice, forgetAutofill } from './support/account-device.ts';
import { expectGoodLook } from './support/account-look.ts';
import { mailedAccountLink } from './support/account-mail.ts';
import {
  addApp,
  appCode,
  otherPassword,
  press,
  restoreBudgets,
  signedInVisitor,
  signIn,
  signOut,
  told,
  visitAccount,
} from './support/account-steps.ts';
import { heading } from './support/guest.ts';
import { startWalk, type Walk } from './support/walk.ts';

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

test('a second factor is asked for after the password: the app, a backup code, a text message', async () => {
  const { page, person } = await signedInVisitor(walk);
  const { key, backupCodes } = await addApp(walk, page);
  expect(backupCodes).toHaveLength(10);
  await press(page, 'I have kept them');
  await press(page, 'Add a phone');
  await page.getByLabel('Its number').fill('+33 6 12 34 56 78');
  await press(page, 'Send a code');
  await page.getByLabel('The code of the message').fill(await textedCode());
  await press(page, 'Confirm');
  await told(page, 'Your phone is a second lock now.');

  await signOut(page);
  walk.stack.clock.advance({ minutes: 1 });
  await signIn(page, person.email);
  await heading(page, 'Is it you?');
  await page.getByLabel('Code of your authenticator app').fill('000000');
  await press(page, 'Sign in');
  await page.getByText('That code is wrong, too old or was used before.').waitFor();
  await expectGoodLook(page, 'factor-code');
  await page.getByLabel('Code of your authenticator app').fill(appCode(walk, key));
  await press(page, 'Sign in');
  await heading(page, 'Good to see you, Ada Example');

  await signOut(page);
  await signIn(page, person.email);
  await press(page, 'Use a backup code');
  await page.getByLabel('Backup code').fill(backupCodes[0]?.toUpperCase() ?? '');
  await press(page, 'Sign in');
  await page.getByText('9 of 10 left').waitFor();

  await signOut(page);
  await signIn(page, person.email);
  const before = walk.stack.sms.messages().length;
  await press(page, 'Get a code by text message');
  await page.getByText('A code is on its way to your phone.').waitFor();
  await page.getByLabel('Code of our text message').fill(await textedCode(before));
  await press(page, 'Sign in');
  await heading(page, 'Good to see you, Ada Example');
});

test('a passkey is added, named, signs in alone, proves who it is, and is removed', async () => {
  const { page, person } = await signedInVisitor(walk);
  const device = await addDevice(page);
  await forgetAutofill(page);
  await press(page, 'Add a passkey');
  await page.getByLabel('What do you call it?').fill('My laptop');
  await press(page, 'Go on');
  await page.getByRole('heading', { name: 'Your backup codes' }).waitFor();
  expect(await device.count()).toBe(1);
  await press(page, 'I have kept them');
  await press(page, 'Rename My laptop');
  await page.getByLabel('Its name').fill('The old laptop');
  await press(page, 'Keep this name');
  await page.getByRole('heading', { name: 'The old laptop' }).waitFor();

  await signOut(page);
  await press(page, 'Sign in with a passkey');
  await heading(page, 'Good to see you, Ada Example');

  walk.stack.clock.advance({ minutes: 11 });
  await press(page, 'Remove The old laptop');
  await page.getByRole('dialog', { name: 'Is it you?' }).waitFor();
  await press(page, 'Use a passkey');
  await told(page, 'Removed: The old laptop.');
  await signOut(page);
  await press(page, 'Sign in with a passkey');
  await page.getByRole('alert').filter({ hasText: 'That passkey opens no account here' }).waitFor();
  await signIn(page, person.email);
  await heading(page, 'Good to see you, Ada Example');
});

test('a passkey is offered where the address is filled in, and finishes a sign-in by password', async () => {
  const { page, person } = await signedInVisitor(walk);
  const device = await addDevice(page);
  await press(page, 'Add a passkey');
  await press(page, 'Go on');
  await press(page, 'I have kept them');
  // Nobody presses anything then: the device answers what the address field asks.
  const signedIn = page.waitForResponse('**/api/v1/auth/passkey');
  await press(page, 'Sign out');
  expect((await signedIn).status()).toBe(200);
  await heading(page, 'Good to see you, Ada Example');

  await device.setPresent(false);
  await signOut(page);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Sign in');
  await heading(page, 'Is it you?');
  await expectGoodLook(page, 'factor-passkey');
  await device.setPresent(true);
  await press(page, 'Use a passkey');
  await heading(page, 'Good to see you, Ada Example');
});

test('whoever comes by Google has an account, and closes it', async () => {
  const page = await visitAccount(walk);
  await page.goto('/account/sign-in/?returnTo=/account/%23close');
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await page.getByRole('button', { name: /Grace Hopper/ }).click();
  await heading(page, 'Good to see you, Grace Hopper');
  expect(page.url()).toBe(`${walk.site.origin}/account/#close`);
  await page.getByText('Google opens your account.').waitFor();
  await press(page, 'Close my account');
  await press(page, 'Close it');
  await heading(page, 'Your account is closed');
  await expectGoodLook(page, 'closed');
  await page.goto('/account/');
  await heading(page, 'Welcome back');
});

test('the sign-in offers every way that is configured, by name and in the language of the page, and looks good with all of them', async () => {
  const page = await visitAccount(walk);
  await page.goto('/account/sign-in/');
  const names = ['Google', 'Apple', 'Microsoft', 'Firebase'];
  const links = page.locator('.ways a');
  await links.nth(3).waitFor();
  expect(await links.allInnerTexts()).toEqual(names.map((name) => `Continue with ${name}`));
  await expectGoodLook(page, 'sign-in-all-ways');
  for (const [language, words] of [
    ['fr', 'Continuer avec'],
    ['es', 'Continuar con'],
  ]) {
    await page.evaluate(`document.documentElement.lang = '${language}'`);
    const told = await page.evaluate(
      `import('/scripts/account/provider-links.js').then(async ({ providerLinks }) => (await providerLinks('/')).map((one) => one.textContent))`,
    );
    expect(told).toEqual(names.map((name) => `${words} ${name}`));
  }
});

test.each(['Apple', 'Microsoft'])('whoever comes by %s has an account', async (provider) => {
  const page = await visitAccount(walk);
  await page.goto('/account/sign-in/?returnTo=/account/%23ways');
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await page.getByText(`This plays ${provider}.`).waitFor();
  await page.getByLabel('Another address').fill(newMail());
  await press(page, 'Go on');
  await page.getByText(`${provider} opens your account.`).waitFor();
  expect(page.url()).toBe(`${walk.site.origin}/account/#ways`);
});

test('whoever comes by Firebase signs in in its window, and whoever closes it is told', async () => {
  const page = await visitAccount(walk);
  await page.goto('/account/sign-in/?returnTo=/account/%23ways');
  await page.getByRole('link', { name: 'Continue with Firebase' }).click();
  await heading(page, 'Sign in with Firebase');
  await expectGoodLook(page, 'firebase');
  const chooser = async () => {
    const opened = page.waitForEvent('popup');
    await press(page, 'Continue with Google');
    return opened;
  };
  await press(await chooser(), 'Deny');
  await page.getByRole('alert').filter({ hasText: 'That did not sign you in' }).waitFor();
  const other = await chooser();
  await other.getByLabel('Another address').fill(newMail());
  await press(other, 'Go on');
  await page.getByText('Firebase opens your account.').waitFor();
  expect(page.url()).toBe(`${walk.site.origin}/account/#ways`);
});

test('who denies at Google comes back to the sign-in, and who has a second factor is asked for it', async () => {
  const page = await visitAccount(walk);
  await page.goto('/account/sign-in/');
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await press(page, 'Deny');
  await page.getByRole('alert').filter({ hasText: 'That did not sign you in' }).waitFor();
  expect(page.url()).toBe(`${walk.site.origin}/account/sign-in/`);

  const other = await signedInVisitor(walk);
  const { key } = await addApp(walk, other.page);
  walk.stack.clock.advance({ minutes: 1 });
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await page.getByLabel('Another address').fill(other.person.email);
  await press(page, 'Go on');
  await heading(page, 'Is it you?');
  expect(page.url()).toBe(`${walk.site.origin}/account/sign-in/`);
  await page.getByLabel('Code of your authenticator app').fill(appCode(walk, key));
  await press(page, 'Sign in');
  await page.getByText('Google opens your account.').waitFor();
});

test('a session that ran out is refreshed once for all calls, and one that was ended leads to the sign-in and back', async () => {
  const { page, person } = await signedInVisitor(walk);
  let refreshes = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) refreshes += 1;
  });
  walk.stack.clock.advance({ minutes: 6 });
  await page.evaluate(`import('/scripts/api.js').then(({ get }) =>
    Promise.all(['', '/sessions', '/reservations'].map((part) => get('/account' + part, { signedIn: true }))))`);
  expect(refreshes).toBe(1);

  await walk.stack.database.query(
    `update sessions set ended_at = now(), end_reason = 'signed-out' where person_id = $1`,
    [person.id],
  );
  await page.goto('/account/#sessions');
  await page.reload();
  await heading(page, 'Welcome back');
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Sign in');
  await heading(page, 'Good to see you, Ada Example');
  expect(page.url()).toBe(`${walk.site.origin}/account/#sessions`);
});

test('what touches the doors is asked about again after ten minutes, and nothing is done without', async () => {
  const { page, person } = await signedInVisitor(walk);
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
  await page.goto(await mailedAccountLink(walk.stack, person.email, 'not-me'));
  await press(page, 'It was not me');
  await heading(page, 'The doors are shut');
  await page.reload();
  await heading(page, 'Please open the link in our mail');
});

test('an invitation makes an account for whoever has none, and gives the role to whoever has one', async () => {
  const owner = await signedInPerson(walk.stack, 'owner');
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

  const { email } = await signedInPerson(walk.stack);
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
  const { page, person } = await signedInVisitor(walk);
  walk.stack.clock.advance({ minutes: 1 });
  const elsewhere = await signInAgain(walk.stack, person.id);
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
  const { page, person } = await signedInVisitor(walk);
  await addDevice(page);
  const guest = { name: 'Ada Example', email: person.email };
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

async function textedCode(after = 0): Promise<string> {
  const { sms } = walk.stack;
  await expect.poll(() => sms.messages().length).toBeGreaterThan(after);
  return /\d{6}/.exec(sms.messages().at(-1)?.body ?? '')?.[0] ?? '';
}
