import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, signedInUser } from '../../support/account/accounts.ts';
import { settledAll } from '../../support/booking/booking.ts';
import { heading, reservation, reserveButton, step, totalOf, visitor } from '../support/guest.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

/** What a browser tells when it fills in a field: some fire `change` alone, some nothing at all. */
const ways: [string, string][] = [
  ['change alone', 'change'],
  ['nothing', ''],
];

function fillers(told: string) {
  const put = (field: Locator, values: object) =>
    field.evaluate(
      (one, { values, told }) => {
        Object.assign(one, values);
        if (told) one.dispatchEvent(new Event(told, { bubbles: true }));
      },
      { values, told },
    );
  return {
    set: (field: Locator, value: string) => put(field, { value }),
    tick: (field: Locator) => put(field, { checked: true }),
  };
}

async function openStay(page: Page, item: string) {
  await page.goto(`/item/?item=${item}`);
  await reservation(page).getByRole('heading', { name: 'Reserve' }).waitFor();
}

test.each(ways)(
  'a reservation is made of what stands in its fields, when filling them in tells %s',
  async (_way, told) => {
    const { set, tick } = fillers(told);
    const { page } = await walk.visit();
    const month = told ? '06' : '07';
    await openStay(page, 'riad-zahra');
    await set(page.getByLabel('Arrive'), `2027-${month}-01`);
    await set(page.getByLabel('Leave'), `2027-${month}-04`);
    await set(page.getByLabel('Guests'), '3');
    await tick(page.getByLabel(/Private chef/));
    await set(page.getByLabel(/Airport transfer/), '2');
    await page.getByRole('button', { name: 'Continue' }).click();
    await step(page, 'Your details');
    await page.getByRole('row', { name: /Private chef/ }).waitFor();
    await page.getByRole('row', { name: /Airport transfer/ }).waitFor();
    await set(page.getByLabel('Name'), visitor.name);
    await set(page.getByLabel('Email'), visitor.email);
    await set(page.getByLabel('Telephone'), '+33 6 12 34 56 78');
    await set(page.getByLabel('Anything we should know'), 'Autofilled.');
    await tick(page.getByRole('checkbox', { name: 'I accept' }));
    const total = await totalOf(page);
    const sent = page.waitForRequest('**/api/v1/reservations');
    await reserveButton(page).click();
    expect((await sent).postDataJSON().guest).toEqual({
      ...visitor,
      phone: '+33 6 12 34 56 78',
      note: 'Autofilled.',
    });
    await step(page, 'Held for you');
    expect(await totalOfHeld(page)).toBe(total);
    const { rows } = await walk.stack.database.query(
      'select guests from reservations order by created_at desc limit 1',
    );
    expect(rows).toEqual([{ guests: 3 }]);
  },
);

test.each(ways)(
  'hours are those of the day that stands in its field, when filling it in tells %s',
  async (_way, told) => {
    const { set } = fillers(told);
    const { page } = await walk.visit();
    await openStay(page, 'elm-street-sitters');
    await set(page.getByLabel('Day', { exact: true }), '2027-06-10');
    if (!told) await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('row', { name: 'Total' }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await step(page, 'Your details');
  },
);

test.each(ways)(
  'a search is for what stands in its fields, when filling them in tells %s',
  async (_way, told) => {
    const { set } = fillers(told);
    const { page } = await walk.visit();
    await page.goto('/catalogue/');
    await page.getByRole('button', { name: 'Show more' }).waitFor();
    await set(page.getByLabel('Where'), 'Siena');
    await set(page.getByLabel('What'), 'villa');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('One to choose from').waitFor();
  },
);

test.each(ways)(
  'a message is what stands in its fields, when filling them in tells %s',
  async (_way, told) => {
    const { set } = fillers(told);
    const { page } = await walk.visit();
    for (const place of ['/contact/', '/for-your-site/']) {
      await page.goto(place);
      const form = place === '/contact/' ? page.locator('form') : page.locator('midas-contact');
      // What was wrong before does not stay.
      await form.getByRole('button', { name: 'Send' }).click();
      await set(form.getByLabel('Name'), visitor.name);
      await set(form.getByLabel('Email'), visitor.email);
      await set(form.getByLabel('Message'), `Filled in, told ${told || 'nothing'}.`);
      await form.getByRole('button', { name: 'Send' }).click();
      await page.getByText('We have your message').waitFor();
    }
  },
);

test.each(ways)(
  'signing in takes what stands in its fields, when filling them in tells %s',
  async (_way, told) => {
    const { set } = fillers(told);
    const { page } = await walk.visit({ expected: [/status of 4\d\d/] });
    const { email } = await signedInUser(walk.stack);
    await page.goto('/account/sign-in/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('[aria-invalid], [data-refused]').first().waitFor();
    await set(page.getByLabel('Email'), email);
    await set(page.getByLabel('Password', { exact: true }), password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await heading(page, 'Good to see you, Ada Example');
    await set(page.getByLabel('Name'), 'Ada Filled');
    await page.locator('#profile').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await heading(page, 'Good to see you, Ada Filled');
  },
);

const totalOfHeld = (page: Page) => page.getByRole('row', { name: 'Total' }).getByRole('cell').innerText();
