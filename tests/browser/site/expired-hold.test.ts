import { afterAll, beforeAll, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { goToProvider, reserveOnPage, step, visitor } from '../support/guest.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test('a hold that nobody pays ends before the eyes of its guest, and the dates are open to another', async () => {
  const stay = { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-04' };
  const { page } = await walk.visit();
  await reserveOnPage(page, stay);
  await page
    .getByRole('timer')
    .filter({ hasText: /another 1[45]:\d\d minutes/ })
    .waitFor();
  await page.getByText('Sandbox payment').waitFor();
  walk.stack.clock.advance({ minutes: 16 });
  await page.clock.fastForward('16:00');
  await step(page, 'The time to pay is over');

  const { page: other } = await walk.visit();
  await reserveOnPage(other, stay, { ...visitor, email: 'other@guests.example' });
});

test('who pays too late has the dates all the same when nobody else took them', async () => {
  const { page } = await walk.visit();
  await reserveOnPage(page, { item: 'riad-zahra', from: '2027-07-01', to: '2027-07-04' });
  await goToProvider(page);
  walk.stack.clock.advance({ minutes: 16 });
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await step(page, 'Confirmed');
});

test('who pays too late for dates that another has taken is told so, and what comes back', async () => {
  const stay = { item: 'riad-zahra', from: '2027-08-01', to: '2027-08-04' };
  const { page } = await walk.visit();
  await reserveOnPage(page, stay);
  await goToProvider(page);
  walk.stack.clock.advance({ minutes: 16 });
  const { page: other } = await walk.visit();
  await reserveOnPage(other, stay, { ...visitor, email: 'faster@guests.example' });
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await step(page, 'The time to pay is over');
  await settledAll(walk.stack);
});
