import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { patienceMs } from '../../support/harness/patience.ts';
import { heading, step, visitor } from '../support/guest.ts';
import { linkIn } from '../support/mail-link.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test('a message is sent by the plain form, and the owner has it', async () => {
  const { page } = await walk.visit({ javaScriptEnabled: false });
  await page.goto('/contact/');
  await page.getByLabel('Name').fill(visitor.name);
  await page.getByLabel('Email').fill(visitor.email);
  await page.getByLabel('Message').fill('Is the boathouse heated?');
  await page.getByRole('button', { name: 'Send' }).click();
  await heading(page, 'Thank you');
  expect(new URL(page.url()).pathname).toBe('/thank-you/');
  const mail = await walk.stack.mailbox.waitFor(({ text }) => !!text?.includes('Is the boathouse heated?'), {
    timeoutMs: patienceMs,
  });
  expect(mail.to).toEqual(['owner@fine-things.example']);
});

test('a refused message comes back with everything that was typed, to be mended and sent again', async () => {
  const { page } = await walk.visit({ javaScriptEnabled: false, expected: [/status of 422/] });
  await page.goto('/contact/');
  await page.getByLabel('Name').fill(visitor.name);
  // Browsers take it for an address.
  await page.getByLabel('Email').fill('grace@guests');
  await page.getByLabel('Message').fill('And the garden?');
  await page.getByRole('button', { name: 'Send' }).click();
  const email = page.getByLabel('Email');
  await expect.poll(() => email.getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Message').inputValue()).toBe('And the garden?');
  await email.fill(visitor.email);
  await page.getByRole('button', { name: 'Send again' }).click();
  await heading(page, 'Thank you');
});

test('a house is reserved in two steps, the price before the promise, and the link to pay is in the mail', async () => {
  const email = 'no-script@guests.example';
  const { page } = await walk.visit({ javaScriptEnabled: false });
  await page.goto('/items/villa-belombre/');
  await page.getByLabel('Arrive').fill('2027-06-01');
  await page.getByLabel('Leave').fill('2027-06-08');
  await page.getByLabel('Guests').fill('4');
  await page.getByLabel('Name').fill(visitor.name);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'See the price' }).click();
  await heading(page, 'Your reservation');
  await page
    .getByText('The link to pay opens a page that needs JavaScript. It opens on another device too')
    .waitFor();
  const phone = page.getByRole('link', { name: walk.stack.runtime.config.business.phone });
  expect(await phone.getAttribute('href')).toMatch(/^tel:/);
  const total = await page.getByRole('row', { name: 'Total' }).innerText();
  await page.getByLabel('I accept the cancellation policy.').check();
  const reserve = page.getByRole('button', { name: 'Reserve for' });
  expect((await reserve.innerText()).replace('Reserve for ', '')).toBe(total.replace(/^Total\s+/, ''));
  walk.stack.clock.advance({ seconds: 2 });
  await reserve.click();
  await heading(page, 'Please look in your mail');
  await page
    .getByText('The page that it opens needs JavaScript. The link opens on another device too')
    .waitFor();
  const mail = await walk.stack.mailbox.waitFor(({ to }) => to.includes(email), { timeoutMs: patienceMs });

  await page.goto(linkIn(mail, 'manage'));
  await step(page, 'This page needs JavaScript');
  // Playwright looks for no text in there.
  expect(await page.locator('noscript p').innerText()).toContain(
    'The link in your mail opens on another device too',
  );
});

test('pages that need script say so, and name what can be had without it', async () => {
  const { page } = await walk.visit({ javaScriptEnabled: false });
  for (const path of [
    '/catalogue/',
    '/item/?item=riad-zahra',
    '/fr/catalogue/',
    '/fr/item/?item=riad-zahra',
  ]) {
    await page.goto(path);
    await page.getByRole('link', { name: 'Villa Belombre' }).waitFor();
  }
});
