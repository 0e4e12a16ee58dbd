import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
});
afterAll(() => site.stop());

const step = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 }).waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

/** Both elements of an item of the test's own, with the price of a stay. */
async function openBoth(): Promise<Page> {
  const { stack } = site.walk;
  const { slug } = await cloneItem(stack, { of: 'podere-lavinia' });
  const one = (name: string) =>
    `<midas-${name} endpoint="${site.walk.site.origin}" item="${slug}"></midas-${name}>`;
  const [from, to] = [localDate(stack.clock.now(), 40), localDate(stack.clock.now(), 43)];
  const page = await site.open(one('availability') + one('reservation'), `?from=${from}&to=${to}&guests=2`);
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await press(page, 'Continue');
  await step(page, 'Your details');
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@guests.example');
  return page;
}

/** Chooses the first day that is free in the other calendar. */
async function chooseDay(page: Page): Promise<void> {
  await page.locator('midas-availability .day.free').first().click();
}

test('a day chosen while nothing is held leads back to the dates, with that day chosen and what was typed kept', async () => {
  const page = await openBoth();
  const day = page.locator('midas-availability .day.free').first();
  const date = (await day.getAttribute('data-date')) ?? '';
  await day.click();
  await page.getByLabel('Arrive').waitFor();
  expect(await page.getByLabel('Arrive').inputValue()).toBe(date);
  expect(await page.getByLabel('Leave').inputValue()).toBe('');
  await page.getByText('Now choose the day on which it ends.').waitFor();
  await page.getByLabel('Leave').fill(new Date(Date.parse(date) + 3 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await press(page, 'Continue');
  await step(page, 'Your details');
  expect(await page.getByLabel('Name').inputValue()).toBe('Grace Hopper');
});

test('a day chosen while dates are held, or once they are paid, leaves them, and says so', async () => {
  const page = await openBoth();
  await page.getByRole('checkbox', { name: 'I accept' }).check();
  await press(page, /^Reserve for/);
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
  const kept = page.getByRole('alert').getByText('What you have reserved stays as it is.');
  await chooseDay(page);
  await kept.waitFor();
  await step(page, 'Held for you');
  // Also where its guest has gone back to their details.
  await page.goBack();
  await step(page, 'Your details');
  await chooseDay(page);
  await kept.waitFor();
  await step(page, 'Your details');
  await page.goForward();
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
  await press(page, /^Pay €/);
  await press(page, 'Pay');
  await step(page, 'Confirmed');
  await page.locator('midas-availability .day.free').first().waitFor();
  await chooseDay(page);
  await kept.waitFor();
  await step(page, 'Confirmed');
});
