import type { Page } from './browser.ts';
import {
  chooseStay,
  heading,
  introduceYourself,
  reservation,
  reserveButton,
  step,
  visitor,
} from './guest.ts';
import { addressOf } from './made.ts';
import type { State } from './open-state.ts';

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const stay = { item: 'podere-lavinia', from: '2027-06-01', to: '2027-06-08' };
const taken = { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-04' };

/** The answer of the API to who is too late. */
const slotTaken = {
  status: 409,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'https://fine-things.example/api/docs#slot-taken',
    title: 'Taken',
    status: 409,
    code: 'slot-taken',
    detail: 'That time has just been taken.',
    alternatives: [
      {
        from: '2027-06-08',
        to: '2027-06-15',
        startsAt: '2027-06-08T16:00:00+02:00',
        endsAt: '2027-06-15T10:00:00+02:00',
      },
    ],
  }),
};

/** Every page of the site in every state that a visitor can bring it to. Those of accounts have tests of their own. */
export const states: readonly State[] = [
  { name: 'home', open: (page) => page.goto('/').then(() => page.getByText('€6,800 a night').waitFor()) },
  { name: 'not-found', open: (page) => page.goto('/nothing-here/'), expected: [/status of 404/] },
  {
    name: 'catalogue',
    async open(page) {
      await page.goto('/catalogue/');
      await page.getByRole('button', { name: 'Show more' }).waitFor();
    },
  },
  {
    name: 'catalogue-found',
    async open(page) {
      await page.goto('/catalogue/?category=villa&from=2027-06-01&to=2027-06-08&guests=4');
      await page.getByText(/\d to choose from$/).waitFor();
    },
  },
  {
    name: 'catalogue-nothing',
    async open(page) {
      await page.goto('/catalogue/?place=Atlantis');
      await page.getByText('Nothing of ours fits.').waitFor();
    },
  },
  {
    name: 'catalogue-refused',
    async open(page) {
      await page.goto('/catalogue/?from=2027-06-08&to=2027-06-01');
      await press(page, 'Search');
      await page.locator('[aria-invalid]').first().waitFor();
    },
    expected: [/status of 422/],
  },
  {
    name: 'item',
    async open(page) {
      await page.goto('/item/?item=riad-zahra');
      await freeDay(page).waitFor();
    },
  },
  {
    name: 'item-by-the-hour',
    async open(page) {
      await page.goto('/item/?item=elm-street-sitters');
      await reservation(page)
        .getByRole('button', { name: /20 March 2027/, disabled: false })
        .click();
      await page.getByRole('row', { name: 'Total' }).waitFor();
    },
  },
  {
    name: 'item-with-a-page',
    async open(page) {
      await page.goto('/items/villa-belombre/');
      await freeDay(page).waitFor();
    },
  },
  {
    name: 'item-priced',
    open: (page) => chooseStay(page, stay),
  },
  {
    name: 'item-guest',
    async open(page) {
      await chooseStay(page, stay);
      await introduceYourself(page);
    },
  },
  {
    name: 'item-unfree',
    async open(page) {
      await chooseStay(page, taken);
      await press(page, 'Continue');
      await page.getByRole('link', { name: /Not free at that time/ }).waitFor();
    },
  },
  {
    name: 'item-refused',
    async open(page) {
      await chooseStay(page, stay);
      await press(page, 'Continue');
      await reserveButton(page).click();
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'item-taken',
    async open(page) {
      await chooseStay(page, stay);
      await introduceYourself(page);
      // Somebody is faster.
      await page.route('**/api/v1/reservations', (route) => route.fulfill(slotTaken));
      await reserveButton(page).click();
      await step(page, 'Somebody was faster');
    },
    expected: [/status of 409/],
  },
  {
    name: 'item-unknown',
    open: (page) => page.goto('/item/?item=nothing').then(() => heading(page, 'We no longer keep that')),
    expected: [/status of 404/],
  },
  {
    name: 'item-away',
    async open(page) {
      await page.route('**/api/v1/items/**', (route) => route.abort());
      await page.goto('/item/?item=riad-zahra');
      await heading(page, 'Not just now');
    },
    expected: [/ERR_FAILED/],
  },
  { name: 'contact', open: (page) => page.goto('/contact/') },
  {
    name: 'contact-about',
    async open(page) {
      await page.goto('/contact/?item=riad-zahra');
      await page.getByText('About Riad Zahra').waitFor();
    },
  },
  {
    name: 'contact-refused',
    async open(page) {
      await page.goto('/contact/');
      await press(page, 'Send');
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'contact-sent',
    async open(page) {
      await page.goto('/contact/');
      await page.getByLabel('Name').fill(visitor.name);
      await page.getByLabel('Email').fill(visitor.email);
      await page.getByLabel('Message').fill('What a house.');
      await press(page, 'Send');
      await heading(page, 'Sent');
    },
  },
  {
    name: 'for-your-site',
    async open(page) {
      await page.goto('/for-your-site/');
      await freeDay(page).waitFor();
      await page.getByRole('button', { name: 'Show more' }).waitFor();
    },
  },
  {
    name: 'fr-home',
    open: (page) => page.goto('/fr/').then(() => page.getByText('par nuit').first().waitFor()),
  },
  {
    name: 'fr-catalogue',
    async open(page) {
      await page.goto('/fr/catalogue/');
      await page.getByRole('button', { name: 'Afficher la suite' }).waitFor();
    },
  },
  {
    name: 'fr-item',
    async open(page) {
      await page.goto('/fr/item/?item=podere-lavinia&from=2027-06-01&to=2027-06-08');
      await page.getByRole('row', { name: 'Total' }).waitFor();
    },
  },
  { name: 'fr-contact', open: (page) => page.goto('/fr/contact/') },
  { name: 'thank-you', open: (page) => page.goto('/thank-you/') },
  { name: 'reserved', open: (page) => page.goto('/reserved/') },
  {
    name: 'pay-no-link',
    open: (page) => page.goto('/pay/').then(() => step(page, 'No reservation is open here')),
  },
  {
    name: 'pay-held',
    async open(page, { held }) {
      await page.goto(addressOf('pay', held));
      await page.getByText('Sandbox payment').waitFor();
    },
  },
  {
    name: 'pay-in-review',
    open: (page, { inReview }) =>
      page.goto(addressOf('pay', inReview)).then(() => step(page, 'We are looking at your payment')),
  },
  {
    name: 'pay-lapsed',
    open: (page, { expired }) =>
      page.goto(addressOf('pay', expired)).then(() => step(page, 'The time to pay is over')),
  },
  {
    name: 'pay-confirmed',
    open: (page, { confirmed }) => page.goto(addressOf('pay', confirmed)).then(() => step(page, 'Confirmed')),
  },
  {
    name: 'pay-cancelled',
    open: (page, { cancelled }) => page.goto(addressOf('pay', cancelled)).then(() => step(page, 'Cancelled')),
  },
  {
    name: 'pay-away',
    async open(page, { held }) {
      await page.route('**/api/v1/payment-intents', (route) => route.abort());
      await page.goto(addressOf('pay', held));
      await page.getByRole('alert').filter({ hasText: 'Check your connection' }).waitFor();
    },
    expected: [/ERR_FAILED/],
  },
  {
    name: 'confirmation-no-link',
    open: (page) => page.goto('/confirmation/').then(() => step(page, 'No reservation is open here')),
  },
  {
    name: 'confirmation-waiting',
    async open(page, { held }) {
      await page.goto(addressOf('pay', held));
      await comeBack(page, held.id, 'succeeded');
      await step(page, 'Your payment is on its way');
    },
  },
  {
    name: 'confirmation-still-waiting',
    async open(page, { held }) {
      await page.goto(addressOf('pay', held));
      await comeBack(page, held.id, 'succeeded');
      const look = page.getByRole('button', { name: 'Look again' });
      while (!(await look.isVisible())) await page.clock.runFor(10_000);
    },
  },
  {
    name: 'confirmation-declined',
    async open(page, { held }) {
      await page.goto(addressOf('pay', held));
      await comeBack(page, held.id, 'failed');
      await page.getByRole('alert').filter({ hasText: 'nothing was charged' }).waitFor();
    },
  },
  {
    name: 'confirmation-lapsed',
    open: (page, { expired }) =>
      page.goto(addressOf('confirmation', expired)).then(() => step(page, 'The time to pay is over')),
  },
  {
    name: 'confirmation-confirmed',
    open: (page, { confirmed }) =>
      page.goto(addressOf('confirmation', confirmed)).then(() => step(page, 'Confirmed')),
  },
  {
    name: 'confirmation-cancelled',
    open: (page, { cancelled }) =>
      page.goto(addressOf('confirmation', cancelled)).then(() => step(page, 'Cancelled')),
  },
  {
    name: 'manage-no-link',
    open: (page) => page.goto('/manage/').then(() => step(page, 'No reservation is open here')),
  },
  {
    name: 'manage-held',
    open: (page, { held }) => page.goto(addressOf('manage', held)).then(() => step(page, /^Riad Zahra – /)),
  },
  {
    name: 'manage-confirmed',
    open: (page, { confirmed }) =>
      page.goto(addressOf('manage', confirmed)).then(() => step(page, /^Riad Zahra – /)),
  },
  {
    name: 'manage-preview',
    async open(page, { confirmed }) {
      await page.goto(addressOf('manage', confirmed));
      await press(page, 'Cancel…');
      await page.getByText('If you cancel now').waitFor();
    },
  },
  {
    name: 'manage-cancelled',
    open: (page, { cancelled }) =>
      page.goto(addressOf('manage', cancelled)).then(() => step(page, /^Riad Zahra – /)),
  },
  {
    name: 'manage-lapsed',
    open: (page, { expired }) =>
      page.goto(addressOf('manage', expired)).then(() => step(page, /^Riad Zahra – /)),
  },
  {
    name: 'manage-away',
    async open(page, { held }) {
      await page.route('**/api/v1/reservations/**', (route) => route.abort());
      await page.goto(addressOf('manage', held));
      await page.getByRole('alert').filter({ hasText: 'Check your connection' }).waitFor();
    },
    expected: [/ERR_FAILED/],
  },
  {
    name: 'no-script-catalogue',
    open: (page) => page.goto('/catalogue/'),
    isWithoutScript: true,
  },
  {
    name: 'no-script-item',
    open: (page) => page.goto('/item/?item=riad-zahra'),
    isWithoutScript: true,
  },
  {
    name: 'no-script-item-with-a-page',
    open: (page) => page.goto('/items/villa-belombre/'),
    isWithoutScript: true,
  },
  {
    name: 'no-script-pay',
    open: (page, { held }) => page.goto(addressOf('pay', held)),
    isWithoutScript: true,
  },
  { name: 'no-script-price', open: (page) => askPrice(page, '2027-06-08'), isWithoutScript: true },
  {
    name: 'no-script-refused',
    open: (page) => askPrice(page, '2027-06-01'),
    expected: [/status of 422/],
    isWithoutScript: true,
  },
];

/** A day of the reservation's calendar that can be chosen. */
function freeDay(page: Page) {
  return reservation(page)
    .getByRole('button', { name: /March 2027/, disabled: false })
    .first();
}

/** Comes back from the bank, as the payment provider leads. */
async function comeBack(page: Page, id: string, outcome: 'succeeded' | 'failed'): Promise<void> {
  await page.getByText('Sandbox payment').waitFor();
  await page.evaluate(`sessionStorage.setItem('midas-reservation ${id}', location.hash.split('/')[1])`);
  await page.goto(`/pay/?midas-reservation=${id}&redirect_status=${outcome}`);
}

async function askPrice(page: Page, until: string): Promise<void> {
  await page.goto('/items/villa-belombre/');
  await page.getByLabel('Arrive').fill('2027-06-01');
  await page.getByLabel('Leave').fill(until);
  await page.getByLabel('Name').fill(visitor.name);
  await page.getByLabel('Email').fill(visitor.email);
  await press(page, 'See the price');
  await page.waitForURL('**/api/v1/reservations');
}
