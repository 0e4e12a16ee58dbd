import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { createMidas } from '../../../kit/client/create-midas.ts';
import type { Midas } from '../../../kit/client/midas.ts';
import { bundleClient } from '../../kit/support/client-bundle.ts';
import {
  type Behaviour,
  json,
  type MisbehavingApi,
  reset,
  startMisbehavingApi,
} from '../../kit/support/misbehaving-api.ts';
import { type Browser, launchBrowser, type Page } from '../support/browser.ts';

/** What the page of these tests has beside what every page has. */
declare global {
  var createMidasHere: typeof createMidas;
  var midasHere: Midas;
  /** Tells the test. */
  var tell: (state: string) => void;
}

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, { text: script }] = await Promise.all([launchBrowser(), bundleClient()]);
});
afterAll(() => browser.close());

const html = `<!doctype html><script type="module">
  import { createMidas } from '/client.js';
  globalThis.createMidasHere = createMidas;
</script>`;

let api: MisbehavingApi;
/** What the API does; the page comes whatever happens. */
let behaviour: Behaviour;
beforeEach(async () => {
  behaviour = json({});
  api = await startMisbehavingApi();
  api.always((response, request) => {
    if (request.path.startsWith('/api/')) return behaviour(response, request);
    const isScript = request.path === '/client.js';
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : html);
  });
});
afterEach(() => api.close());

const callsOf = (path: string) =>
  api.received.filter((request) => request.path.split('?')[0] === `/api/v1${path}`);

/** A browser of its own, whose stores are as `prepare` leaves them. */
async function newVisitor(prepare: () => void = () => {}): Promise<BrowserContext> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  await context.addInitScript(prepare);
  return context;
}

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(api.url);
  return page;
}

const readItem = (page: Page) =>
  page.evaluate((baseUrl) => createMidasHere({ baseUrl }).items.get('gardenia'), api.url);

/** Sends a message as a page does, and keeps the client there. */
const send = (page: Page) =>
  page.evaluate((baseUrl) => {
    globalThis.midasHere ??= createMidasHere({ baseUrl });
    return midasHere.contact.send({ name: 'Grace', email: 'grace@guests.example', message: 'Hello' });
  }, api.url);

function withoutIndexedDb(): void {
  Object.defineProperty(globalThis, 'indexedDB', {
    get() {
      throw new DOMException('not here', 'SecurityError');
    },
  });
}

function withoutStores(): void {
  for (const name of ['indexedDB', 'localStorage'])
    Object.defineProperty(globalThis, name, {
      get() {
        throw new DOMException('not here', 'SecurityError');
      },
    });
}

test.each([
  ['IndexedDB', undefined, 0],
  ['localStorage, where IndexedDB may not be used,', withoutIndexedDb, 1],
])('%s keeps what was seen for when the page is opened without an API', async (_name, prepare, inLocal) => {
  const page = await openTab(await newVisitor(prepare));
  behaviour = json({ name: 'Gardenia' });
  expect(await readItem(page)).toEqual({ name: 'Gardenia' });
  behaviour = reset;
  await page.reload();
  expect(await readItem(page)).toEqual({ name: 'Gardenia' });
  expect(await page.evaluate(() => localStorage.length)).toBe(inLocal);
});

test('where nothing may be kept, the API is asked each time the page is opened', async () => {
  const page = await openTab(await newVisitor(withoutStores));
  await readItem(page);
  await page.reload();
  await readItem(page);
  expect(callsOf('/items/gardenia')).toHaveLength(2);
});

test('a message written offline is sent once when the line is back, by one of two tabs', async () => {
  const context = await newVisitor();
  const tabs = [await openTab(context), await openTab(context)] as const;
  const outcomes: string[] = [];
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  await context.exposeFunction('tell', (state: string) => {
    outcomes.push(state);
    resolve();
  });
  for (const tab of tabs)
    await tab.evaluate((baseUrl) => {
      globalThis.midasHere = createMidasHere({ baseUrl });
      midasHere.contact.onQueued(({ state }) => tell(state));
    }, api.url);
  await context.setOffline(true);
  expect(await send(tabs[0])).toEqual({ state: 'queued' });
  expect(callsOf('/contact')).toHaveLength(0);

  await context.setOffline(false);
  await heard;
  // Whoever comes after the tab that sent has looked, too, once it has had the lock.
  for (const tab of tabs)
    await tab.evaluate((url) => navigator.locks.request(`midas contact ${url} `, () => {}), api.url);
  expect(outcomes).toEqual(['sent']);
  expect(callsOf('/contact')).toHaveLength(1);
});

test('what was written offline survives the page and goes out when it is opened next', async () => {
  const context = await newVisitor();
  const tab = await openTab(context);
  await context.setOffline(true);
  expect(await send(tab)).toEqual({ state: 'queued' });
  // Gone for another page, not closed: while a tab closes its line may come back, and the message goes out from there.
  await tab.goto('about:blank');
  await context.setOffline(false);
  const next = await openTab(context);
  expect(callsOf('/contact')).toHaveLength(0);
  const arrived = api.hasReceived(api.received.length + 1);
  await next.evaluate((baseUrl) => void createMidasHere({ baseUrl }), api.url);
  await arrived;
  expect(callsOf('/contact').map(({ body }) => JSON.parse(body).message)).toEqual(['Hello']);
});
