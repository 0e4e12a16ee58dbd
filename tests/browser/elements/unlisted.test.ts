import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ForeignSite, startForeignSite } from '../support/foreign-site.ts';

let site: ForeignSite;
beforeAll(async () => {
  site = await startForeignSite({ isKnown: false });
});
afterAll(() => site.stop());

test('a page that is missing in ALLOWED_ORIGINS says so in the console, and no guest is sent to look after their connection', async () => {
  const said: string[] = [];
  const page = await site.open('', '', { expected: [/./] });
  page.on('console', (line) => said.push(line.text()));
  site.pages.set(
    '/unlisted.js',
    `const form = document.createElement('midas-contact'); form.setAttribute('endpoint', '${site.walk.site.origin}'); document.querySelector('main').append(form);
     const item = document.createElement('midas-reservation'); item.setAttribute('endpoint', '${site.walk.site.origin}'); item.setAttribute('item', 'corvane-gt'); document.querySelector('main').append(item);`,
  );
  await page.addScriptTag({ url: `${site.host}/unlisted.js`, type: 'module' });
  await page.getByText('Please try again in a moment').first().waitFor();
  expect(said).toContain(
    `midas: ${site.walk.site.origin} answers, but not to pages of ${site.host}. Is that in ALLOWED_ORIGINS?`,
  );
  expect(await page.getByText('Check your connection').count()).toBe(0);
  // Nobody has done anything here yet, so nothing takes the focus or moves the page.
  expect(await page.evaluate<boolean>('document.activeElement === document.body')).toBe(true);
});
