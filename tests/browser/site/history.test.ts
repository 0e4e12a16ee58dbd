import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import {
  chooseStay,
  goToProvider,
  introduceYourself,
  priceOf,
  reservation,
  reserveButton,
  reserveOnPage,
  step,
  totalOf,
  visitor,
} from '../support/guest.ts';
import { phone } from '../support/phone.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

const details = 'Your details';
const held = 'Held for you';

async function expectStay(page: Page, from: string, to: string): Promise<void> {
  await step(page, 'Reserve');
  expect(await page.getByLabel('Arrive').inputValue()).toBe(from);
  expect(await page.getByLabel('Leave').inputValue()).toBe(to);
  expect(await page.getByLabel('Guests').inputValue()).toBe('3');
}

async function expectDetails(page: Page, email: string): Promise<void> {
  await step(page, details);
  expect(await page.getByLabel('Name').inputValue()).toBe(visitor.name);
  expect(await page.getByLabel('Email').inputValue()).toBe(email);
  expect(await page.getByLabel('Anything we should know').inputValue()).toBe('A cot, please.');
  expect(await page.getByRole('checkbox', { name: 'I accept' }).isChecked()).toBe(true);
}

/** The states of what was reserved of an item for a month, sorted. */
async function madeOf(item: string, month: string): Promise<string[]> {
  const { rows } = await walk.stack.database.query<{ status: string }>(
    `select r.status from reservations r join items i on i.id = r.item_id
     where i.slug = $1 and to_char(r.starts_at, 'YYYY-MM') = $2 order by r.status`,
    [item, month],
  );
  return rows.map(({ status }) => status);
}

const sizes = [
  ['at a desk', {}, '06'],
  ['on a phone', phone, '07'],
] as const;

test.each(sizes)(
  'back, forward and loading again lead from step to step with all that was typed, %s',
  async (_where, size, month) => {
    const email = `history-${month}@guests.example`;
    const [from, to] = [`2027-${month}-01`, `2027-${month}-04`];
    const { page } = await walk.visit(size);
    await page.goto('/catalogue/');
    await chooseStay(page, { item: 'riad-zahra', from, to, guests: 3 });
    await page.reload();
    await expectStay(page, from, to);
    await introduceYourself(page, { ...visitor, email });
    await page.getByLabel('Anything we should know').fill('A cot, please.');
    await page.goBack();
    await expectStay(page, from, to);
    await page.goForward();
    await expectDetails(page, email);
    await page.reload();
    await expectDetails(page, email);
    await page.goBack();
    await expectStay(page, from, to);
    await page.reload();
    await expectStay(page, from, to);
    await page.goForward();
    await expectDetails(page, email);
    await page.getByRole('button', { name: 'Back' }).click();
    await expectStay(page, from, to);
    await page.goForward();

    await reserveButton(page).click();
    await step(page, held);
    await page.goBack();
    await expectDetails(page, email);
    await page.goBack();
    await expectStay(page, from, to);
    await page.getByText('These dates are held for you.').waitFor();
    await page.goForward();
    await page.goForward();
    await step(page, held);
    await page.reload();
    await step(page, held);
    await page.goBack();
    await expectDetails(page, email);
    await page.reload();
    await expectDetails(page, email);
    // Nothing has changed, so what is held is what is paid.
    await reserveButton(page).click();
    await step(page, held);
    expect(await madeOf('riad-zahra', `2027-${month}`)).toEqual(['held']);
    await goToProvider(page);
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
    await step(page, 'Confirmed');
    expect(JSON.stringify(await page.evaluate('({ ...sessionStorage })'))).not.toContain(email);
    expect(JSON.stringify(await page.evaluate('({ ...localStorage })'))).not.toContain(email);
  },
);

test('the first step is left by one step back, to where the visitor came from', async () => {
  const { page } = await walk.visit();
  await page.goto('/contact/');
  await chooseStay(page, { item: 'riad-zahra', from: '2027-08-01', to: '2027-08-04' });
  await introduceYourself(page);
  await page.goBack();
  await page.goBack();
  await page.waitForURL('**/contact/');
});

test('who goes back and changes something gives back what was held before, and holds one thing', async () => {
  const email = 'changes@guests.example';
  const { page } = await walk.visit();
  await reserveOnPage(
    page,
    { item: 'podere-lavinia', from: '2027-06-01', to: '2027-06-08' },
    { ...visitor, email },
  );
  await page.goBack();
  await page.getByLabel('Name').fill('Grace B. Hopper');
  await reserveButton(page).click();
  await step(page, held);
  expect(await madeOf('podere-lavinia', '2027-06')).toEqual(['cancelled', 'held']);

  await page.goBack();
  await page.goBack();
  await step(page, 'Reserve');
  // What is held is in nobody's way who holds it.
  await page.getByLabel('Leave').fill('2027-06-07');
  await page.getByRole('status').filter({ hasText: 'for 6 nights' }).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await step(page, details);
  expect(await page.getByLabel('Name').inputValue()).toBe('Grace B. Hopper');
  await reserveButton(page).click();
  await step(page, held);
  expect(await madeOf('podere-lavinia', '2027-06')).toEqual(['cancelled', 'cancelled', 'held']);
});

test('what is held by the hour is chosen still when its guest goes back', async () => {
  const { page } = await walk.visit();
  await page.goto('/item/?item=elm-street-sitters');
  await page.getByLabel('Day', { exact: true }).fill('2027-06-10');
  await priceOf(page).getByRole('row', { name: 'Total' }).waitFor();
  const total = await totalOf(page);
  const from = await page.getByLabel('From').inputValue();
  await introduceYourself(page, { ...visitor, email: 'hours@guests.example' });
  await reserveButton(page).click();
  await step(page, held);
  await page.goBack();
  await page.goBack();
  await step(page, 'Reserve');
  await expect.poll(() => page.getByLabel('From').inputValue()).toBe(from);
  expect(await totalOf(page)).toBe(total);
  await page.goForward();
  await page.goForward();
  await step(page, held);
  expect(await madeOf('elm-street-sitters', '2027-06')).toEqual(['held']);
});

test('a jump about the page, and what the page has in its own history, are left alone', async () => {
  const { page } = await walk.visit();
  await chooseStay(page, { item: 'riad-zahra', from: '2027-09-01', to: '2027-09-04' });
  await page.evaluate("history.replaceState({ mine: 1 }, '', '#first')");
  await page.evaluate("history.pushState({ mine: 2 }, '', '#second')");
  await introduceYourself(page);
  await page.evaluate("location.hash = 'third'");
  await page.evaluate("location.hash = 'third'");
  await page.getByRole('link', { name: 'To the content' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await step(page, details);
  expect(await page.getByLabel('Name').inputValue()).toBe(visitor.name);
  while (new URL(page.url()).hash !== '#second') await page.goBack();
  await step(page, details);
  expect(await page.evaluate('history.state.mine')).toBe(2);
  await page.goBack();
  await step(page, 'Reserve');
  expect(await page.evaluate('[location.hash, history.state]')).toEqual(['#second', { mine: 2 }]);
  await page.goBack();
  expect(await page.evaluate('[location.hash, history.state]')).toEqual(['#first', { mine: 1 }]);
  await step(page, 'Reserve');
});

test('two elements on a page go their own ways', async () => {
  const { page } = await walk.visit();
  await page.goto('/item/?item=riad-zahra&from=2027-10-01&to=2027-10-04');
  await page.evaluate(`reservation = document.querySelector('midas-reservation');
    reservation.after(Object.assign(document.createElement('midas-reservation'), { id: 'other' }));
    document.querySelector('#other').setAttribute('item', 'corvane-gt')`);
  const one = reservation(page).first();
  const other = page.locator('#other');
  const go = async (element: typeof one) => {
    await element.getByRole('row', { name: 'Total' }).waitFor();
    await element.getByRole('button', { name: 'Continue' }).click();
    await element.getByRole('heading', { name: details }).waitFor();
  };
  await go(one);
  await one.getByLabel('Name').fill('One');
  await go(other);
  await other.getByLabel('Name').fill('Other');
  await page.goBack();
  await other.getByRole('heading', { name: 'Corvane GT' }).waitFor();
  expect(await one.getByLabel('Name').inputValue()).toBe('One');
  await page.goBack();
  await one.getByRole('heading', { name: 'Reserve' }).waitFor();
  await page.goForward();
  await page.goForward();
  await expect.poll(() => one.getByLabel('Name').inputValue()).toBe('One');
  await expect.poll(() => other.getByLabel('Name').inputValue()).toBe('Other');

  await other.getByLabel('Email').fill('two@guests.example');
  await other.getByRole('checkbox', { name: 'I accept' }).check();
  await other.getByRole('button', { name: /^Reserve for/ }).click();
  await other.getByRole('heading', { name: held }).waitFor();
  await one.getByRole('heading', { name: details }).waitFor();
});

test('a plain form that went on as an element is where it was when the page is loaded again', async () => {
  const { page } = await walk.visit();
  await page.goto('/for-your-site/');
  const form = page.locator('form[data-midas="reservation"]');
  await form.getByLabel('Collect').fill('2027-11-01');
  await form.getByLabel('Return').fill('2027-11-05');
  await form.getByLabel('Name').fill(visitor.name);
  await form.getByLabel('Email').fill(visitor.email);
  await form.getByRole('button', { name: 'See the price' }).click();
  await step(page, details);
  await page.reload();
  await step(page, details);
  const name = page.locator('midas-reservation[data-form]').getByLabel('Name');
  expect(await name.inputValue()).toBe(visitor.name);
  await page
    .locator('midas-reservation:not([data-form])')
    .getByRole('heading', { name: 'Corvane GT' })
    .waitFor();
});
