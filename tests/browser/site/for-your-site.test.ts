import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledAll } from '../../support/booking/booking.ts';
import { visitor } from '../support/guest.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(async () => {
  await settledAll(walk.stack);
  await walk.stop();
});

test('a snippet is copied with the address of the site that it came from, and loads what it names', async () => {
  const { page } = await walk.visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto('/for-your-site/');
  const script = page.getByRole('region', { name: 'One script' });
  await script.getByRole('button', { name: 'Copy' }).click();
  await script.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  const [, address = ''] = /^<script type="module"\s+src="([^"]+)"><\/script>$/.exec(copied) ?? [];
  expect(new URL(address).origin).toBe(walk.site.origin);
  expect((await fetch(address)).headers.get('Content-Type')).toContain('text/javascript');
});

test('every element that a snippet names is at work beside it, and what one says is heard', async () => {
  const { page } = await walk.visit();
  await page.goto('/for-your-site/');
  const snippets = await page.getByRole('code').allInnerTexts();
  const tags = [...new Set(snippets.flatMap((code) => code.match(/(?<=<)midas-\w+/g) ?? []))];
  expect(tags.sort()).toEqual([
    'midas-availability',
    'midas-contact',
    'midas-manage',
    'midas-reservation',
    'midas-search',
  ]);
  for (const tag of tags) await page.locator(tag).first().getByRole('heading', { level: 2 }).waitFor();

  const contact = page.locator('midas-contact');
  await contact.getByLabel('Name').fill(visitor.name);
  await contact.getByLabel('Email').fill(visitor.email);
  await contact.getByLabel('Message').fill('Does it work?');
  await contact.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('log').getByText('midas-contact-sent {"state":"sent"}').waitFor();
});
