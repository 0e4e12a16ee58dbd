import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { KitManifest } from '../../../dev/kit-build.ts';
import { reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { startWalk, type Walk } from '../support/walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await startWalk();
});
afterAll(() => walk.stop());

/** What a page asks for until it asks for nothing more, by path and query, pictures left out. */
async function askedBy(page: Page, address: string): Promise<string[]> {
  const asked: string[] = [];
  const note = (url: string) => asked.push(url.replace(walk.site.origin, ''));
  page.on('request', (request) => note(request.url()));
  await page.goto(address, { waitUntil: 'networkidle' });
  page.removeAllListeners('request');
  return asked.filter((path) => !path.endsWith('.svg')).sort();
}

const kitOf = (element: string): readonly string[] => {
  const manifest: KitManifest = JSON.parse(
    readFileSync(join(inject('siteFolder'), 'midas-files.json'), 'utf8'),
  );
  return ['/midas.js', ...(manifest[element]?.en ?? [])];
};

test('the home page loads of the kit what its prices need, and each price once', async () => {
  const { page } = await walk.visit();
  const asked = await askedBy(page, '/');
  expect(asked.filter((path) => path.startsWith('/midas'))).toEqual(['/midas.js']);
  expect(asked.filter((path) => path.startsWith('/api/'))).toHaveLength(3);
});

test('the catalogue asks for its list and its categories once, ahead of the kit, and with wishes for those alone', async () => {
  const { page } = await walk.visit();
  const asked = await askedBy(page, '/catalogue/');
  expect(asked.filter((path) => path.startsWith('/midas'))).toEqual([...kitOf('midas-search')].sort());
  expect(asked.filter((path) => path.startsWith('/api/'))).toEqual([
    '/api/v1/categories?language=en',
    '/api/v1/items?language=en&limit=18',
  ]);
  const wished = await askedBy((await walk.visit()).page, '/catalogue/?category=villa');
  expect(wished.filter((path) => path.startsWith('/api/'))).toEqual([
    '/api/v1/categories?language=en',
    '/api/v1/items?language=en&category=villa&limit=18',
  ]);
});

test('the page of an item asks for it once for itself and once for its element, and for the free days once', async () => {
  const { page } = await walk.visit();
  const asked = await askedBy(page, '/item/?item=riad-zahra');
  expect(asked.filter((path) => path.startsWith('/midas'))).toEqual([...kitOf('midas-reservation')].sort());
  const api = asked.filter((path) => path.startsWith('/api/')).map((path) => path.replace(/\?.*/, ''));
  expect(api.sort()).toEqual([
    '/api/v1/items/riad-zahra',
    '/api/v1/items/riad-zahra',
    '/api/v1/items/riad-zahra/availability',
  ]);
});

test.each(['manage', 'pay'] as const)(
  'the page %s of a reservation loads of the kit what shows it',
  async (name) => {
    const made = await reserve(walk.stack, (await cloneItem(walk.stack)).wish);
    const { page } = await walk.visit();
    const asked = await askedBy(page, `/${name}/#${made.id}/${made.manageToken}`);
    expect(asked.filter((path) => path.startsWith('/midas'))).toEqual(
      [...kitOf(name === 'manage' ? 'midas-manage' : 'midas-reservation by a link')].sort(),
    );
  },
);

test('what is named by its content is kept by browsers and not asked for again, the script is', async () => {
  const { page } = await walk.visit();
  await page.goto('/catalogue/?category=car', { waitUntil: 'networkidle' });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const kept = new Set<string>();
  const asked: string[] = [];
  devtools.on('Network.requestServedFromCache', ({ requestId }) => void kept.add(requestId));
  devtools.on('Network.responseReceived', ({ requestId, response: { url, fromDiskCache } }) => {
    if (!fromDiskCache && !kept.has(requestId)) asked.push(url.replace(walk.site.origin, ''));
  });
  await page.goto('/catalogue/?category=yacht', { waitUntil: 'networkidle' });
  expect(asked.filter((path) => path.startsWith('/midas'))).toEqual(['/midas.js']);
});
