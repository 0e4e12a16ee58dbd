import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { KitManifest } from '../../../dev/kit-build.ts';
import { expectAccessible } from '../support/axe.ts';
import { type ForeignSite, kitFiles, pageOf, startForeignSite } from '../support/foreign-site.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
  site.pages.set('/words.js', "import { setMidasTexts } from '/midas.js'; window.say = setMidasTexts;");
});
afterAll(() => site.stop());

const element = (name: string, attributes = '') =>
  `<midas-${name} endpoint="${site.walk.site.origin}" ${attributes}></midas-${name}>`;
const step = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 2 }).waitFor();
const gone = [/status of 404/];

/** A page with such a body, on which `prepare` was done before it was opened. */
async function openAfter(
  prepare: (page: Page) => Promise<unknown>,
  body: string,
  { query = '', expected = [] as readonly RegExp[], lang = 'en' } = {},
): Promise<Page> {
  const page = await site.open('<p>Nothing yet.</p>', '', { expected });
  await prepare(page);
  const path = `/prepared-${site.pages.size}/`;
  site.pages.set(path, pageOf(body, lang));
  await page.goto(`${site.host}${path}${query}`);
  return page;
}

/**
 * Serves the script of an older deploy, whose files are gone. What asks for it with a query gets that of
 * today.
 */
const serveOld = (page: Page) =>
  page.route(`${site.host}/midas.js`, async (route) => {
    const today = kitFiles().get('/midas.js') ?? '';
    await route.fulfill({
      contentType: 'text/javascript',
      body: today.replace(/(midas\/[a-z]+)-\w+\.js/g, '$1-older.js'),
    });
  });

const manifest = (): KitManifest =>
  JSON.parse(readFileSync(join(inject('siteFolder'), 'midas-files.json'), 'utf8'));

test.each([
  { name: 'search', lang: 'en', shown: 'Find' },
  { name: 'availability', lang: 'en', shown: 'Days that are free' },
  { name: 'reservation', lang: 'en', shown: 'Corvane GT' },
  { name: 'reservation', lang: 'fr', shown: 'Corvane GT' },
  { name: 'contact', lang: 'es', shown: 'Escríbanos' },
  { name: 'manage', lang: 'en', shown: 'No reservation is open here' },
])(
  'midas-$name in $lang asks for all its files at once, and for those alone that are counted as its first load',
  async ({ name, lang, shown }) => {
    const asked: string[] = [];
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const expected = manifest()[`midas-${name}`]?.[lang] ?? [];
    const page = await openAfter(
      (page) =>
        page.route(/\/midas\/[a-z]+-\w+\.js$/, async (route) => {
          asked.push(new URL(route.request().url()).pathname);
          // None is answered before all were asked for.
          if (asked.length === expected.length) release();
          await isReleased;
          await route.continue();
        }),
      element(name, name === 'manage' || name === 'contact' ? '' : 'item="corvane-gt"'),
      { lang },
    );
    await step(page, shown);
    await page.waitForLoadState('networkidle');
    expect(asked.sort()).toEqual([...expected].sort());
  },
);

test('a page with an old script gets its elements from the script of today, in the words that it has given to the old one', async () => {
  const page = await openAfter(
    serveOld,
    `<script type="module" src="/words.js"></script>${element('contact')}${element('reservation', 'item="corvane-gt"')}`,
    { expected: gone },
  );
  await step(page, 'Write to us');
  await step(page, 'Corvane GT');
  await page.evaluate("say('en', { contact: { title: 'Ask us' } })");
  await step(page, 'Ask us');
  await page.evaluate("document.querySelector('midas-contact').setAttribute('language', 'fr')");
  await page.getByRole('button', { name: 'Envoyer' }).waitFor();
});

test('who is on their way while the files change under them goes on with what they chose, by the script of today', async () => {
  const page = await openAfter(
    async (page) => {
      await page.route(/\/midas\/(guest|pay|view|enlater)-\w+\.js$/, (route) =>
        route.fulfill({ status: 404, body: '' }),
      );
    },
    element('reservation', 'item="corvane-gt"'),
    { query: '?from=2027-05-03&to=2027-05-07', expected: gone },
  );
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await page.getByLabel('Promotion code').fill('NONE');
  await page.getByLabel('Promotion code').fill('');
  // The script of today knows them by other names.
  const today = kitFiles().get('/midas.js') ?? '';
  await page.route(/midas\.js\?renewed=/, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: today.replace(/(midas\/(?:guest|pay|view|enlater))-\w+\.js/g, '$1.js'),
    }),
  );
  await page.route(/\/midas\/(guest|pay|view|enlater)\.js$/, (route) => {
    const name = new URL(route.request().url()).pathname.replace('.js', '');
    const [, text = ''] = [...kitFiles()].find(([path]) => path.startsWith(`${name}-`)) ?? [];
    return route.fulfill({ contentType: 'text/javascript', body: text });
  });
  await page.getByRole('button', { name: 'Continue' }).click();
  await step(page, 'Your details');
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.goBack();
  await step(page, 'Corvane GT');
  expect(await page.getByLabel('Collect', { exact: true }).inputValue()).toBe('2027-05-03');
});

test('where no file comes, that is said, the plain form takes the element’s place, and the page can be loaded again', async () => {
  const page = await openAfter(
    (page) => page.route(/\/midas\/|renewed=/, (route) => route.fulfill({ status: 404, body: '' })),
    `<midas-reservation endpoint="${site.walk.site.origin}" item="corvane-gt"><p>The plain form.</p></midas-reservation>`,
    { expected: [...gone, /dynamically imported module/] },
  );
  await page.getByRole('alert').filter({ hasText: 'This part of the page has not come.' }).waitFor();
  await page.getByText('The plain form.').waitFor();
  await expectAccessible(page);
  await page.unroute(/\/midas\/|renewed=/);
  await page.getByRole('button', { name: 'Load again' }).click();
  await step(page, 'Corvane GT');
});

test('a plain form that is sent before its file is there waits for it, and is checked then', async () => {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const page = await openAfter(
    (page) =>
      page.route(/\/midas\/forms-\w+\.js$/, async (route) => {
        await isReleased;
        await route.continue();
      }),
    `<form data-midas="contact" method="post" action="${site.walk.site.origin}/api/v1/contact">
       <label for="name">Name</label><input id="name" name="name" required><button>Send</button></form>`,
  );
  await page.getByRole('button', { name: 'Send' }).click();
  expect(await page.locator('.midas-error').count()).toBe(0);
  release();
  await page.locator('.midas-error').getByText('Please fill this in.').waitFor();
});

test.each(['before', 'after'])(
  'a plain form whose file does not come is posted as it stands, when it is sent %s that is known',
  async (when) => {
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const page = await openAfter(
      (page) =>
        page.route(/\/midas\/forms-\w+\.js$/, async (route) => {
          await isReleased;
          await route.fulfill({ status: 404, body: '' });
        }),
      `<form data-midas="contact" method="post" action="${site.walk.site.origin}/api/v1/contact">
       <label for="name">Name</label><input id="name" name="name" required><button>Send</button></form>`,
      { expected: [...gone, /dynamically imported module/, /status of 422/] },
    );
    const isTakenOver = () => page.evaluate<boolean>('document.forms[0].noValidate');
    await expect.poll(isTakenOver).toBe(true);
    await page.getByLabel('Name').fill('Grace');
    if (when === 'before') await page.getByRole('button', { name: 'Send' }).click();
    release();
    if (when === 'after') {
      await expect.poll(isTakenOver).toBe(false);
      await page.getByRole('button', { name: 'Send' }).click();
    }
    await page.waitForURL('**/api/v1/contact');
  },
);
