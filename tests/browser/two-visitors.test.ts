import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../support/booking.ts';
import type { Page } from './support/browser.ts';
import { chooseStay, heading, introduceYourself } from './support/guest.ts';
import { startWalk, type Walk } from './support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

const reserve = (page: Page) => page.getByRole('button', { name: 'Reserve' });
const freeInstead = 'Free instead';

test('of two who press at once one has the last house, and the other sees what is free instead and takes that', async () => {
  const stay = { item: 'podere-lavinia', from: '2027-06-01', to: '2027-06-08' };
  const visits = [
    await walk.visit({ expected: [/status of 409/] }),
    await walk.visit({ expected: [/status of 409/] }),
  ];
  const pages = visits.map(({ page }) => page);
  await Promise.all(
    pages.map(async (page) => {
      await chooseStay(page, stay);
      await introduceYourself(page);
    }),
  );
  await Promise.all(pages.map((page) => reserve(page).click()));
  const outcomes = await Promise.all(pages.map(outcomeOf));
  expect([...outcomes].sort()).toEqual([freeInstead, 'Held for you']);

  const loser = pages[outcomes.indexOf(freeInstead)];
  if (!loser) throw new Error('nobody lost');
  await loser.getByRole('alert').filter({ hasText: 'has just been taken' }).waitFor();
  // Nothing is typed twice: another stay is one press, and what was filled in is still there.
  await loser
    .getByRole('button', { name: /Jun 2027.*–.*Jun 2027/ })
    .first()
    .click();
  await expect.poll(() => loser.getByLabel('Arrive').inputValue()).not.toBe(stay.from);
  await reserve(loser).click();
  await heading(loser, 'Held for you');
});

test('who comes later sees the days of the other as taken', async () => {
  const { page } = await walk.visit();
  await chooseStay(page, { item: 'podere-lavinia', from: '2027-06-02', to: '2027-06-06' });
  await page.getByText('Not free at that time. The calendar shows what is.').waitFor();
  const calendar = page.getByRole('table', { name: 'Days that are free' });
  await calendar.getByRole('cell', { name: /^3 ?, not free$/ }).waitFor();
  await calendar.getByRole('button', { name: /30 June 2027, free/ }).waitFor();
});

async function outcomeOf(page: Page): Promise<string> {
  const outcome = page.getByRole('heading', { name: /^(Held for you|Free instead)$/ });
  await outcome.waitFor();
  return outcome.innerText();
}
