import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newMail, password } from '../../support/account/accounts.ts';
import { addDevice, forgetAutofill } from '../support/account-device.ts';
import { expectGoodLook } from '../support/account-look.ts';
import {
  addApp,
  appCode,
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

test('a second factor is asked for after the password: the app, a backup code, a text message', async () => {
  const { page, user } = await signedInVisitor(walk);
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
  await signIn(page, user.email);
  await heading(page, 'Is it you?');
  await page.getByLabel('Code of your authenticator app').fill('000000');
  await press(page, 'Sign in');
  await page.getByText('That code is wrong, too old or was used before.').waitFor();
  await expectGoodLook(page, 'factor-code');
  await page.getByLabel('Code of your authenticator app').fill(appCode(walk, key));
  await press(page, 'Sign in');
  await heading(page, 'Good to see you, Ada Example');

  await signOut(page);
  await signIn(page, user.email);
  await press(page, 'Use a backup code');
  await page.getByLabel('Backup code').fill(backupCodes[0]?.toUpperCase() ?? '');
  await press(page, 'Sign in');
  await page.getByText('9 of 10 left').waitFor();

  await signOut(page);
  await signIn(page, user.email);
  const before = walk.stack.sms.messages().length;
  await press(page, 'Get a code by text message');
  await page.getByText('A code is on its way to your phone.').waitFor();
  await page.getByLabel('Code of our text message').fill(await textedCode(before));
  await press(page, 'Sign in');
  await heading(page, 'Good to see you, Ada Example');
});

test('a passkey is added, named, signs in alone, proves who it is, and is removed', async () => {
  const { page, user } = await signedInVisitor(walk);
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
  await signIn(page, user.email);
  await heading(page, 'Good to see you, Ada Example');
});

test('a passkey is offered where the address is filled in, and finishes a sign-in by password', async () => {
  const { page, user } = await signedInVisitor(walk);
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
  await page.getByLabel('Email').fill(user.email);
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
  await page.getByLabel('Another address').fill(other.user.email);
  await press(page, 'Go on');
  await heading(page, 'Is it you?');
  expect(page.url()).toBe(`${walk.site.origin}/account/sign-in/`);
  await page.getByLabel('Code of your authenticator app').fill(appCode(walk, key));
  await press(page, 'Sign in');
  await page.getByText('Google opens your account.').waitFor();
});

async function textedCode(after = 0): Promise<string> {
  const { sms } = walk.stack;
  await expect.poll(() => sms.messages().length).toBeGreaterThan(after);
  return /\d{6}/.exec(sms.messages().at(-1)?.body ?? '')?.[0] ?? '';
}
