import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quote } from '../../support/booking/booking.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';
import { introduceYourself, priceOf, reserveButton, step } from '../support/guest.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
});
afterAll(() => site.stop());

/** A chalet whose town taxes everybody from nine years on, by the night. */
const stay = { item: 'chalet-arolle', from: '2027-05-03', to: '2027-05-07', guests: 5 };
const query = `?from=${stay.from}&to=${stay.to}&guests=${stay.guests}`;
const element = (item = stay.item) =>
  `<midas-reservation endpoint="${site.walk.site.origin}" item="${item}"></midas-reservation>`;

/** Ages as a guest types them, and what the API is asked for them. */
const ages: readonly [string, number[]][] = [
  ['', []],
  ['4', [4]],
  ['4, 9', [4, 9]],
  ['8 and 3 and 0', [8, 3, 0]],
  ['17', [17]],
];

const minorIn = (text: string) => Math.round(Number(text.replace(/[^\d.]/g, '')) * 100);

/** What the API says of the tax of the town and of the total. */
async function asQuoted(childAges: number[]) {
  const { lines, total } = await quote(site.walk.stack, { ...stay, childAges });
  const tax = lines.find(({ kind }) => kind === 'tourist-tax');
  return { tax: tax?.amount, quantity: tax?.quantity, total: total.amount };
}

/** What a page says of them. */
async function asShown(page: Page) {
  const row = (name: string) => page.getByRole('row', { name }).first();
  const tax = row('Kurtaxe Zermatt');
  const [, quantity] = /(\d+) ×/.exec(await tax.innerText()) ?? [];
  return {
    tax: minorIn(await tax.getByRole('cell').innerText()),
    quantity: Number(quantity),
    total: minorIn(await row('Total').getByRole('cell').innerText()),
  };
}

test('each change of the ages changes the line of the tourist tax and the total to what the API says, and what is reserved costs that', async () => {
  const page = await site.open(element(), query);
  await priceOf(page).getByRole('row', { name: 'Total' }).waitFor();
  const field = page.getByLabel('Ages of the children');
  for (const [typed, childAges] of ages) {
    await field.fill(typed);
    await field.blur();
    await expect.poll(() => asShown(page), { message: typed }).toEqual(await asQuoted(childAges));
  }
  await field.fill('4, 8');
  await field.blur();
  const right = await asQuoted([4, 8]);
  await expect.poll(() => asShown(page)).toEqual(right);
  await introduceYourself(page);
  await reserveButton(page).click();
  await step(page, 'Held for you');
  expect(await asShown(page)).toEqual(right);
  const { rows } = await site.walk.stack.database.query<{ total: number }>(
    'select total_minor::float8 as total from reservations order by created_at desc limit 1',
  );
  expect(rows).toEqual([{ total: right.total }]);
});

test('an age that is none of a child is said beside the field, and there is no price for it', async () => {
  const page = await site.open(element(), query, { expected: [/status of 422/] });
  await priceOf(page).getByRole('row', { name: 'Total' }).waitFor();
  const field = page.getByLabel('Ages of the children');
  for (const [wrong, message] of [
    ['18', 'Give the ages of the children from 0 to 17, such as 4, 9.'],
    ['1, 2, 3, 4, 5, 6', 'There are more children than guests.'],
  ] as const) {
    await field.fill(wrong);
    await field.blur();
    await page.getByText(message).first().waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await priceOf(page).getByRole('row', { name: 'Total' }).count()).toBe(0);
    await field.fill('4');
    await field.blur();
    await priceOf(page).getByRole('row', { name: 'Total' }).waitFor();
  }
});

test('where no age is exempt, nobody is asked how old the children are', async () => {
  const page = await site.open(element('machiya-kogetsu'), query.replace('guests=5', 'guests=2'));
  await priceOf(page).getByRole('row', { name: 'Kyoto accommodation tax' }).waitFor();
  expect(await page.getByLabel('Ages of the children').count()).toBe(0);
});

/** A plain form of somebody’s own page, which asks for the ages. */
const form =
  () => `<form method="post" action="${site.walk.site.origin}/api/v1/reservations" data-midas="reservation">
  <input type="hidden" name="item" value="${stay.item}"><input type="hidden" name="language" value="en">
  <label>Arrive <input type="date" name="from"></label><label>Leave <input type="date" name="to"></label>
  <label>Guests <input name="guests"></label><label>Children <input name="childAges"></label>
  <label>Name <input name="guest.name"></label><label>Email <input name="guest.email"></label>
  <button>See the price</button></form>`;

async function fillForm(page: Page, typed: string): Promise<void> {
  const fields = [
    ['Arrive', stay.from],
    ['Leave', stay.to],
    ['Guests', `${stay.guests}`],
    ['Children', typed],
    ['Name', 'Grace Hopper'],
    ['Email', 'grace@guests.example'],
  ] as const;
  for (const [label, value] of fields) await page.getByLabel(label).fill(value);
  await page.getByRole('button', { name: 'See the price' }).click();
}

test.each([['4, 8', [4, 8]] as const, ['', []] as const])(
  'a plain form with the ages "%s" shows the tourist tax and the total as the API says, without script',
  async (typed, childAges) => {
    const page = await site.open(form(), '', { javaScriptEnabled: false });
    await fillForm(page, typed);
    await page.getByRole('heading', { name: 'Your reservation', level: 1 }).waitFor();
    const { tax, total } = await asQuoted([...childAges]);
    const shown = await asShown(page);
    expect([shown.tax, shown.total]).toEqual([tax, total]);
  },
);

test('with script the form hands its ages over to the element, which prices them', async () => {
  const page = await site.open(`<script type="module" src="/midas.js"></script>${form()}`);
  await fillForm(page, '4, 8');
  await priceOf(page).getByRole('row', { name: 'Total' }).waitFor();
  expect(await asShown(page)).toEqual(await asQuoted([4, 8]));
});
