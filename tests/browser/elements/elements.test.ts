import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reserve } from '../../support/booking/booking.ts';
import { expectAccessible } from '../support/axe.ts';
import type { VisitOptions } from '../support/browser.ts';
import { type ForeignSite, pageOf, startForeignSite } from '../support/foreign-site.ts';
import { heldLink } from '../support/guest.ts';
import type { Walk } from '../support/walk.ts';

let site: ForeignSite;
let walk: Walk;
let host: string;
let pages: Map<string, string>;
beforeAll(async () => {
  site = await startForeignSite();
  ({ walk, host, pages } = site);
});
afterAll(() => site.stop());

/** Keeps what the elements tell their page. */
const noteEvents = `for (const name of ['midas-reserved', 'midas-paid', 'midas-cancelled', 'midas-contact-sent'])
  addEventListener(name, () => sessionStorage.setItem(name, 'told'))`;

/** A bare page of another origin with one script tag. */
const open = (body: string, query = '', options: VisitOptions & { lang?: string } = {}): Promise<Page> =>
  site.open(body, query, { before: noteEvents, ...options });

const isTold = (page: Page, event: string) => page.evaluate<string>(`sessionStorage.getItem('${event}')`);
const reservation = (item: string) =>
  `<midas-reservation item="${item}" endpoint="${walk.site.origin}"></midas-reservation>`;
const step = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 }).waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
/** What the focus is on, in an element or in the page. */
const focused = (page: Page) =>
  page.evaluate<string>(
    '(document.querySelector("midas-reservation")?.shadowRoot?.activeElement ?? document.activeElement).textContent',
  );

async function introduce(page: Page): Promise<void> {
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await press(page, 'Continue');
  await step(page, 'Your details');
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@guests.example');
  await page.getByRole('checkbox', { name: 'I accept' }).check();
}

async function hold(item: string, query: string, options?: VisitOptions): Promise<Page> {
  const page = await open(reservation(item), query, options);
  await introduce(page);
  await press(page, /^Reserve for/);
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
  return page;
}

test('on a bare page of another origin, one element reserves and is paid, with the keyboard’s focus on each step', async () => {
  const page = await open(reservation('corvane-gt'), '?from=2027-06-01&to=2027-06-05&guests=2');
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await expectAccessible(page);
  expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
  await press(page, 'Continue');
  await step(page, 'Your details');
  expect(await focused(page)).toBe('Your details');

  await press(page, /^Reserve for/);
  expect(await focused(page)).toContain('Name – Please fill this in.');
  await page.getByRole('link', { name: 'Name' }).click();
  await page.keyboard.type('Grace Hopper');
  expect(await page.getByLabel('Name').inputValue()).toBe('Grace Hopper');
  expect(await page.getByLabel('Email').getAttribute('aria-describedby')).toBe('guest.email-error');
  await expectAccessible(page);
  await page.getByLabel('Email').fill('grace@guests.example');
  await page.getByRole('checkbox', { name: 'I accept' }).check();
  await press(page, /^Reserve for/);
  await step(page, 'Held for you');
  expect(await focused(page)).toBe('Held for you');
  expect(await isTold(page, 'midas-reserved')).toBe('told');

  await page.getByText('Sandbox payment').waitFor();
  await expectAccessible(page);
  await press(page, /^Pay €/);
  await press(page, 'Pay');
  await step(page, 'Confirmed');
  expect(await isTold(page, 'midas-paid')).toBe('told');
  expect(page.url()).not.toContain('secret');
  await expectAccessible(page);

  const link = await page.getByRole('link', { name: 'See or change' }).getAttribute('href');
  await page.goto('about:blank');
  pages.set('/manage/', pageOf(`<midas-manage endpoint="${walk.site.origin}"></midas-manage>`));
  await page.goto(`${host}/manage/${new URL(link ?? '').hash}`);
  await press(page, 'Cancel…');
  await page.getByText(/of the €[\d,.]+ you paid is refunded/).waitFor();
  await expectAccessible(page);
  await press(page, 'Cancel the reservation');
  await page.getByText('Your reservation is cancelled.').waitFor();
  expect(await isTold(page, 'midas-cancelled')).toBe('told');
});

test('a declined payment is told with the focus on it, and the page can be loaded again', async () => {
  const page = await hold('corvane-gt', '?from=2027-07-01&to=2027-07-05');
  await press(page, /^Pay €/);
  await press(page, 'Decline');
  await page.getByRole('alert').filter({ hasText: 'nothing was charged' }).waitFor();
  expect(await focused(page)).toContain('declined');
  await page.reload();
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
});

test('whoever is too late sees what is free instead, and goes on with nothing typed twice', async () => {
  const stay = '?from=2027-06-10&to=2027-06-17';
  const loser = await open(reservation('podere-lavinia'), stay, { expected: [/status of 409/] });
  await introduce(loser);
  await hold('podere-lavinia', stay);
  await press(loser, /^Reserve for/);
  await step(loser, 'Somebody was faster');
  expect(await focused(loser)).toBe('Somebody was faster');
  await expectAccessible(loser);
  await loser.getByRole('button', { name: ' to ' }).first().click();
  await step(loser, 'Your details');
  expect(await loser.getByLabel('Name').inputValue()).toBe('Grace Hopper');
});

test('a hold that nobody pays ends before the eyes of its guest, who may begin again', async () => {
  const page = await hold('corvane-gt', '?from=2027-08-01&to=2027-08-05');
  walk.stack.clock.advance({ minutes: 16 });
  await page.clock.fastForward('16:00');
  await step(page, 'The time to pay is over');
  await expectAccessible(page);
  await press(page, 'Reserve again');
  await step(page, 'Corvane GT');
  expect(await page.getByLabel('Return').inputValue()).toBe('2027-08-05');
});

test('the calendar is worked with the keyboard alone', async () => {
  const page = await open(reservation('corvane-gt'), '?from=2027-09-06&to=2027-09-09');
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await page
    .getByRole('button', { name: 'Monday, 6 September 2027' })
    .or(page.getByRole('button', { name: 'Monday 6 September 2027' }))
    .focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('Now choose the day on which it ends.').waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  expect(await page.getByLabel('Collect', { exact: true }).inputValue()).toBe('2027-09-13');
  expect(await page.getByLabel('Return').inputValue()).toBe('2027-09-19');
});

test('a plain form says what is wrong beside its fields, and is sent without leaving the page', async () => {
  const page =
    await open(`<form data-midas="contact" method="post" action="${walk.site.origin}/api/v1/contact">
    <p><label for="n">Your name</label><input id="n" name="name" required></p>
    <p><label for="e">Email</label><input id="e" name="email" type="email" required></p>
    <p><label for="m">Message</label><textarea id="m" name="message" required></textarea></p>
    <button>Send</button></form>`);
  await page.getByLabel('Email').fill('nobody');
  await press(page, 'Send');
  await page.getByRole('link', { name: 'Your name – Please fill this in.' }).waitFor();
  expect(await page.getByLabel('Email').getAttribute('aria-describedby')).toBe('e-error');
  await expectAccessible(page);
  await page.getByLabel('Your name').fill('Grace');
  await page.getByLabel('Email').fill('grace@guests.example');
  await page.getByLabel('Message').fill('Hello');
  await press(page, 'Send');
  await page.getByText('Thank you. We have your message').waitFor();
  expect(new URL(page.url()).origin).toBe(host);
  expect(await isTold(page, 'midas-contact-sent')).toBe('told');
});

test('a plain reservation form goes on as an element that keeps what was typed', async () => {
  const page =
    await open(`<form data-midas="reservation" method="post" action="${walk.site.origin}/api/v1/reservations">
    <input type="hidden" name="item" value="corvane-gt"><input type="hidden" name="guests" value="1">
    <label for="f">Collect</label><input id="f" name="from" type="date" required>
    <label for="t">Return</label><input id="t" name="to" type="date" required>
    <label for="n">Name</label><input id="n" name="guest.name" required>
    <button>See the price</button></form>`);
  await page.getByLabel('Collect').fill('2027-10-01');
  await page.getByLabel('Return').fill('2027-10-05');
  await page.getByLabel('Name').fill('Grace Hopper');
  await press(page, 'See the price');
  await step(page, 'Your details');
  expect(await focused(page)).toBe('Your details');
  expect(await page.getByLabel('Name').inputValue()).toBe('Grace Hopper');
  await press(page, 'Back');
  expect(await page.getByLabel('Return').inputValue()).toBe('2027-10-05');
});

test('in French and on a phone, everything is said in French and nothing runs over the edge', async () => {
  const page = await open(reservation('corvane-gt'), '?from=2027-11-01&to=2027-11-05', {
    lang: 'fr',
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
  });
  await page.getByText('pour 4 jours').waitFor();
  await press(page, 'Continuer');
  await press(page, /^Réserver pour/);
  await page.getByRole('link', { name: 'Nom – Ce champ est obligatoire.' }).waitFor();
  await expectAccessible(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

test('times are those of the API, whatever this browser believes of the zone', async () => {
  const stay = { item: 'riad-zahra', from: '2027-09-01', to: '2027-09-04', guests: 2 };
  const { id, manageToken, startsAt, endsAt } = await reserve(walk.stack, stay);
  const page = await open(`<midas-manage endpoint="${walk.site.origin}"></midas-manage>`);
  // As a browser whose zone data is older than the server's: its Casablanca is elsewhere.
  await page.addInitScript(`{
    const { DateTimeFormat } = Intl;
    Intl.DateTimeFormat = function (locale, options) {
      const isMoved = options?.timeZone === 'Africa/Casablanca';
      return new DateTimeFormat(locale, isMoved ? { ...options, timeZone: 'Asia/Tokyo' } : options);
    };
  }`);
  await page.goto(`${page.url()}?#${id}/${manageToken}`);
  await step(page, 'Riad Zahra – held for you, not yet paid');
  const shown = (name: string) => page.locator(`dt:text-is("${name}") + dd`).innerText();
  expect(await shown('From')).toMatch(new RegExp(`\\b1 Sept? 2027, ${startsAt.slice(11, 16)}$`));
  expect(await shown('Until')).toMatch(new RegExp(`\\b4 Sept? 2027, ${endsAt.slice(11, 16)}$`));
});

test('a reservation stays open while somebody jumps about the page, and gives way to the link of another', async () => {
  const [one, other] = [
    await reserve(walk.stack, { item: 'riad-zahra', guests: 2, from: '2027-10-10', to: '2027-10-13' }),
    await reserve(walk.stack, { item: 'podere-lavinia', guests: 2, from: '2027-10-10', to: '2027-10-17' }),
  ];
  const page = await open(
    `<p id="elsewhere">Elsewhere</p><midas-manage endpoint="${walk.site.origin}"></midas-manage>`,
    `#${one.id}/${one.manageToken}`,
  );
  await step(page, 'Riad Zahra');
  await page.evaluate('location.hash = "elsewhere"');
  await page.getByText('Cancel…').click();
  await page.getByText('Nothing has been paid yet').waitFor();
  await page.evaluate(`location.hash = '${other.id}/${other.manageToken}'`);
  await step(page, 'Podere Lavinia');
});

test('the search leads to an item with the dates along, and the calendar says what is free', async () => {
  const page = await open(
    `<midas-search item-page="/item/" endpoint="${walk.site.origin}"></midas-search>
     <midas-availability item="corvane-gt" endpoint="${walk.site.origin}"></midas-availability>
     <midas-contact endpoint="${walk.site.origin}"></midas-contact>`,
    '?from=2027-06-20&to=2027-06-24',
  );
  await page.getByLabel('Keywords').fill('corvane');
  await press(page, 'Search');
  await page.getByText('One to choose from').waitFor();
  // Who comes back from an item finds the search again.
  expect(new URL(page.url()).search).toBe('?from=2027-06-20&to=2027-06-24&text=corvane');
  const address = await page.getByRole('link', { name: 'Corvane GT' }).getAttribute('href');
  expect(address).toBe(`${host}/item/?item=corvane-gt&from=2027-06-20&to=2027-06-24`);
  await page.getByRole('button', { name: 'Month after' }).click();
  await page
    .getByRole('table', { name: 'April 2027' })
    .getByRole('button', { pressed: false, disabled: false })
    .first()
    .click();
  await page.getByText(/April 2027 is free\./).waitFor();
  await expectAccessible(page);
});

test('whom the invoice is for is asked as a whole once somebody opens it, and goes with the reservation and stands where it is managed', async () => {
  const page = await open(reservation('corvane-gt'), '?from=2027-04-06&to=2027-04-09', {
    viewport: { width: 360, height: 800 },
    expected: [/status of 422/],
  });
  await introduce(page);
  await page.getByText('I need an invoice').click();
  await press(page, /^Reserve for/);
  expect(await focused(page)).toContain('Company or person – Please fill this in.');
  await page.getByLabel('Company or person').fill('Analytical Engines GmbH');
  await page.getByLabel('Street and number').fill('Rosenallee 12');
  await page.getByLabel('Town').fill('Berlin');
  await page.getByLabel('Country').selectOption('Germany');
  await page.getByLabel('VAT number').fill('ATU12345678');
  await press(page, /^Reserve for/);
  await page.getByText('This is not a VAT number of that country.').first().waitFor();
  await expectAccessible(page);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.getByLabel('VAT number').fill('DE 123 456 789');
  const [sent] = await Promise.all([
    page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/api/v1/reservations')),
    press(page, /^Reserve for/),
  ]);
  expect(sent.postDataJSON().billing).toEqual({
    name: 'Analytical Engines GmbH',
    address: 'Rosenallee 12',
    city: 'Berlin',
    country: 'DE',
    vatNumber: 'DE 123 456 789',
  });
  await step(page, 'Held for you');
  const link = await heldLink(page);
  const managed = await open(`<midas-manage endpoint="${walk.site.origin}"></midas-manage>`);
  await managed.goto(`${managed.url()}?#${link}`);
  await managed.getByText('Analytical Engines GmbH, DE123456789').waitFor();
});
