import type { Locator, Page } from 'playwright-core';

/** What a guest wants, as they would type it. */
export interface Stay {
  readonly item: string;
  readonly from: string;
  readonly to: string;
  readonly guests?: number;
}

export interface Visitor {
  readonly name: string;
  readonly email: string;
}

export const visitor: Visitor = { name: 'Grace Hopper', email: 'grace@guests.example' };

/** Fills in the page of a nightly item, and waits for the price. */
export async function chooseStay(page: Page, { item, from, to, guests = 2 }: Stay): Promise<void> {
  await page.goto(`/item/?item=${item}`);
  // First, so that the price that appears with the dates is the last that is asked for.
  await page.getByLabel('Guests').fill(`${guests}`);
  await page.getByLabel('Arrive').fill(from);
  await page.getByLabel('Leave').fill(to);
  await priceOf(page).getByRole('row', { name: 'Total' }).waitFor();
}

/** From a stay with a price to a reservation that only waits to be sent. */
export async function introduceYourself(page: Page, { name, email } = visitor): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await step(page, 'Your details');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('checkbox', { name: 'I accept the cancellation policy.' }).check();
}

/** The button that reserves at the price that stands on it. */
export function reserveButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Reserve for/ });
}

/** From the page of an item to where it is paid. */
export async function reserveOnPage(page: Page, stay: Stay, who = visitor): Promise<void> {
  await chooseStay(page, stay);
  await introduceYourself(page, who);
  await reserveButton(page).click();
  await step(page, 'Held for you');
}

/** From a held reservation to the provider's page. */
export async function goToProvider(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Pay .?\d/ }).click();
  await heading(page, 'Your payment');
}

/** Waits until the page says so. */
export async function heading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** Waits until an element of the kit is there: each of its steps has a heading. */
export async function step(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('heading', { name, level: 2 }).waitFor();
}

/** The element that reserves. The calendar beside the picture has the same days. */
export function reservation(page: Page): Locator {
  return page.locator('midas-reservation');
}

/** Where the page of an item shows what it costs. */
export function priceOf(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Price' });
}

/** The total as the page shows it, such as `€1,450`. */
export async function totalOf(page: Page): Promise<string> {
  return priceOf(page).getByRole('row', { name: 'Total' }).getByRole('cell').innerText();
}

/** `<id>/<secret>` of the reservation that this tab has made, as a link in a mail has it behind the #. */
export function heldLink(page: Page): Promise<string> {
  return page.evaluate<string>(
    "(() => { const id = new URL(location.href).searchParams.get('midas-reservation'); return id + '/' + sessionStorage.getItem('midas-reservation ' + id); })()",
  );
}
