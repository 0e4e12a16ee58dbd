import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { book } from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { expectAccessible } from '../support/axe.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';
import { screenshot } from '../support/screenshot.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
});
afterAll(() => site.stop());

const fact = (page: Page, name: string) => page.locator(`dt:text-is("${name}") + dd`);

async function expectDocuments(page: Page, kinds: readonly RegExp[]): Promise<void> {
  for (const name of kinds) await page.getByRole('button', { name }).waitFor();
  const [wait] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: kinds[0] ?? /./ }).click(),
  ]);
  expect(wait.suggestedFilename()).toMatch(/^[\w-]+\.pdf$/);
}

test.each([1280, 360])(
  'a guest who cancelled is told what was paid, what goes back and what is kept, and has the documents (%i px)',
  async (width) => {
    const { stack } = site.walk;
    const columns = { policy_code: 'moderate', due_now_basis_points: 10_000 };
    const { slug } = await cloneItem(stack, { of: 'podere-lavinia', columns });
    const [from, to] = [localDate(stack.clock.now(), 3), localDate(stack.clock.now(), 5)];
    const { id, manageToken, total } = await book(stack, { item: slug, from, to, guests: 2 });
    const page = await site.open(
      `<midas-manage endpoint="${site.walk.site.origin}"></midas-manage>`,
      `#${id}/${manageToken}`,
      { viewport: { width, height: 740 } },
    );
    const money = (amount: number) =>
      new Intl.NumberFormat('en', {
        style: 'currency',
        currency: total.currency,
        trailingZeroDisplay: 'stripIfInteger',
      }).format(amount / 100);
    await fact(page, 'Paid').waitFor();
    expect(await fact(page, 'Paid').innerText()).toBe(money(total.amount));
    await expectDocuments(page, [/^Invoice /, /^Receipt /]);
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByRole('button', { name: 'Cancel the reservation' }).click();
    await page.getByRole('heading', { name: /cancelled/ }).waitFor();
    expect(await fact(page, 'Paid').innerText()).toBe(money(total.amount));
    const parts = await page.locator('dt').allInnerTexts();
    const told = ['Refunded', 'Refund on its way', 'Kept'].filter((name) => parts.includes(name));
    const amounts = await Promise.all(told.map((name) => fact(page, name).innerText()));
    expect(told).toContain('Kept');
    const sum = amounts.reduce((all, text) => all + Math.round(Number(text.replace(/[^\d.]/g, '')) * 100), 0);
    expect(sum, `${told} ${amounts}`).toBe(total.amount);
    await expectDocuments(page, [/^Invoice /]);
    expect(await page.getByText('Security deposit').count(), 'of what is over nothing is held').toBe(0);
    await expectAccessible(page);
    await screenshot(page, 'manage-cancelled');
  },
);

test.each([1280, 360])(
  'a search with dates says what each stay costs in all, the same as its page, and how many it holds (%i px)',
  async (width) => {
    const page = await site.open(
      `<midas-search item-page="/item/" endpoint="${site.walk.site.origin}"></midas-search>`,
      '?from=2027-06-20&to=2027-06-27&guests=2',
      { viewport: { width, height: 740 } },
    );
    const found = page.locator('li.card').filter({ hasText: 'Corvane GT' });
    await found.getByText('for 7 days').waitFor();
    expect(await found.innerText()).toMatch(/Up to \d+ passengers/);
    const said = /(€[\d,.]+) for 7 days/.exec(await found.innerText())?.[1];
    await screenshot(page, 'search-with-dates');
    const itself = await site.open(
      `<midas-reservation endpoint="${site.walk.site.origin}" item="corvane-gt"></midas-reservation>`,
      '?from=2027-06-20&to=2027-06-27&guests=2',
    );
    const total = itself.getByRole('complementary', { name: 'Price' }).getByRole('row', { name: 'Total' });
    expect(await total.getByRole('cell').innerText()).toBe(said);
  },
);

test('a code that is wrong is told at its field, and the price stays', async () => {
  const page = await site.open(
    `<midas-reservation endpoint="${site.walk.site.origin}" item="corvane-gt"></midas-reservation>`,
    '?from=2027-07-20&to=2027-07-27&guests=2',
    { expected: [/422/] },
  );
  const total = page.getByRole('complementary', { name: 'Price' }).getByRole('row', { name: 'Total' });
  const before = await total.innerText();
  await page.getByLabel(/code/i).fill('NO-SUCH-CODE');
  await page.getByLabel(/code/i).press('Tab');
  await page.getByText('This code is not valid here.').first().waitFor();
  expect(await page.getByLabel(/code/i).getAttribute('aria-invalid')).toBe('true');
  expect(await total.innerText()).toBe(before);
});

test('in French and on a phone, what a guest who cancelled reads stays whole beside the longest of its names', async () => {
  const { stack } = site.walk;
  const columns = { policy_code: 'moderate', due_now_basis_points: 10_000 };
  const { slug } = await cloneItem(stack, { of: 'podere-lavinia', columns });
  const [from, to] = [localDate(stack.clock.now(), 40), localDate(stack.clock.now(), 43)];
  const { id, manageToken } = await book(stack, { item: slug, from, to, guests: 2 });
  const page = await site.open(
    `<midas-manage language="fr" endpoint="${site.walk.site.origin}"></midas-manage>`,
    `#${id}/${manageToken}`,
    { viewport: { width: 360, height: 740 } },
  );
  // A font and margins as many pages have them, where there is less room than a browser's own leave.
  await page.evaluate(
    "Object.assign(document.body.style, { font: '17px/1.5 Georgia, serif', margin: '0 1rem' })",
  );
  await page.getByRole('button', { name: 'Annuler…' }).click();
  await page.getByRole('button', { name: 'Annuler la réservation' }).click();
  await fact(page, 'Remboursement en cours').waitFor();
  const linesOf = (name: string) =>
    page.evaluate<number>(`(() => {
      const names = document.querySelector('midas-manage').shadowRoot.querySelectorAll('dt');
      const text = document.createRange();
      text.selectNodeContents([...names].find((one) => one.textContent === '${name}').nextElementSibling);
      return new Set([...text.getClientRects()].map(({ top }) => top)).size;
    })()`);
  expect(await linesOf('Référence')).toBe(1);
  expect(await linesOf('Début')).toBeLessThanOrEqual(2);
});
