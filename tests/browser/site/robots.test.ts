import { afterAll, beforeAll, expect, test } from 'vitest';
import { newMail, password } from '../../support/account/accounts.ts';
import { settledAll } from '../../support/booking/booking.ts';
import { chooseStay, heading, introduceYourself, reserveButton, visitor } from '../support/guest.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

/** What was kept since, and whether anybody was told. */
async function keptBy(act: () => Promise<unknown>): Promise<unknown[]> {
  const ids = async () => (await walk.stack.database.query<{ id: string }>('select id from enquiries')).rows;
  const before = (await ids()).map(({ id }) => id);
  await act();
  const { rows } = await walk.stack.database.query(
    `select form, set_aside_because as because, exists (select from outbox o where o.subject_id = e.id) as "isTold"
     from enquiries e where not id = any($1)`,
    [before],
  );
  return rows;
}

const aside = (because: string, form = 'contact') => [{ form, because, isTold: false }];

test('a form of the site that is sent in the moment in which it is there is thanked for and set aside', async () => {
  const { page } = await walk.visit({ isHasty: true });
  const kept = await keptBy(async () => {
    await page.goto('/contact/');
    await page.getByLabel('Name').fill(visitor.name);
    await page.getByLabel('Email').fill(visitor.email);
    await page.getByLabel('Message').fill('Cheap watches');
    await page.getByRole('button', { name: 'Send' }).click();
    await heading(page, 'Sent');
  });
  expect(kept).toEqual(aside('too-fast'));
});

test('a registration in that moment is answered like any, and set aside', async () => {
  const { page } = await walk.visit({ isHasty: true });
  const kept = await keptBy(async () => {
    await page.goto('/account/register/');
    await page.getByLabel('Name').fill(visitor.name);
    await page.getByLabel('Email').fill(newMail());
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel(/I agree/).check();
    await page.getByRole('button', { name: 'Make the account' }).click();
    await heading(page, 'Open your mail');
  });
  expect(kept).toEqual(aside('too-fast', 'registration'));
});

test.each([
  ['in that moment', { isHasty: true }, 'too-fast', ''],
  ['with the trap filled', {}, 'trap-filled', 'https://buy.example'],
] as const)(
  'a reservation by the kit %s holds no dates: the house has it as a message that is set aside',
  async (_how, options, because, trap) => {
    const { page } = await walk.visit(options);
    const count = async () => (await walk.stack.database.query('select from reservations')).rowCount;
    const before = await count();
    const kept = await keptBy(async () => {
      await chooseStay(page, { item: 'podere-lavinia', from: '2027-06-01', to: '2027-06-08' });
      await introduceYourself(page);
      await page.locator('midas-reservation [name="topic"]').evaluate((field, text) => {
        Object.assign(field, { value: text });
      }, trap);
      await reserveButton(page).click();
      await page.getByText('Thank you. We have your message').waitFor();
    });
    expect(kept).toEqual(aside(because));
    expect(await count()).toBe(before);
  },
);

test('what nobody sees is reached by no key and filled in by no browser', async () => {
  const { page } = await walk.visit();
  for (const [place, traps] of [
    ['/contact/', 1],
    ['/fr/contact/', 1],
    ['/account/register/', 1],
    ['/for-your-site/', 3],
  ] as const) {
    await page.goto(place);
    const fields = page.locator('[name="topic"]');
    await expect.poll(() => fields.count()).toBe(traps);
    for (const field of await fields.all()) {
      expect(await field.getAttribute('tabindex')).toBe('-1');
      expect(await field.getAttribute('autocomplete')).toBe('off');
      expect(await field.evaluate((one) => one.closest('[aria-hidden="true"]') !== null)).toBe(true);
    }
  }
});
