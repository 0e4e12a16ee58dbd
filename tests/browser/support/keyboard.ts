import type { Locator, Page } from 'playwright-core';

const farthest = 60;

/** Presses Tab until the focus is there. Throws when it does not come by, and when nobody could see that it is there. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < farthest; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus')).count()) === 0) continue;
    const focused = await page.screenshot();
    await wanted.blur();
    const blurred = await page.screenshot();
    await wanted.focus();
    if (focused.equals(blurred)) throw new Error(`the focus does not show on ${wanted}`);
    return;
  }
  throw new Error(`${farthest} presses of Tab did not come to ${wanted}`);
}
