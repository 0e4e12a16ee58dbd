import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';
import { heldLink } from '../support/guest.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
});
afterAll(() => site.stop());

const element = (item: string) =>
  `<midas-reservation endpoint="${site.walk.site.origin}" item="${item}"></midas-reservation>`;
const step = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 }).waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const card = (page: Page) => page.getByRole('complementary', { name: 'Price' });

/** What the card says, which must be all of these. */
async function expectCard(page: Page, parts: readonly (string | RegExp)[]): Promise<void> {
  await card(page).getByRole('row', { name: 'Total' }).waitFor();
  const text = await card(page).innerText();
  for (const part of parts) expect(text).toMatch(part);
}

async function introduce(page: Page): Promise<void> {
  await card(page).getByRole('row', { name: 'Total' }).waitFor();
  await press(page, 'Continue');
  await step(page, 'Your details');
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@guests.example');
  await page.getByRole('checkbox', { name: 'I accept' }).check();
}

test('the card says item, dates, guests, lines and total on every step, coming back and by the link too', async () => {
  const page = await site.open(element('corvane-gt'), '?from=2027-05-03&to=2027-05-07&guests=2');
  await introduce(page);
  const total = (await card(page).getByRole('row', { name: 'Total' }).innerText()).replace(/^Total\s+/, '');
  const said = ['Corvane GT', /Mon,? 3 May 2027.*–.*Fri,? 7 May 2027/, 'Passengers: 2', '4 days', total];
  await expectCard(page, said);
  await press(page, /^Reserve for/);
  await step(page, 'Held for you');
  await expectCard(page, said);
  await page.getByText('Sandbox payment').waitFor();
  const link = `#${await heldLink(page)}`;
  const byLink = await site.open(element('corvane-gt'), link);
  await step(byLink, 'Held for you');
  await expectCard(byLink, said);
  await byLink.goto('about:blank');
  await byLink.goBack();
  await expectCard(byLink, said);
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  let seen = 0;
  await page.route('**/api/v1/reservations/*', async (route) => {
    const answer = await route.fetch();
    seen += 1;
    if (seen === 1)
      await route.fulfill({ response: answer, json: { ...(await answer.json()), status: 'held' } });
    else {
      await isReleased;
      await route.continue();
    }
  });
  await press(page, /^Pay €/);
  await press(page, 'Pay');
  await step(page, 'Your payment is on its way');
  await expectCard(page, said);
  release();
  await page.clock.runFor(2000);
  await step(page, 'Confirmed');
  await expectCard(page, said);
});

test('a stay by the hour is told with its times', async () => {
  const { slug } = await cloneItem(site.walk.stack, { of: 'cooperage-loft' });
  const page = await site.open(element(slug), '');
  await page.locator('.day.free').first().click();
  await expectCard(page, [/\d\d:\d\d\s?–\s?\d\d:\d\d/]);
});

test('a stay that is paid in two parts says what is due now and what later where one pays, and asks for no more than that', async () => {
  const { stack } = site.walk;
  const columns = { due_now_basis_points: 3000, balance_due_days: 10, horizon_days: 400 };
  const { slug } = await cloneItem(stack, { of: 'podere-lavinia', columns });
  const [from, to] = [localDate(stack.clock.now(), 60), localDate(stack.clock.now(), 63)];
  const page = await site.open(element(slug), `?from=${from}&to=${to}&guests=2`);
  await introduce(page);
  const due = async (name: string | RegExp) =>
    (await card(page).getByRole('row', { name }).getByRole('cell').innerText()).trim();
  const now = await due('To pay now');
  const rest = await due(/^To pay by/);
  await press(page, /^Reserve for/);
  await step(page, 'Held for you');
  expect(await due('To pay now')).toBe(now);
  expect(await due(/^To pay by/)).toBe(rest);
  await page.getByText(new RegExp(`${escaped(now)} to pay now, ${escaped(rest)} later, by `)).waitFor();
  await page.getByText('Sandbox payment').waitFor();
  await press(page, `Pay ${now}`);
  await press(page, 'Pay');
  await step(page, 'Confirmed');
  await page.getByText(new RegExp(`${escaped(rest)} is due by `)).waitFor();
  expect(await page.locator('dt:text-is("Paid") + dd').innerText()).toBe(now);
  expect(await due(/^To pay by/)).toBe(rest);
  expect(await card(page).getByRole('row', { name: 'To pay now' }).count()).toBe(0);
  const early = page.getByRole('button', { name: `Pay ${rest} now` });
  expect(await early.getAttribute('class')).toContain('quiet');
  expect(await page.locator('button:not(.quiet), a.button:not(.quiet)').count()).toBe(0);
  const manage = await page.getByRole('link', { name: 'See or change' }).getAttribute('href');
  await early.click();
  await step(page, 'Pay the rest');
  await page.getByRole('button', { name: `Pay ${rest}` }).waitFor();
  await page.goto(manage ?? '');
  await page.getByText(new RegExp(`${escaped(rest)} is due by `)).waitFor();
  const link = page.getByRole('link', { name: `Pay ${rest} now` });
  expect(await link.getAttribute('class')).toContain('quiet');
});

test('policy and deposit are told with their dates before they are accepted, where one pays, and on the page of the reservation', async () => {
  const { stack } = site.walk;
  const columns = { policy_code: 'moderate', security_deposit_minor: 400_000, deposit_lead_hours: 48 };
  const { slug } = await cloneItem(stack, { of: 'podere-lavinia', columns });
  const [from, to] = [localDate(stack.clock.now(), 40), localDate(stack.clock.now(), 43)];
  const page = await site.open(element(slug), `?from=${from}&to=${to}&guests=2`);
  await introduce(page);
  const deadlines = page
    .getByRole('listitem')
    .filter({ hasText: /^Until .* \d{4}, \d\d:\d\d: (100%|50%) back$/ });
  const row = (name: string) => card(page).getByRole('row', { name }).innerText();
  const deposit = async () => `${await row('Security deposit')} ${await row('held from')}`;
  expect(await deadlines.count()).toBe(2);
  // Each of the two dates of the stay stands whole on a line.
  const heights = await page.evaluate<number[]>(
    "[...document.querySelector('midas-reservation').shadowRoot.querySelectorAll('aside p')].slice(0, 2).flatMap((one) => [...(one.children.length ? one.children : [one])]).map((one) => one.offsetHeight)",
  );
  expect(new Set(heights).size, heights.join()).toBe(1);
  const held = await deposit();
  expect(held).toMatch(/held from .* \d{4}, \d\d:\d\d to .* \d{4}, \d\d:\d\d/);
  await press(page, /^Reserve for/);
  await step(page, 'Held for you');
  expect(await deposit()).toBe(held);
  await page.getByText('Sandbox payment').waitFor();
  await press(page, /^Pay .?\d/);
  await press(page, 'Pay');
  await step(page, 'Confirmed');
  expect(await deposit()).toBe(held);
  await page.getByRole('link', { name: 'See or change' }).click();
  await page.getByRole('button', { name: 'Cancel…' }).waitFor();
  expect(await deposit()).toBe(held);
  expect(await deadlines.count()).toBe(2);
});

const escaped = (text: string) => text.replace(/[.$]/g, '\\$&');
