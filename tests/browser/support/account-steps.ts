import { Secret, TOTP } from 'otpauth';
import { password, signedInUser } from '../../support/account/accounts.ts';
import { testEnvironment } from '../../support/harness/environment.ts';
import type { Page } from './browser.ts';
import { heading } from './guest.ts';
import type { Walk } from './walk.ts';

export const otherPassword = 'eleven quiet green bicycles';

/** Gives back what the visitors before have used up: all come from one address, which may ask and try so often and no more. */
export async function restoreBudgets({ stack }: Walk): Promise<void> {
  stack.clock.advance({ minutes: 16 });
  const flushed = await fetch(stack.redis.url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${testEnvironment.UPSTASH_REDIS_REST_TOKEN}` },
    body: JSON.stringify(['flushall']),
  });
  if (!flushed.ok) throw new Error(`the budgets in Redis stay: ${await flushed.text()}`);
}

/** A visitor of the account's pages. What is refused stands in the console, whoever handles it; the provider's page is not ours. */
export async function visitAccount(walk: Walk): Promise<Page> {
  const refused = /the server responded with a status of 4\d\d/;
  const { page } = await walk.visit({ expected: [refused] });
  return page;
}

/** Somebody with `password`, signed in on the page of their account. */
export async function signedInVisitor(walk: Walk) {
  const page = await visitAccount(walk);
  const user = await signedInUser(walk.stack);
  await signIn(page, user.email);
  await heading(page, 'Good to see you, Ada Example');
  return { page, user };
}

/** Opens the page of the sign-in and gives address and password. */
export async function signIn(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/account/sign-in/');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await press(page, 'Sign in');
}

export async function signOut(page: Page): Promise<void> {
  await press(page, 'Sign out');
  await heading(page, 'Welcome back');
}

/** Presses a button on a page or in a part of it. */
export function press(page: Pick<Page, 'getByRole'>, name: string | RegExp): Promise<void> {
  return page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).click();
}

/** What a part of the account tells after something was done. */
export function told(page: Page, text: string | RegExp): Promise<void> {
  return page.getByRole('status').filter({ hasText: text }).waitFor();
}

/** Adds an authenticator app: its key, and the backup codes that come with a first factor. */
export async function addApp(walk: Walk, page: Page): Promise<{ key: string; backupCodes: string[] }> {
  await press(page, 'Add an authenticator app');
  await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
  const key = await page.locator('.key').innerText();
  await page.getByLabel('The code that it shows').fill(appCode(walk, key));
  await press(page, 'Confirm');
  await told(page, 'The authenticator app is your second lock now.');
  const backupCodes = await page.locator('.codes li').allInnerTexts();
  return { key, backupCodes };
}

/** What an authenticator app with this key shows at the time of the stack. */
export function appCode({ stack }: Walk, key: string): string {
  const totp = new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) });
  return totp.generate({ timestamp: stack.clock.now().getTime() });
}
