import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import type { Page } from '../support/browser.ts';
import {
  chooseStay,
  introduceYourself,
  reservation,
  reserveButton,
  step,
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

const tooLate = 'Somebody was faster';

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
  await Promise.all(pages.map((page) => reserveButton(page).click()));
  const outcomes = await Promise.all(pages.map(outcomeOf));
  expect([...outcomes].sort()).toEqual(['Held for you', tooLate]);

  const loser = pages[outcomes.indexOf(tooLate)];
  if (!loser) throw new Error('nobody lost');
  await loser.getByText('Nothing was reserved or charged.').waitFor();
  // Nothing is typed twice: another stay is one press, and what was filled in is still there.
  await loser
    .getByRole('button', { name: /2027.* to .*2027/ })
    .first()
    .click();
  await step(loser, 'Your details');
  expect(await loser.getByLabel('Name').inputValue()).toBe(visitor.name);
  await loser.getByRole('checkbox', { name: 'I accept' }).check();
  await reserveButton(loser).click();
  await step(loser, 'Held for you');
});

test('who comes later sees the days of the other as taken', async () => {
  const { page } = await walk.visit();
  await chooseStay(page, { item: 'podere-lavinia', from: '2027-06-02', to: '2027-06-06' });
  await page.getByText('Not free at that time. The calendar shows what is.').waitFor();
  const calendar = reservation(page).getByRole('table', { name: 'June 2027' });
  await calendar.getByRole('button', { name: /\b3 June 2027/, disabled: true }).waitFor();
  await calendar.getByRole('button', { name: /\b30 June 2027/, disabled: false }).waitFor();
});

async function outcomeOf(page: Page): Promise<string> {
  const outcome = page.getByRole('heading', { name: /^(Held for you|Somebody was faster)$/ });
  await outcome.waitFor();
  return outcome.innerText();
}
