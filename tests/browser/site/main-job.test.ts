import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { patienceMs } from '../../support/harness/patience.ts';
import type { Page } from '../support/browser.ts';
import {
  chooseStay,
  goToProvider,
  heading,
  introduceYourself,
  reserveButton,
  reserveOnPage,
  step,
  totalOf,
  visitor,
} from '../support/guest.ts';
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

test('from the first page to a reservation that is paid at the price shown, confirmed, and in the calendar', async () => {
  const { page } = await walk.visit();
  await page.goto('/');
  await page.getByRole('link', { name: 'See what is free' }).click();
  await page.getByLabel('What').selectOption('Villa');
  await page.getByLabel('Where').fill('Siena');
  await page.getByLabel('From').fill('2027-06-01');
  await page.getByLabel('Until').fill('2027-06-08');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Podere Lavinia' }).click();
  await heading(page, 'Podere Lavinia');
  expect(await page.getByLabel('Arrive').inputValue()).toBe('2027-06-01');
  expect(await page.getByLabel('Leave').inputValue()).toBe('2027-06-08');
  const total = await totalOf(page);
  await introduceYourself(page);
  await reserveButton(page).click();
  await page.getByRole('button', { name: `Pay ${total}` }).click();
  await press(page, 'Pay');
  await step(page, 'Confirmed');
  expect(await page.locator('dt:text-is("Paid") + dd').innerText()).toBe(total);
  expect(page.url()).not.toContain('client_secret');

  const downloading = page.waitForEvent('download');
  await press(page, 'Add to your calendar');
  const file = await readFile(await (await downloading).path(), 'utf8');
  expect(file).toMatch(/^BEGIN:VCALENDAR[\s\S]*Podere Lavinia/);

  await page.getByRole('link', { name: 'See or change your reservation' }).click();
  await step(page, 'Podere Lavinia – confirmed');
});

test('a declined card charges nothing, and another one pays', async () => {
  const { page } = await walk.visit();
  await reserveOnPage(page, { item: 'riad-zahra', from: '2027-06-10', to: '2027-06-13' });
  await goToProvider(page);
  await press(page, 'Decline');
  await step(page, 'Held for you');
  await page.getByRole('alert').filter({ hasText: 'nothing was charged' }).waitFor();
  await goToProvider(page);
  await press(page, 'Pay');
  await step(page, 'Confirmed');
});

test('a bank that asks who pays is refused at first, then answered', async () => {
  const { page } = await walk.visit();
  await reserveOnPage(page, { item: 'riad-zahra', from: '2027-06-20', to: '2027-06-23' });
  await goToProvider(page);
  await press(page, '3-D Secure');
  await heading(page, 'Your bank asks: is this you?');
  await press(page, 'Refuse');
  await step(page, 'Held for you');
  await page.getByRole('alert').filter({ hasText: 'nothing was charged' }).waitFor();
  await goToProvider(page);
  await press(page, '3-D Secure');
  await heading(page, 'Your bank asks: is this you?');
  await press(page, 'Approve');
  await step(page, 'Confirmed');
});

test('a guest who closes the tab at the provider is confirmed by mail, and its link opens the reservation', async () => {
  const { stack } = walk;
  const { context, page } = await walk.visit();
  const email = 'closed-tab@guests.example';
  const stay = { item: 'riad-zahra', from: '2027-07-01', to: '2027-07-04' };
  await reserveOnPage(page, stay, { ...visitor, email });
  await goToProvider(page);
  // Nothing reaches us yet: the provider will try again.
  stack.stripe.setWebhookUrl(`${stack.url}/away`);
  const paid = page.waitForResponse((response) => response.request().method() === 'POST');
  await press(page, 'Pay');
  await paid;
  await page.close();
  expect(stack.mailbox.messages({ to: email, subject: 'Confirmed' })).toEqual([]);

  stack.stripe.setWebhookUrl(`${stack.url}/api/v1/webhooks/stripe`);
  const mail = await stack.mailbox.waitFor(
    ({ to, subject }) => to.includes(email) && subject.startsWith('Confirmed'),
    { timeoutMs: patienceMs },
  );
  const later = await context.newPage();
  await later.goto(linkIn(mail, 'manage'));
  await step(later, 'Riad Zahra – confirmed');
});

test('the price follows what is chosen, line by line, and an error stands beside its field', async () => {
  const { page } = await walk.visit();
  await chooseStay(page, { item: 'villa-belombre', from: '2027-08-01', to: '2027-08-08' });
  const before = await totalOf(page);
  await page.getByLabel(/Private chef/).check();
  await expect.poll(() => totalOf(page)).not.toBe(before);
  await press(page, 'Continue');
  await reserveButton(page).click();
  // What is wrong has the focus, and leads to the fields.
  await page.getByRole('link', { name: 'Name – Please fill this in.' }).click();
  const name = page.getByLabel('Name');
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  await name.and(page.locator(':focus')).waitFor();
});

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}
