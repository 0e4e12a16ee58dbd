import type { Page } from './browser.ts';
import { chooseStay, heading, introduceYourself, visitor } from './guest.ts';
import { addressOf, type Made } from './made.ts';

/** Something that a page of the site can look like. */
export interface State {
  readonly name: string;
  /** Brings the page there, and waits until it is. */
  readonly open: (page: Page, made: Made) => Promise<unknown>;
  /** What the console then says. */
  readonly expected?: readonly RegExp[];
  readonly isWithoutScript?: true;
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const stay = { item: 'podere-lavinia', from: '2027-06-01', to: '2027-06-08' };
const taken = { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-04' };

/** Opens a state. What comes after it may use script in any case: axe could not run without. */
export async function openState(page: Page, { open, isWithoutScript }: State, made: Made): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setScriptExecutionDisabled', { value: isWithoutScript === true });
  await open(page, made);
  await devtools.send('Emulation.setScriptExecutionDisabled', { value: false });
  if (isWithoutScript) await page.evaluate(unwrapNoscript);
}

/** axe takes it for granted that nobody sees what stands in one. */
const unwrapNoscript =
  "for (const one of document.querySelectorAll('noscript')) one.replaceWith(...one.childNodes)";

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
      await page.getByText(/free then$/).waitFor();
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
      await page.locator('[aria-invalid]').or(page.getByRole('alert')).first().waitFor();
    },
    expected: [/status of 422/],
  },
  {
    name: 'item',
    async open(page) {
      await page.goto('/item/?item=riad-zahra');
      await page
        .getByRole('button', { name: /March 2027, free/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'item-by-the-hour',
    async open(page) {
      await page.goto('/item/?item=elm-street-sitters');
      const day = page.getByRole('button', { name: /20 March 2027, free/ });
      await day.click();
      await page.getByRole('row', { name: 'Total' }).waitFor();
    },
  },
  {
    name: 'item-with-a-page',
    async open(page) {
      await page.goto('/items/villa-belombre/');
      await page
        .getByRole('button', { name: /March 2027, free/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'item-priced',
    async open(page) {
      await chooseStay(page, stay);
      await introduceYourself(page);
    },
  },
  {
    name: 'item-unfree',
    open: (page) => chooseStay(page, taken).then(() => page.getByText('Not free at that time').waitFor()),
  },
  {
    name: 'item-refused',
    async open(page) {
      await chooseStay(page, stay);
      await press(page, 'Reserve');
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
    expected: [/status of 422/],
  },
  {
    name: 'item-taken',
    async open(page) {
      await chooseStay(page, taken);
      await introduceYourself(page);
      await press(page, 'Reserve');
      await page.getByRole('heading', { name: 'Free instead' }).waitFor();
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
    expected: [/status of 422/],
  },
  {
    name: 'contact-sent',
    async open(page) {
      await page.goto('/contact/');
      await page.getByLabel('Name').fill(visitor.name);
      await page.getByLabel('Email').fill(visitor.email);
      await page.getByLabel('Message').fill('What a house.');
      await press(page, 'Send');
      await page.getByText('We have your message').waitFor();
    },
  },
  { name: 'thank-you', open: (page) => page.goto('/thank-you/') },
  { name: 'reserved', open: (page) => page.goto('/reserved/') },
  {
    name: 'pay-no-link',
    open: (page) => page.goto('/pay/').then(() => heading(page, 'Please open the link in your mail')),
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
      page.goto(addressOf('pay', inReview)).then(() => heading(page, 'We are looking at your payment')),
  },
  {
    name: 'pay-lapsed',
    open: (page, { lapsed }) =>
      page.goto(addressOf('pay', lapsed)).then(() => heading(page, 'The time to pay is over')),
  },
  {
    name: 'pay-confirmed',
    open: (page, { confirmed }) =>
      page.goto(addressOf('pay', confirmed)).then(() => heading(page, 'Already paid')),
  },
  {
    name: 'pay-cancelled',
    open: (page, { cancelled }) =>
      page.goto(addressOf('pay', cancelled)).then(() => heading(page, 'This reservation was cancelled')),
  },
  {
    name: 'pay-away',
    async open(page, { held }) {
      await page.route('**/api/v1/payment-intents', (route) => route.abort());
      await page.goto(addressOf('pay', held));
      await heading(page, 'Not just now');
    },
    expected: [/ERR_FAILED/],
  },
  {
    name: 'confirmation-no-link',
    open: (page) => page.goto('/confirmation/').then(() => heading(page, 'Thank you')),
  },
  {
    name: 'confirmation-checking',
    open: (page, { held }) =>
      page.goto(addressOf('confirmation', held)).then(() => heading(page, 'One moment…')),
  },
  {
    name: 'confirmation-waiting',
    async open(page, { held }) {
      await page.goto(addressOf('confirmation', held));
      const waiting = page.getByRole('heading', { name: 'Nearly there' });
      while (!(await waiting.isVisible())) await page.clock.runFor(10_000);
    },
  },
  {
    name: 'confirmation-declined',
    async open(page, { held }) {
      await page.goto(addressOf('confirmation', held).replace('#', '?redirect_status=failed#'));
      await heading(page, 'The payment did not go through');
    },
  },
  {
    name: 'confirmation-lapsed',
    open: (page, { lapsed }) =>
      page.goto(addressOf('confirmation', lapsed)).then(() => heading(page, 'The time to pay is over')),
  },
  {
    name: 'confirmation-confirmed',
    open: (page, { confirmed }) =>
      page.goto(addressOf('confirmation', confirmed)).then(() => heading(page, 'It is yours')),
  },
  {
    name: 'confirmation-cancelled',
    open: (page, { cancelled }) =>
      page
        .goto(addressOf('confirmation', cancelled))
        .then(() => heading(page, 'This reservation was cancelled')),
  },
  {
    name: 'manage-no-link',
    open: (page) => page.goto('/manage/').then(() => heading(page, 'Please open the link in your mail')),
  },
  {
    name: 'manage-held',
    open: (page, { held }) => page.goto(addressOf('manage', held)).then(() => heading(page, 'Riad Zahra')),
  },
  {
    name: 'manage-confirmed',
    open: (page, { confirmed }) =>
      page.goto(addressOf('manage', confirmed)).then(() => heading(page, 'Riad Zahra')),
  },
  {
    name: 'manage-preview',
    async open(page, { confirmed }) {
      await page.goto(addressOf('manage', confirmed));
      await press(page, 'See what comes back');
      await page.getByText('If you cancel now').waitFor();
    },
  },
  {
    name: 'manage-cancelled',
    open: (page, { cancelled }) =>
      page.goto(addressOf('manage', cancelled)).then(() => heading(page, 'Riad Zahra')),
  },
  {
    name: 'manage-lapsed',
    open: (page, { lapsed }) =>
      page.goto(addressOf('manage', lapsed)).then(() => heading(page, 'Riad Zahra')),
  },
  {
    name: 'manage-away',
    async open(page, { held }) {
      await page.route('**/api/v1/reservations/**', (route) => route.abort());
      await page.goto(addressOf('manage', held));
      await heading(page, 'Not just now');
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

async function askPrice(page: Page, until: string): Promise<void> {
  await page.goto('/items/villa-belombre/');
  await page.getByLabel('Arrive').fill('2027-06-01');
  await page.getByLabel('Leave').fill(until);
  await page.getByLabel('Name').fill(visitor.name);
  await page.getByLabel('Email').fill(visitor.email);
  await press(page, 'See the price');
  await page.waitForURL('**/api/v1/reservations');
}
