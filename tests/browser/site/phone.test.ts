import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { heading, introduceYourself, priceOf, reservation, step, visitor } from '../support/guest.ts';
import { misfits, phone } from '../support/phone.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test('a house is found, reserved, paid and given back with a finger, and no page on the way scrolls sideways', async () => {
  const { page } = await walk.visit(phone);
  const tap = async (role: 'link' | 'button' | 'checkbox', name: string | RegExp) => {
    await tapOn(page.getByRole(role, { name }));
  };
  const tapOn = async (target: Locator) => {
    await target.waitFor();
    expect(await misfits(page)).toEqual([]);
    await target.tap();
  };
  await page.goto('/');
  await tap('link', 'See what is free');
  await page.getByLabel('Where').fill('Siena');
  await tap('button', 'Search');
  await tap('link', 'Podere Lavinia');
  await heading(page, 'Podere Lavinia');
  await tapOn(reservation(page).getByRole('button', { name: 'Month after' }));
  await tapOn(reservation(page).getByRole('button', { name: /\b1 April 2027/ }));
  await tapOn(reservation(page).getByRole('button', { name: /\b8 April 2027/ }));
  await priceOf(page).getByRole('row', { name: 'Total' }).waitFor();
  await introduceYourself(page);
  await tap('button', /^Reserve for/);
  await step(page, 'Held for you');
  await tap('button', /^Pay .?\d/);
  await heading(page, 'Your payment');
  await page.getByRole('button', { name: 'Pay', exact: true }).tap();
  await step(page, 'Confirmed');
  await tap('link', 'See or change your reservation');
  await tap('button', 'Cancel…');
  await tap('button', 'Cancel the reservation');
  await page.getByText('Your reservation is cancelled.').waitFor();
  // All that was paid stands there, and the half of it that goes back.
  const fact = (name: string) => page.locator(`midas-manage dt:text-is("${name}") + dd`).innerText();
  const total = await page.getByRole('row', { name: 'Total' }).getByRole('cell').innerText();
  expect(await fact('Paid')).toBe(total);
  expect(await fact('Refund on its way')).toBe('€5,075');
  expect(await misfits(page)).toEqual([]);
});

test('a message is written with a finger', async () => {
  const { page } = await walk.visit(phone);
  await page.goto('/contact/');
  await page.getByLabel('Name').fill(visitor.name);
  await page.getByLabel('Email').fill(visitor.email);
  await page.getByLabel('Message').fill('Is there a cot?');
  expect(await misfits(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send' }).tap();
  await page.getByText('We have your message').waitFor();
});
