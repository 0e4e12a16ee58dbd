import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { expectAccessible } from '../support/axe.ts';
import type { Page } from '../support/browser.ts';
import { misfits, phone } from '../support/phone.ts';
import { startWalk, type Walk } from '../support/walk.ts';

/** Of what is in sight: the whole page is too long for a picture. */
const screenshots = fileURLToPath(new URL('../../../.midas/screenshots/', import.meta.url));

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(() => walk.stop());

test.each([
  { name: 'a desk', options: {} },
  { name: 'a phone', options: { viewport: phone.viewport } },
])(
  'the page on $name: axe finds nothing and nothing sticks out, with everything open',
  async ({ options }) => {
    const { page } = await walk.visit(options);
    await page.goto('/api/docs');
    await page.screenshot({ path: `${screenshots}api-docs-${page.viewportSize()?.width}.png` });
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    await expectAccessible(page);
    expect(await misfits(page)).toEqual([]);
  },
);

/** Opens the form of a route, as `GET /api/v1/items`. */
async function openForm(page: Page, route: string) {
  const [, path] = route.split(' ');
  const details = page.locator('details', { has: page.locator(`form[data-path="${path}"]`) });
  await details.locator('summary').click();
  return page.getByRole('form', { name: `Try ${route}`, exact: true });
}

test('what is tried is sent from the page, and its answer is shown there', async () => {
  const { page } = await walk.visit();
  await page.goto('/api/docs#getApiV1Items');
  const form = await openForm(page, 'GET /api/v1/items');
  await form.getByLabel('place').fill('Siena');
  await form.getByRole('button', { name: 'Send' }).click();
  const answer = page.getByRole('region', { name: 'Answer: Find items' });
  await answer.getByText(/^200 OK/).waitFor();
  expect(await answer.locator('pre').textContent()).toContain('"slug": "podere-lavinia"');
  await page.screenshot({ path: `${screenshots}api-docs-tried-1280.png` });
});

test('what anyone may post can be tried too: a price as it stands, a message with a key of its own', async () => {
  const { page } = await walk.visit();
  await page.goto('/api/docs');
  for (const [route, summary] of [
    ['POST /api/v1/quotes', 'A price'],
    ['POST /api/v1/contact', 'Write to us'],
  ] as const) {
    const form = await openForm(page, route);
    await form.getByRole('button', { name: 'Send' }).click();
    await page
      .getByRole('region', { name: `Answer: ${summary}` })
      .getByText(/^201 Created/)
      .waitFor();
  }
  await settledAll(walk.stack);
});

test('a refusal is shown as it comes, and its type leads to what to do about it', async () => {
  const { page } = await walk.visit({ expected: [/status of 404/] });
  await page.goto('/api/docs');
  const form = await openForm(page, 'GET /api/v1/items/{slug}');
  await form.getByLabel('slug').fill('no/such?thing');
  await form.getByRole('button', { name: 'Send' }).click();
  const answer = page.getByRole('region', { name: 'Answer: One item' });
  await answer.getByText(/^404 Not Found/).waitFor();
  const { type } = JSON.parse((await answer.locator('pre').textContent()) ?? '');
  await page.goto(type);
  expect(await page.locator(':target').textContent()).toContain('not-found');
});

test('a call is copied as it stands', async () => {
  const { page, context } = await walk.visit();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/api/docs');
  await page
    .locator('.endpoint', { has: page.locator('#getApiV1Health') })
    .getByRole('button', { name: 'Copy' })
    .click();
  await page.getByRole('status').getByText('Copied.').waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(copied).toBe(`curl "${walk.site.origin}/api/v1/health"`);
});

test('without script everything can be read, and nothing is offered that would not work', async () => {
  const { page } = await walk.visit({ javaScriptEnabled: false });
  await page.goto('/api/docs');
  await page.getByRole('heading', { name: 'GET /api/v1/items', exact: true }).waitFor();
  expect(await page.getByText('Try it').filter({ visible: true }).count()).toBe(0);
  expect(await page.getByRole('button').count()).toBe(0);
});

test('the booking in five calls runs as it stands, from a page of the site', async () => {
  const { page } = await walk.visit();
  await page.goto('/api/docs');
  const code = await page.locator('#start-code').textContent();
  const status = await page.evaluate<string>(
    `(async () => { ${code}; return (await call('/reservations/' + reservation.id, { headers: { Authorization: 'Bearer ' + reservation.manageToken } })).status; })()`,
  );
  expect(status).toBe('held');
  await settledAll(walk.stack);
});
