import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../../../.midas/screenshots/', import.meta.url));

/** Keeps what the whole page looks like, as `.midas/screenshots/<state>-<width>.png`. */
export async function screenshot(page: Page, state: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { cssContentSize: size, cssLayoutViewport: viewport } = await devtools.send('Page.getLayoutMetrics');
  // Playwright's own takes three times as long to encode it.
  const { data } = await devtools.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width: viewport.clientWidth, height: size.height, scale: 1 },
  });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}${state}-${viewport.clientWidth}.png`, Buffer.from(data, 'base64'));
}
