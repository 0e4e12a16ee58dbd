import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { heading, reservation, step, visitor } from '../support/guest.ts';
import { tabTo } from '../support/keyboard.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test('a house is found, reserved and paid with the keyboard alone', async () => {
  const { page } = await walk.visit();
  const { keyboard } = page;
  const go = (role: 'link' | 'button' | 'textbox' | 'checkbox', name: string | RegExp) =>
    tabTo(page, page.getByRole(role, { name }));
  await page.goto('/');
  await go('link', 'To the content');
  await keyboard.press('Enter');
  await go('link', 'See what is free');
  await keyboard.press('Enter');
  await heading(page, 'Catalogue');
  await go('textbox', 'Where');
  await keyboard.type('Siena');
  await keyboard.press('Enter');
  await go('link', 'Podere Lavinia');
  await keyboard.press('Enter');
  await heading(page, 'Podere Lavinia');

  // The calendar: to June, then from the first free day to the eighth.
  const stay = reservation(page);
  await tabTo(page, stay.getByRole('button', { name: 'Month after' }));
  for (const month of ['April', 'May', 'June']) {
    await keyboard.press('Space');
    await stay.getByRole('status').filter({ hasText: month }).waitFor();
  }
  await tabTo(page, stay.getByRole('button', { name: /^Tuesday,? 1 June 2027$/ }));
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  expect(await page.getByLabel('Arrive').inputValue()).toBe('2027-06-01');
  expect(await page.getByLabel('Leave').inputValue()).toBe('2027-06-08');

  await page.getByRole('row', { name: 'Total' }).waitFor();
  await go('button', 'Continue');
  await keyboard.press('Enter');
  await step(page, 'Your details');
  await go('textbox', 'Name');
  await keyboard.type(visitor.name);
  await go('textbox', 'Email');
  await keyboard.type(visitor.email);
  await go('checkbox', 'I accept the cancellation policy.');
  await keyboard.press('Space');
  await go('button', /^Reserve for/);
  await keyboard.press('Enter');
  await step(page, 'Held for you');
  await go('button', /^Pay .?\d/);
  await keyboard.press('Enter');
  await heading(page, 'Your payment');
  await go('button', 'Pay');
  await keyboard.press('Enter');
  await step(page, 'Confirmed');
});

test('what is wrong with a form has the focus, and leads to the field, which says it too', async () => {
  const { page } = await walk.visit();
  await page.goto('/contact/');
  await page.getByRole('button', { name: 'Send' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('alert').and(page.locator(':focus')).waitFor();
  await tabTo(page, page.getByRole('link', { name: 'Name – Please fill this in.' }));
  await page.keyboard.press('Enter');
  const name = page.getByLabel('Name');
  await name.and(page.locator(':focus')).waitFor();
  expect(await name.getAttribute('aria-invalid')).toBe('true');
});
