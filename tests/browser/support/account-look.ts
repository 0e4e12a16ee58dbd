import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectAccessible } from './axe.ts';
import { screenshot } from './screenshot.ts';

const desktop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

/** The page as it stands is accessible, on a desk and on a phone, where nothing sticks out and fingers hit what they mean. */
export async function expectGoodLook(page: Page, state: string): Promise<void> {
  for (const size of [phone, desktop]) {
    await page.setViewportSize(size);
    await expectAccessible(page);
    const told = `${state} at ${size.width}`;
    expect(await page.evaluate('document.documentElement.scrollWidth'), told).toBeLessThanOrEqual(size.width);
    expect(await smallTargets(page), told).toEqual([]);
    await screenshot(page, `account-${state}`);
  }
}

/** What is to be pressed or typed into and is lower than 44 px. Links in a sentence are as high as its lines. */
function smallTargets(page: Page): Promise<string[]> {
  return page
    .locator('main, dialog')
    .locator('button, .button, select, nav a, input:not([type="checkbox"])')
    .evaluateAll((targets) =>
      targets
        .map((target) => ({ target, box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.height > 0 && box.height < 44)
        .map(({ target, box }) => `${target.outerHTML.slice(0, 120)} is ${box.height} px high`),
    );
}
