import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import {
  chooseStay,
  heading,
  introduceYourself,
  reserveButton,
  step,
  totalOf,
  visitor,
} from '../support/guest.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

const expected = [/ERR_INTERNET_DISCONNECTED/];

test('a message that cannot leave is kept, and leaves once when the line is back, though nobody presses again', async () => {
  const { page, context } = await walk.visit({ expected });
  const message = 'Written in a tunnel.';
  await page.goto('/contact/');
  await page.getByLabel('Name').fill(visitor.name);
  await page.getByLabel('Email').fill(visitor.email);
  await page.getByLabel('Message').fill(message);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Send' }).click();
  await heading(page, 'As soon as you are online');
  await page.getByText('Your message is kept here').waitFor();
  const sent = page.waitForResponse('**/api/v1/contact');
  await context.setOffline(false);
  expect((await sent).status()).toBe(201);
  await settledAll(walk.stack);
  expect(walk.stack.mailbox.messages().filter(({ text }) => text?.includes(message))).toHaveLength(1);
});

test('a stay chosen offline has its price, and is reserved, when the line is back', async () => {
  const { page, context } = await walk.visit({ expected });
  await chooseStay(page, { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-04' });
  const before = await totalOf(page);
  await context.setOffline(true);
  await page.getByLabel('Leave').fill('2027-06-05');
  await page.getByRole('status').filter({ hasText: 'Check your connection' }).waitFor();
  await context.setOffline(false);
  await introduceYourself(page);
  await reserveButton(page).click();
  await step(page, 'Held for you');
  expect(await page.getByRole('row', { name: 'Total' }).getByRole('cell').innerText()).not.toBe(before);
});
