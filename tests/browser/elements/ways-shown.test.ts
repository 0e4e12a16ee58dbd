import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { step } from '../support/guest.ts';
import { addressOf } from '../support/made.ts';
import { startWalk, type Walk } from '../support/walk.ts';

/** The site of a business with these settings, until the test ends. */
async function siteWith(variables: Readonly<Record<string, string>> = {}): Promise<Walk> {
  const walk = await startWalk(variables);
  onTestFinished(async () => {
    await settledAll(walk.stack);
    await walk.stop();
  });
  return walk;
}

/** The page that pays a reservation of an item with these columns, once its card form is there. */
async function openPay({ stack, visit }: Walk, columns: Readonly<Record<string, unknown>>): Promise<Page> {
  const made = await reserve(stack, (await cloneItem(stack, { columns })).wish);
  const { page } = await visit();
  await page.goto(addressOf('pay', made));
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
  return page;
}

const paypalButtons = (page: Page) => page.getByRole('button', { name: /paypal/i }).count();
const cardButtons = (page: Page) => page.getByRole('button', { name: /^Pay .*\d/ }).count();

test('beside the card stands PayPal’s button for euros, and none for a currency that PayPal does not take', async () => {
  const walk = await siteWith();
  const euros = await openPay(walk, { currency: 'EUR' });
  expect([await cardButtons(euros), await paypalButtons(euros)]).toEqual([1, 1]);
  for (const currency of ['AED', 'KWD']) {
    const page = await openPay(walk, { currency });
    expect([await cardButtons(page), await paypalButtons(page)], currency).toEqual([1, 0]);
  }
});

test('where PayPal is not set up no button names it, and the card pays', async () => {
  const walk = await siteWith({ PAYPAL_CLIENT_ID: '', PAYPAL_CLIENT_SECRET: '', PAYPAL_WEBHOOK_ID: '' });
  const page = await openPay(walk, { currency: 'EUR' });
  expect([await cardButtons(page), await paypalButtons(page)]).toEqual([1, 0]);
  await page.getByRole('button', { name: /^Pay .*\d/ }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await step(page, 'Confirmed');
});
