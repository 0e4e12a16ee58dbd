import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPayment, pay, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { expectAccessible } from '../support/axe.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
});
afterAll(async () => {
  await settledAll(site.walk.stack);
  await site.stop();
});

const of = (name: string, attributes = '') =>
  `<midas-${name} endpoint="${site.walk.site.origin}" ${attributes}></midas-${name}>`;
const step = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 }).waitFor();

/** Opens a page with an element on it, and listens to what the console warns of. */
async function openHeard(body: string, query = ''): Promise<{ page: Page; warnings: string[] }> {
  const page = await site.open('<p>Nothing yet.</p>', query, { expected: [/status of 404|status of 422/] });
  const warnings: string[] = [];
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(body)})`,
  );
  return { page, warnings };
}

const lacking: [string, string, string, string, string][] = [
  ['availability', '', '', 'There is nothing to choose here', '<midas-availability> names no item'],
  ['availability', 'item="no-such"', '', 'There is nothing to choose here', 'finds no item "no-such"'],
  ['availability', '', '?item=no-such', 'There is nothing to choose here', 'finds no item "no-such"'],
  ['reservation', 'item="no-such"', '', 'There is nothing to choose here', 'finds no item "no-such"'],
  ['reservation', '', '', 'No reservation is open here', '<midas-reservation> names no item'],
];

test.each(lacking)(
  'midas-%s with "%s" at "%s" tells the guest what is so, and the developer what it lacks',
  async (name, attributes, query, title, warning) => {
    const { page, warnings } = await openHeard(of(name, attributes), query);
    await step(page, title);
    await expect.poll(() => warnings.join()).toContain(warning);
    expect(warnings.join()).toContain('attribute "item"');
    expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
    await expectAccessible(page);
  },
);

test('a reservation that is opened without its link is said to be none, and the link that opens it is named', async () => {
  const { page } = await openHeard(of('manage'));
  await step(page, 'No reservation is open here');
  await page.getByText('the link in your mail opens it').waitFor();
});

test('on a page of an item that a reservation is opened on, the calendar without an item says nothing', async () => {
  const made = await reserve(site.walk.stack, (await cloneItem(site.walk.stack)).wish);
  const elements = of('availability') + of('reservation');
  const { page, warnings } = await openHeard(elements, `#${made.id}/${made.manageToken}`);
  await step(page, 'Held for you');
  expect(await page.getByText('There is nothing to choose here').count()).toBe(0);
  expect(warnings).toEqual([]);
});

test('a message about an item that there is not comes to the house, and the developer is told', async () => {
  const { page, warnings } = await openHeard(of('contact', 'item="no-such"'));
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@guests.example');
  await page.getByLabel('Message').fill('Is there a cot?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('We have your message').waitFor();
  expect(warnings.join()).toContain('<midas-contact> finds no item "no-such"');
});

test('an item without a picture keeps its frame, in the search and on its page', async () => {
  const { walk } = site;
  const { slug } = await cloneItem(walk.stack);
  const page = await site.open(of('search'), '?text=riad', { expected: [/status of 404/] });
  const frame = page.locator('.card', { has: page.locator(`a[href*="${slug}"]`) }).locator('.picture');
  await frame.scrollIntoViewIfNeeded();
  await expect.poll(() => frame.locator('img').count()).toBe(0);
  const box = await frame.boundingBox();
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(8 / 5, 1);
  await page.goto(`${walk.site.origin}/item/?item=${slug}`);
  const portrait = page.locator('div.portrait');
  await portrait.waitFor();
  const whole = await portrait.boundingBox();
  expect((whole?.width ?? 0) / (whole?.height ?? 1)).toBeCloseTo(8 / 5, 1);
});

test('elements one after another have room between them, as much as the page wants', async () => {
  const page = await site.open(of('contact') + of('manage') + of('search'));
  await page.getByLabel('Message').waitFor();
  const gaps = () =>
    page.evaluate<number[]>(`(() => {
      const boxes = [...document.querySelectorAll('[endpoint]')].map((one) => one.getBoundingClientRect());
      return boxes.slice(1).map(({ top }, at) => Math.round(top - boxes[at].bottom));
    })()`);
  expect(await gaps()).toEqual([32, 32]);
  await page.evaluate(`(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('midas-contact { margin-block: 5px }');
    document.adoptedStyleSheets.push(sheet);
  })()`);
  expect(await gaps()).toEqual([5, 32]);
});

test.each(['reservation', 'manage'])(
  'a confirmed reservation in midas-%s offers its documents, and where it is managed a new link for calendars',
  async (name) => {
    const { stack } = site.walk;
    const made = await reserve(stack, (await cloneItem(stack)).wish);
    await pay(stack, (await openPayment(stack, made)).intentId);
    const page = await site.open(of(name), `#${made.id}/${made.manageToken}`);
    await page.getByRole('heading', { name: 'Documents', level: 3 }).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Receipt/ }).click();
    expect((await downloading).suggestedFilename()).toMatch(/\.pdf$/);
    const version = async () =>
      (
        await stack.database.query('select calendar_link_version as v from reservations where id = $1', [
          made.id,
        ])
      ).rows[0]?.v;
    expect(await version()).toBe(0);
    const replacing = page.getByRole('button', { name: 'Replace the link in calendars' });
    // Who has just booked has given nothing out yet.
    if (name === 'reservation') return expect(await replacing.count()).toBe(0);
    await replacing.click();
    await page.getByText('Links in calendars no longer open anything').waitFor();
    expect(await version()).toBe(1);
    await expectAccessible(page);
  },
);

test('a wrong code is one more question, and the price stays', async () => {
  const page = await site.open(
    of('reservation', 'item="corvane-gt"'),
    '?from=2027-06-01&to=2027-06-05&guests=2',
    { expected: [/status of 422/] },
  );
  const total = page.getByRole('row', { name: 'Total' });
  await total.waitFor();
  const shown = await total.innerText();
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/quotes') && request.method() === 'POST') asked += 1;
  });
  await page.getByLabel('Promotion code').fill('NOSUCH');
  await page.getByLabel('Promotion code').blur();
  await page.locator('[name=promotionCode][aria-invalid]').waitFor();
  await total.waitFor();
  expect(await total.innerText()).toBe(shown);
  expect(asked).toBe(1);
});
