import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { occupy } from '../../support/booking/occupied.ts';
import { expectAccessible } from '../support/axe.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';
import { misfits, phone } from '../support/phone.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
  site.pages.set(
    '/words.js',
    `import { setMidasTexts } from '/midas.js'; window.say = setMidasTexts;
     addEventListener('midas-paid', () => sessionStorage.setItem('paid', Number(sessionStorage.getItem('paid')) + 1));`,
  );
  site.pages.set('/host.js', "document.querySelector('main').prepend(document.createElement('hr'));");
});
afterAll(() => site.stop());

const words = '<script type="module" src="/words.js"></script>';
const element = (name: string, attributes = '') =>
  `<midas-${name} endpoint="${site.walk.site.origin}" ${attributes}></midas-${name}>`;
const step = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 }).waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const say = (page: Page, texts: string, language = 'en') => page.evaluate(`say('${language}', ${texts})`);
const focused = (page: Page, name: string) =>
  page.evaluate<string>(`document.querySelector('midas-${name}').shadowRoot.activeElement?.id ?? ''`);

async function hold(page: Page, note = ''): Promise<void> {
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await press(page, 'Continue');
  await step(page, 'Your details');
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@guests.example');
  if (note) await page.getByLabel('Anything we should know').fill(note);
  await page.getByRole('checkbox', { name: 'I accept' }).check();
  await press(page, /^Reserve for/);
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
}

test('texts that change leave what was typed and the focus where they are, in every form', async () => {
  const page = await site.open(
    words + element('contact') + element('search') + element('reservation', 'item="corvane-gt"'),
    '?from=2027-05-03&to=2027-05-07',
  );
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await press(page, 'Continue');
  await step(page, 'Your details');
  await page.getByLabel('Keywords').fill('red');
  const contact = page.locator('midas-contact');
  await contact.getByLabel('Message').fill('Is there a cot?');
  const own = page.locator('midas-reservation');
  await own.getByLabel('Name').fill('Grace');
  await own.getByLabel('Anything we should know').pressSequentially('We come la');
  await say(page, "{ person: { title: 'Who are you?' }, contact: { title: 'Ask' } }");
  await step(page, 'Who are you?');
  await step(page, 'Ask');
  await page.keyboard.type('te');
  expect(await own.getByLabel('Anything we should know').inputValue()).toBe('We come late');
  expect(await own.getByLabel('Name').inputValue()).toBe('Grace');
  expect(await contact.getByLabel('Message').inputValue()).toBe('Is there a cot?');
  expect(await page.getByLabel('Keywords').inputValue()).toBe('red');
});

test('who comes back from paying is told of it once and led to it, though texts change and the element stands far below', async () => {
  const high = '<p>A long page.</p>'.repeat(60);
  const page = await site.open(
    words + high + element('reservation', 'item="corvane-gt"') + high,
    '?from=2027-05-10&to=2027-05-14',
  );
  await hold(page);
  await page.addInitScript(
    "addEventListener('DOMContentLoaded', () => window.say?.('en', { view: { manage: 'See it all' } }))",
  );
  await press(page, /^Pay €/);
  await press(page, 'Pay');
  await step(page, 'Confirmed');
  await page.getByRole('link', { name: 'See it all' }).waitFor();
  expect(await page.evaluate("sessionStorage.getItem('paid')")).toBe('1');
  expect(await focused(page, 'reservation')).toBe('heading');
  const { top, height } = await page.evaluate<{ top: number; height: number }>(
    "({ top: document.querySelector('midas-reservation').shadowRoot.querySelector('h2').getBoundingClientRect().top, height: innerHeight })",
  );
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(height / 2);
});

test('a language without texts is said once, and speaks the English that the site has made', async () => {
  const page = await site.open(words + element('contact') + element('search'), '', { lang: 'de-AT' });
  await step(page, 'Write to us');
  await step(page, 'Find');
  const warnings: string[] = [];
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  await page.reload();
  await step(page, 'Write to us');
  await page.waitForLoadState('load');
  await say(page, "{ contact: { title: 'Ask us' } }");
  await step(page, 'Ask us');
  await say(page, "{ contact: { send: 'Senden' } }", 'de');
  await page.getByRole('button', { name: 'Senden' }).waitFor();
  await step(page, 'Ask us');
  await say(page, "{ contact: { title: 'Ask anything' } }");
  await step(page, 'Ask anything');
  await page.getByRole('button', { name: 'Senden' }).waitFor();
  expect(warnings.filter((text) => text.includes('de-AT'))).toHaveLength(1);
});

test('a page that says the headings itself shows none, and its font is a family', async () => {
  const page = await site.open(element('contact', 'no-heading'));
  await page.getByLabel('Message').waitFor();
  await step(page, 'Write to us');
  const box = await page.getByRole('heading', { name: 'Write to us' }).boundingBox();
  expect(box?.height).toBeLessThan(2);
  const fonts = await page.evaluate<string[]>(`(() => {
    const place = document.querySelector('midas-contact');
    place.style.fontSize = '20px';
    place.style.setProperty('--midas-font', 'monospace');
    const { fontFamily, fontSize } = getComputedStyle(place.shadowRoot.querySelector('input'));
    return [fontFamily, fontSize];
  })()`);
  expect(fonts).toEqual(['monospace', '20px']);
});

/** What is asked of the API for an item, in order. */
function asked(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => {
    const [, path] = /\/api\/v1\/items\/corvane-gt(\/\w+)?/.exec(request.url()) ?? [];
    if (request.url().includes('/items/corvane-gt')) paths.push(path ?? 'item');
  });
  return paths;
}

test('two elements of an item ask for it once and for its free days once, without waiting for the one to ask for the other', async () => {
  const page = await site.open('<p>Nothing yet.</p>');
  const paths = asked(page);
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/v1/items/corvane-gt?*', async (route) => {
    await isReleased;
    await route.continue();
  });
  const seen = page.waitForRequest(/\/availability/);
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(element('availability', 'item="corvane-gt"') + element('reservation', 'item="corvane-gt"'))})`,
  );
  await seen;
  release();
  await step(page, 'Days that are free');
  await step(page, 'Corvane GT');
  await page.locator('midas-reservation .day.free').first().waitFor();
  await page.locator('midas-availability .day.free').first().waitFor();
  expect(paths.sort()).toEqual(['/availability', 'item']);
});

test('a calendar on its way has the height that it will have, is no heading, and is spoken of when it takes long', async () => {
  const page = await site.open('<p>Nothing yet.</p>');
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/v1/items/corvane-gt?*', async (route) => {
    await isReleased;
    await route.continue();
  });
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(element('availability', 'item="corvane-gt"') + element('reservation', 'item="corvane-gt"'))})`,
  );
  const height = (name: string) =>
    page.evaluate<number>(`document.querySelector('midas-${name}').getBoundingClientRect().height`);
  await page.locator('midas-availability .bones').waitFor();
  await page.locator('midas-reservation .bones').waitFor();
  expect(await page.getByRole('heading', { level: 2 }).count()).toBe(0);
  await expectAccessible(page);
  await page.clock.fastForward(8_000);
  expect(await page.getByText('This takes longer than usual.').count()).toBe(2);
  await expectAccessible(page);
  const before = await Promise.all(['availability', 'reservation'].map(height));
  release();
  await page.locator('midas-availability .day.free').first().waitFor();
  await step(page, 'Corvane GT');
  const after = await Promise.all(['availability', 'reservation'].map(height));
  expect(Math.abs((after[0] ?? 0) - (before[0] ?? 0))).toBeLessThan(8);
});

test('the calendar opens where there is something to choose, calls the past past, and hands a day on', async () => {
  const { stack } = site.walk;
  const now = stack.clock.now();
  const { slug, unitIds } = await cloneItem(stack, { of: 'riad-zahra' });
  // Nothing is left for four months.
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const free = Date.UTC(year, month + 4, 3, 12);
  await occupy(
    stack,
    unitIds.map((unitId) => ({ unitId, from: now.getTime(), to: free })),
  );
  const page = await site.open(
    words + element('availability', `item="${slug}"`) + element('reservation', `item="${slug}"`),
  );
  const names = ['availability', 'reservation'];
  const part = (name: string, selector: string) => page.locator(`midas-${name}`).locator(selector);
  for (const name of names) {
    const first = part(name, '.day.free').first();
    await first.waitFor();
    expect(await first.getAttribute('tabindex')).toBe('0');
    expect((await first.getAttribute('data-date'))?.slice(0, 7)).toBe(
      new Date(free).toISOString().slice(0, 7),
    );
  }
  await expectAccessible(page);
  await page.evaluate(
    "addEventListener('midas-day-chosen', ({ detail, target }) => { window.chosen = [detail.item, detail.date, target.localName]; })",
  );
  const first = part('availability', '.day.free').first();
  const date = await first.getAttribute('data-date');
  await first.focus();
  await page.keyboard.press('Enter');
  expect(await page.evaluate('window.chosen')).toEqual([slug, date, 'midas-availability']);
  expect(await page.getByLabel('Arrive').inputValue()).toBe(date);
  await part('reservation', '.hint').getByText('Now choose the day on which it ends.').waitFor();
  // Some days later, those before are past.
  await page.clock.setSystemTime(new Date(now.getTime() + 6 * 86_400_000));
  await page.reload();
  await part('availability', '.day.free').first().waitFor();
  for (let turns = 0; turns < 4; turns += 1) await page.getByLabel('Month before').first().click();
  const past = part('availability', '.day.past').first();
  await past.waitFor();
  expect(await past.getAttribute('aria-label')).toContain(', past');
  expect(await part('availability', '.day.taken').last().getAttribute('aria-label')).toContain(', not free');
  expect(
    await page.evaluate(
      "getComputedStyle(document.querySelector('midas-availability').shadowRoot.querySelector('.past')).textDecorationLine",
    ),
  ).toBe('none');
});

test('a calendar of two months begins with the first in which there is something to choose', async () => {
  const { stack } = site.walk;
  const now = stack.clock.now();
  const { slug, unitIds } = await cloneItem(stack, { of: 'riad-zahra' });
  // Nothing is left this month.
  const free = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 3, 12);
  await occupy(
    stack,
    unitIds.map((unitId) => ({ unitId, from: now.getTime(), to: free })),
  );
  const page = await site.open(element('availability', `item="${slug}"`));
  await page.locator('.day.free').first().waitFor();
  const first = page.locator('table').first();
  await expect.poll(() => first.locator('.day.free').count()).toBeGreaterThan(0);
});

test('a payment that cannot be opened can be tried again, by a button large enough for a finger', async () => {
  const made = await reserve(site.walk.stack, (await cloneItem(site.walk.stack)).wish);
  const page = await site.open('<p>Nothing yet.</p>', `#${made.id}/${made.manageToken}`, {
    ...phone,
    expected: [/ERR_FAILED/],
  });
  await page.route('**/api/v1/payment-intents', (route) => route.abort());
  const reservation = JSON.stringify(element('reservation'));
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', ${reservation})`);
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  expect(await misfits(page)).toEqual([]);
  await expectAccessible(page);
  await page.unroute('**/api/v1/payment-intents');
  await again.click();
  await page.getByText('Sandbox payment').waitFor();
});
