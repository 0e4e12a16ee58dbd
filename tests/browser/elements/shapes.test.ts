import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reserve } from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
});
afterAll(() => site.stop());

const most = 8;
const wide = { width: 1280, height: 800 };
const narrow = { width: 360, height: 740 };

/** How far what stands below an element is moved by what takes the place of its shape, in pixels: down is more than 0. */
async function shiftOf(page: Page, body: string, isThere: string): Promise<number> {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/v1/**', async (route) => {
    await isReleased;
    await route.continue();
  });
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(`${body}<p id="below">Below.</p>`)})`,
  );
  await page.locator('.bone').first().waitFor();
  expect(await unseenIn(page), 'what is on its way is seen').toEqual([]);
  const top = () =>
    page.evaluate<number>("document.getElementById('below').getBoundingClientRect().top + scrollY");
  const before = await top();
  release();
  await page.locator(isThere).first().waitFor();
  await page.waitForFunction("!document.querySelector('[endpoint]').shadowRoot.querySelector('[aria-busy]')");
  return (await top()) - before;
}

/** The bones that nobody sees: their colour has no alpha. */
const unseenIn = (page: Page) =>
  page.evaluate<
    string[]
  >(`[...document.querySelector('[endpoint]').shadowRoot.querySelectorAll('.bone, .bones .day')]
    .map((bone) => bone.className + ': ' + getComputedStyle(bone).backgroundColor).filter((one) => /[ ,/]0\\)$/.test(one))`);

const of = (name: string, attributes = '') =>
  `<midas-${name} endpoint="${site.walk.site.origin}" ${attributes}></midas-${name}>`;

const stays = [wide, narrow].flatMap((viewport) =>
  ['', '?dated'].flatMap((query) => [
    { viewport, width: viewport.width, query, extras: 'without' },
    { viewport, width: viewport.width, query, extras: 'with' },
  ]),
);

test.each([wide, narrow])('a search moves nothing below it, at $width px', async (viewport) => {
  const page = await site.open('<p>Nothing yet.</p>', '', { viewport });
  const shift = await shiftOf(page, of('search'), '.card a');
  expect(Math.abs(shift)).toBeLessThanOrEqual(most);
});

test.each(stays)(
  'a reservation $extras extras moves nothing below it, at $width px $query',
  async ({ viewport, query, extras }) => {
    const { stack } = site.walk;
    const { id, slug } = await cloneItem(stack, { of: 'podere-lavinia' });
    if (extras === 'with')
      await stack.database.query(
        "insert into extras select (jsonb_populate_record(e, jsonb_build_object('item_id', $1::text))).* from extras e join items i on i.id = e.item_id where i.slug = 'podere-lavinia' order by e.code limit 2",
        [id],
      );
    const dates = `?from=${localDate(stack.clock.now(), 60)}&to=${localDate(stack.clock.now(), 63)}&guests=2`;
    const page = await site.open('<p>Nothing yet.</p>', query && dates, { viewport });
    const shift = await shiftOf(page, of('reservation', `item="${slug}"`), query ? '.total' : '.day.free');
    expect(Math.abs(shift)).toBeLessThanOrEqual(most);
  },
);

test.each(
  [wide, narrow].flatMap((viewport) =>
    ['manage', 'reservation'].map((name) => ({ viewport, width: viewport.width, name })),
  ),
)(
  'a reservation opened by its link in midas-$name moves nothing below it, at $width px',
  async ({ viewport, name }) => {
    const { stack } = site.walk;
    const { wish } = await cloneItem(stack, { of: 'podere-lavinia' });
    const made = await reserve(stack, {
      ...wish,
      from: localDate(stack.clock.now(), 60),
      to: localDate(stack.clock.now(), 63),
    });
    const page = await site.open('<p>Nothing yet.</p>', `#${made.id}/${made.manageToken}`, { viewport });
    const shift = await shiftOf(page, of(name), '.total');
    expect(Math.abs(shift)).toBeLessThanOrEqual(most);
  },
);

test('a search that takes long is spoken of where the number of its results will stand, each time, and no more once it is there', async () => {
  const page = await site.open('<p>Nothing yet.</p>', '', { viewport: narrow });
  // What takes too long is asked once more.
  const asked: Route[] = [];
  await page.route('**/api/v1/items?**', (route) => void asked.push(route));
  const slow = page.getByRole('status').filter({ hasText: 'This takes longer than usual.' });
  const spokenOf = async (ask: () => Promise<unknown>) => {
    await Promise.all([page.waitForRequest(/\/items\?/), ask()]);
    await page.clock.fastForward(8_000);
    await slow.waitFor();
    await Promise.allSettled(asked.splice(0).map((route) => route.continue()));
    await page.getByRole('status').filter({ hasText: 'The first 18' }).waitFor();
    expect(await slow.count()).toBe(0);
  };
  const search = JSON.stringify(of('search'));
  await spokenOf(() =>
    page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', ${search})`),
  );
  // The same search would be answered from what is kept.
  await page.getByLabel('Guests').fill('2');
  await spokenOf(() => page.getByRole('button', { name: 'Search' }).click());
});

test.each([wide, narrow])('no line of a card’s words is cut through, at $width px', async (viewport) => {
  const page = await site.open(of('search'), '', { viewport });
  await page.locator('.card a').first().waitFor();
  // As many pages set it, where what is smaller has lower lines; in a column that is full.
  await page.evaluate(
    "document.body.style.font = '17px/1.5 Georgia, serif'; document.querySelector('main').style.maxWidth = '268px'",
  );
  const cut = await page.evaluate<string[]>(`
    [...document.querySelector('midas-search').shadowRoot.querySelectorAll('.words')].filter((words) => {
      const { bottom } = words.getBoundingClientRect();
      const text = document.createRange();
      text.selectNodeContents(words);
      return [...text.getClientRects()].some((line) => line.top < bottom - 1 && line.bottom > bottom + 1);
    }).map((words) => words.innerText)`);
  expect(cut).toEqual([]);
});
