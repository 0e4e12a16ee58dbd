import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patienceMs } from '../../support/harness/patience.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';
import { introduceYourself, reserveButton, step } from '../support/guest.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
  site.pages.set(
    '/paid.js',
    "addEventListener('midas-paid', () => sessionStorage.setItem('paid', Number(sessionStorage.getItem('paid')) + 1));",
  );
});
afterAll(() => site.stop());

let day = 0;
/** A page of another site, on whose element something is held. The element stands far below. */
async function openHeld(): Promise<Page> {
  day += 3;
  const date = (days: number) => new Date(Date.UTC(2027, 8, day + days)).toISOString().slice(0, 10);
  const high = '<p>A long page.</p>'.repeat(60);
  const element = `<midas-reservation item="riad-zahra" endpoint="${site.walk.site.origin}"></midas-reservation>`;
  const page = await site.open(
    `<script type="module" src="/paid.js"></script>${high}${element}${high}`,
    `?from=${date(0)}&to=${date(2)}&via=a%20letter`,
  );
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await introduceYourself(page);
  await reserveButton(page).click();
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
  return page;
}

/** Goes to PayPal, and does one thing there. */
async function atPaypal(page: Page, deed: string): Promise<void> {
  await page.getByRole('button', { name: 'Pay with PayPal' }).click();
  await page.getByRole('heading', { name: 'Your payment', level: 1 }).waitFor();
  await page.getByRole('button', { name: deed }).click();
}

/** The page that the guest left is there again, with nothing of the provider's in its address, and leads to the element. */
async function expectBack(page: Page): Promise<void> {
  const { origin, searchParams, hash } = new URL(page.url());
  expect(origin).toBe(site.host);
  expect([...searchParams.keys()]).toEqual(['from', 'to', 'via', 'midas-reservation']);
  expect(searchParams.get('via')).toBe('a letter');
  expect(hash).toBe('');
  const { id, top, height } = await page.evaluate<{ id: string; top: number; height: number }>(`(() => {
    const { activeElement } = document.querySelector('midas-reservation').shadowRoot;
    return { id: activeElement?.id || activeElement?.role, top: activeElement?.getBoundingClientRect().top, height: innerHeight };
  })()`);
  expect(['heading', 'alert']).toContain(id);
  expect(top).toBeGreaterThanOrEqual(0);
  expect(top).toBeLessThan(height / 2);
}

const paidEvents = (page: Page) => page.evaluate("sessionStorage.getItem('paid')");

test('who pays at PayPal comes back to the page of the element, is told of it once and led to it', async () => {
  const page = await openHeld();
  await atPaypal(page, 'Pay with the sandbox PayPal');
  await step(page, 'Confirmed');
  await expectBack(page);
  expect(await paidEvents(page)).toBe('1');
  await page.reload();
  await step(page, 'Confirmed');
  expect(await paidEvents(page)).toBe('1');
});

test('who gives up at PayPal finds the payment on the page of the element, and pays from there', async () => {
  const page = await openHeld();
  await atPaypal(page, 'Cancel and go back');
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
  await expectBack(page);
  expect(await page.getByText('You came back without paying. Nothing was charged.').count()).toBe(1);
  await atPaypal(page, 'Pay with the sandbox PayPal');
  await step(page, 'Confirmed');
  await expectBack(page);
});

test('a payment that PayPal declines is said on the page of the element, beside the way to pay otherwise', async () => {
  const page = await openHeld();
  await atPaypal(page, 'Pay, and let the bank decline');
  await step(page, 'Held for you');
  await page.getByRole('alert').filter({ hasText: 'nothing was charged' }).waitFor();
  await page.getByText('Sandbox payment').waitFor();
  await expectBack(page);
  expect(await paidEvents(page)).toBeNull();
});

test('a payment by PayPal that takes days waits on the page of the element', async () => {
  const page = await openHeld();
  await atPaypal(page, 'Pay by eCheck');
  await step(page, 'Your payment is on its way');
  await page.getByText('your bank may need some days').waitFor();
  await expectBack(page);
});

test('while PayPal does not answer the way back leads to the page all the same, which waits and is told', async () => {
  const page = await openHeld();
  const { paypal } = site.walk.stack;
  const route = 'POST /v2/checkout/orders/:id/capture';
  paypal.chaos({ drop: 'all', apiFault: { effect: 'before', answer: 'error', route } });
  await atPaypal(page, 'Pay with the sandbox PayPal');
  await step(page, 'Your payment is on its way');
  await expectBack(page);
  paypal.chaos({ drop: [], apiFault: null });
  const id = new URL(page.url()).searchParams.get('midas-reservation');
  const { rows } = await site.walk.stack.database.query(
    'select id from payments where reservation_id = $1 and provider = $2',
    [id, 'paypal'],
  );
  const token = await page.evaluate<string>(`sessionStorage.getItem('midas-reservation ${id}')`);
  await site.walk.stack.call(`/payments/${rows[0]?.id}/capture`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  });
  await page.getByRole('heading', { name: 'Confirmed', level: 2 }).waitFor({ timeout: patienceMs });
  expect(await paidEvents(page)).toBe('1');
});

test('on a page that the API does not know as one of ours, PayPal can be paid too, and leads to our own page', async () => {
  const { walk } = site;
  // The browser notes that the page was refused.
  const { page } = await walk.visit({ expected: [/status of 422/] });
  // The same site by another name: its pages ask their own origin.
  const other = walk.site.origin.replace('localhost', '127.0.0.1');
  await page.goto(`${other}/item/?item=riad-zahra&from=2027-10-20&to=2027-10-22`);
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await introduceYourself(page);
  await reserveButton(page).click();
  await step(page, 'Held for you');
  await atPaypal(page, 'Pay with the sandbox PayPal');
  await step(page, 'Confirmed');
  expect(page.url()).toContain(`${walk.site.origin}/confirmation/`);
});
