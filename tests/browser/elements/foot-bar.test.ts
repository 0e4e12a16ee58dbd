import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { expectAccessible } from '../support/axe.ts';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';
import { misfits, phone } from '../support/phone.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite();
});
afterAll(() => site.stop());

const step = (page: Page, name: string) => page.getByRole('heading', { name, level: 2 }).waitFor();

/** The bar of a step stands at the foot of the window with the total and the button that goes on. */
async function expectBar(page: Page, name: RegExp): Promise<void> {
  await page.evaluate("document.querySelector('midas-reservation').scrollIntoView()");
  const bar = page.locator('.bar');
  const { y, height } = (await bar.boundingBox()) ?? { y: 0, height: 0 };
  expect(Math.round(y + height)).toBe(phone.viewport.height);
  expect(await bar.innerText()).toMatch(/(Total|To pay now)\s+€\d/);
  await bar.getByRole('button', { name }).waitFor();
  await expectAccessible(page);
  expect(await misfits(page)).toEqual([]);
}

/** What the focus comes to, key by key, that the bar covers in part: nothing may be. */
function coveredByBar(page: Page): Promise<{ seen: number; covered: string[] }> {
  return page.evaluate(`(() => {
    const root = document.querySelector('midas-reservation').shadowRoot;
    const bar = root.querySelector('.bar');
    const all = [...root.querySelectorAll('button, input, select, textarea, summary, a')]
      .filter((one) => !bar.contains(one) && one.checkVisibility() && one.tabIndex >= 0 && !one.disabled);
    const covered = [...all, ...all.toReversed()].filter((one) => {
      one.focus();
      const [own, its] = [one.getBoundingClientRect(), bar.getBoundingClientRect()];
      return own.bottom > its.top + 1 && own.top < its.bottom - 1;
    });
    return { seen: all.length, covered: covered.map((one) => one.outerHTML.slice(0, 120)) };
  })()`);
}

test('on a phone total and the button that goes on stand in a bar at the foot, which covers nothing that has the focus', async () => {
  const { stack } = site.walk;
  const columns = { due_now_basis_points: 3000, balance_due_days: 10 };
  const { slug } = await cloneItem(stack, { of: 'podere-lavinia', columns });
  const [from, to] = [localDate(stack.clock.now(), 60), localDate(stack.clock.now(), 63)];
  const below = '<p>Below.</p>'.repeat(40);
  const place = `<midas-reservation endpoint="${site.walk.site.origin}" item="${slug}"></midas-reservation>`;
  const page = await site.open(place + below, `?from=${from}&to=${to}&guests=2`, phone);
  const expectNothingCovered = async () => {
    const { seen, covered } = await coveredByBar(page);
    expect(seen).toBeGreaterThan(0);
    expect(covered).toEqual([]);
  };
  await page.getByRole('row', { name: 'Total' }).waitFor();
  await expectBar(page, /^Continue$/);
  await expectNothingCovered();
  await page.getByRole('button', { name: 'Continue' }).tap();
  await step(page, 'Your details');
  await expectBar(page, /^Reserve for €/);
  await expectNothingCovered();
  // What stands below is below the bar too: it covers nothing when one has come to the end.
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  expect((await page.locator('.bar').boundingBox())?.y).toBeLessThan(0);
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@guests.example');
  await page.getByRole('checkbox', { name: 'I accept' }).check();
  await page.getByRole('button', { name: /^Reserve for/ }).tap();
  await step(page, 'Held for you');
  await page.getByText('Sandbox payment').waitFor();
  await expectBar(page, /^Pay €/);
  // Where there is room, the card stands beside it.
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await page.locator('.sum').isVisible()).toBe(false);
  const position = await page.evaluate(
    "getComputedStyle(document.querySelector('midas-reservation').shadowRoot.querySelector('.bar')).position",
  );
  expect(position).toBe('static');
});
