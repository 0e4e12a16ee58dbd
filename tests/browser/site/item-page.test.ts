import { afterAll, beforeAll, expect, test } from 'vitest';
import { reservation } from '../support/guest.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
  // The tenth of the month, so that days of the month shown are past.
  walk.stack.clock.advance({ days: 9 });
});
afterAll(() => walk.stop());

const pages = [
  { path: '/item/?item=riad-zahra', name: 'Riad Zahra', days: 'Days that are free' },
  { path: '/item/?item=elm-street-sitters', name: 'Elm Street Sitters', days: 'Days that are free' },
  { path: '/fr/item/?item=podere-lavinia', name: 'Podere Lavinia', days: 'Jours disponibles' },
  { path: '/items/villa-belombre/', name: 'Villa Belombre', days: 'Days that are free' },
  { path: '/items/corvane-gt/', name: 'Corvane GT', days: 'Days that are free' },
  { path: '/items/gardenia/', name: 'Gardenia', days: 'Days that are free' },
];

test.each(pages)('$path has one calendar and says the name once', async ({ path, name, days }) => {
  const { page } = await walk.visit();
  await page.goto(path);
  await reservation(page).getByRole('heading', { level: 2 }).waitFor();
  await reservation(page).getByRole('group', { name: days }).waitFor();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  expect(await page.getByRole('group', { name: days }).count()).toBe(1);
  expect(await page.getByRole('table', { name: /2027/ }).count()).toBe(1);
  expect(await page.getByRole('heading', { name }).count()).toBe(1);
});

test('every calendar tells what is past, though what is free is not known', async () => {
  const { page } = await walk.visit({ expected: [/ERR_FAILED/] });
  await page.route('**/availability?**', (route) => route.abort());
  await page.goto('/for-your-site/');
  for (const calendar of ['midas-availability >> nth=0', 'midas-reservation >> nth=0']) {
    const day = (date: number) =>
      page.locator(calendar).getByRole('button', { name: new RegExp(`\\b${date} March 2027`) });
    await day(9).waitFor();
    const isPast = async (date: number) => (await day(date).getAttribute('class'))?.includes('past');
    expect([await isPast(1), await isPast(9), await isPast(11)]).toEqual([true, true, false]);
  }
});
