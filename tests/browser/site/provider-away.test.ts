import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reserve, settledAll } from '../../support/booking/booking.ts';
import { expectAccessible } from '../support/axe.ts';
import { goToProvider, step } from '../support/guest.ts';
import { addressOf } from '../support/made.ts';
import { misfits, phone } from '../support/phone.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

let day = 0;
/** The page that pays a reservation of its own, whose provider's script does not do as it should. */
async function openPay(hinder: (route: Route) => unknown, expected: RegExp[] = [/ERR_FAILED|ERR_BLOCKED/]) {
  day += 3;
  const date = (days: number) => new Date(Date.UTC(2027, 5, day + days)).toISOString().slice(0, 10);
  const made = await reserve(walk.stack, { item: 'riad-zahra', from: date(0), to: date(2), guests: 2 });
  const { page } = await walk.visit({ expected });
  await page.route('**/v3/', hinder);
  await page.goto(addressOf('pay', made));
  await step(page, 'Held for you');
  return page;
}

const script = (body: string) => (route: Route) => route.fulfill({ contentType: 'text/javascript', body });
const away = (page: Page) =>
  page.getByRole('alert').filter({ hasText: 'If something in your browser blocks' });

/** Another try, with nothing in the way any more, pays. */
async function tryAgain(page: Page): Promise<void> {
  await page.unroute('**/v3/');
  await page.evaluate('delete window.Stripe');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Sandbox payment').waitFor();
  expect(await away(page).count()).toBe(0);
  await goToProvider(page);
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await step(page, 'Confirmed');
}

const hindrances: [string, (route: Route) => unknown][] = [
  ['is blocked', (route) => route.abort('blockedbyclient')],
  ['comes empty', script('')],
  ['refuses to begin', script('window.Stripe = () => { throw new Error("no"); }')],
  [
    'cannot load its fields',
    script(`window.Stripe = () => ({ elements: () => ({ create: () => ({ mount() {},
      on(event, listener) { if (event === 'loaderror') setTimeout(listener); } }) }) })`),
  ],
];

test.each(hindrances)('a payment script that %s is said, and another try pays', async (_how, hinder) => {
  const page = await openPay(hinder);
  await away(page).waitFor();
  expect(await page.getByText('One moment…').count()).toBe(0);
  await expectAccessible(page);
  await tryAgain(page);
});

test('a payment script that does not come is said after a while on a phone, and taken back when it comes after all', async () => {
  let release = (): unknown => undefined;
  const page = await openPay((route) => {
    release = () => route.continue();
  });
  await page.setViewportSize(phone.viewport);
  await expect.poll(() => release.toString()).toContain('continue');
  await page.clock.fastForward(9_000);
  await away(page).waitFor();
  expect(await misfits(page)).toEqual([]);
  await release();
  await page.getByText('Sandbox payment').waitFor();
  expect(await away(page).count()).toBe(0);
  await goToProvider(page);
});

test('a payment that the provider’s script cannot send is said, and can be sent again', async () => {
  const page = await openPay(
    script(`window.Stripe = () => ({
      elements: () => ({ create: () => ({ mount() {}, on(event, listener) { if (event === 'ready') setTimeout(listener); } }) }),
      confirmPayment: async () => { throw new TypeError('Failed to fetch'); } })`),
  );
  await page.getByRole('button', { name: /^Pay .?\d/, disabled: false }).click();
  await away(page).waitFor();
  await tryAgain(page);
});

test('PayPal’s page that does not come is said, and who goes back because of it may pay', async () => {
  const page = await openPay((route) => route.continue());
  await page.getByText('Sandbox payment').waitFor();
  // The browser stays where it is, as it does when something in it stops the way there.
  const stopped = Promise.withResolvers<void>();
  await page.route('**/checkoutnow**', (route) => route.abort('aborted').then(stopped.resolve));
  await page.getByRole('button', { name: 'Pay with PayPal' }).click();
  await stopped.promise;
  await page.clock.fastForward(9_000);
  await away(page).waitFor();
  await page.unroute('**/checkoutnow**');

  await page.route('**/checkoutnow**', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Sandbox payment').waitFor();
  await page.getByRole('button', { name: 'Pay with PayPal' }).click();
  await expect.poll(() => page.url()).toContain('chrome-error:');
  await page.goBack();
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
});
