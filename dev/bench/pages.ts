import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromiumFiles from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import * as v from 'valibot';
import { functionNames } from '../build.ts';
import { buildKit } from '../kit-build.ts';
import { buildSite } from '../site/build-site.ts';
import { demoBusiness } from '../site/business.ts';
import { clientAddress, post } from './load.ts';
import { startFunctionsProcess } from './process.ts';
import { serveSite } from './site-server.ts';
import type { BenchStack } from './stack.ts';

const rounds = 5;
/** As slow as a phone of the middle is beside a desk. */
const slowdown = 4;
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];

/** One view of a page: what it asks for, what comes over the wire, and when its largest part is painted. */
interface View {
  readonly requests: number;
  readonly bytes: number;
  readonly largestPaintMs: number;
}

export interface PageFigures {
  readonly page: string;
  readonly width: number;
  readonly first: View;
  readonly second: View;
}

const quoted = v.object({ quote: v.string() });
const reserved = v.object({ id: v.string(), manageToken: v.string() });

/**
 * Opens pages of the demo with a processor slowed four times: for the first time, and once more. Medians of
 * five visitors.
 */
export async function measurePages(stack: BenchStack): Promise<PageFigures[]> {
  await buildKit();
  const folder = await mkdtemp(join(tmpdir(), 'midas-pages-'));
  buildSite(folder, demoBusiness);
  const site = await serveSite(folder);
  const names = functionNames.filter((name) => name !== 'openapi');
  const environment = { ...stack.environment, SITE_URL: site.origin };
  const functions = await startFunctionsProcess(names, environment, stack.functionsFolder);
  site.setFunctions(functions.url);
  const browser = await chromium.launch({
    executablePath: await chromiumFiles.executablePath(),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
  try {
    const { id, manageToken } = await reserve(functions.url);
    const paths = {
      home: '/',
      catalogue: '/catalogue/',
      item: '/item/?item=riad-zahra',
      'item with a page': '/items/villa-belombre/',
      contact: '/contact/',
      manage: `/manage/#${id}/${manageToken}`,
    };
    const figures: PageFigures[] = [];
    for (const [page, path] of Object.entries(paths))
      for (const size of sizes) {
        const views: (readonly [View, View])[] = [];
        for (let round = 0; round < rounds; round += 1) {
          site.visit();
          views.push(await viewTwice(browser, site.origin + path, size));
        }
        const [first, second] = [0, 1].map((at) => medianOf(views.map((both) => both[at] as View))); // both have two
        if (first && second) figures.push({ page, width: size.width, first, second });
      }
    return figures;
  } finally {
    await browser.close();
    await functions.stop();
    await site.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function viewTwice(
  browser: Browser,
  address: string,
  viewport: { width: number; height: number },
): Promise<[View, View]> {
  const context = await browser.newContext({ viewport, locale: 'en-GB' });
  try {
    return [await view(context, address), await view(context, address)];
  } finally {
    await context.close();
  }
}

/** In a tab of its own, until nothing has been asked for a while. */
async function view(context: BrowserContext, address: string): Promise<View> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  let [requests, bytes] = [0, 0];
  const kept = new Set<string>();
  devtools.on('Network.requestServedFromCache', ({ requestId }) => void kept.add(requestId));
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.fromDiskCache && !kept.has(requestId)) requests += 1;
  });
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  const largestPaintMs = await largestPaint(page);
  await page.close();
  return { requests, bytes, largestPaintMs };
}

/** When the largest text or picture of a page was painted, in milliseconds from its beginning. */
function largestPaint(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0))
      .observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
}

function medianOf(views: readonly View[]): View {
  const middle = (of: (view: View) => number) => views.map(of).sort((a, b) => a - b)[views.length >> 1] ?? 0;
  return {
    requests: middle(({ requests }) => requests),
    bytes: middle(({ bytes }) => bytes),
    largestPaintMs: middle(({ largestPaintMs }) => largestPaintMs),
  };
}

/** A reservation for the page that shows one. */
async function reserve(url: string) {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const ask = async <S extends v.GenericSchema>(schema: S, path: string, body: object) => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const { status, text } = await post(
      `${url}/api/v1${path}`,
      JSON.stringify(body),
      headers,
      clientAddress(59_000_000),
    );
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
    return v.parse(schema, JSON.parse(text));
  };
  const wish = { item: 'riad-zahra', from: day(60), to: day(64), guests: 2 };
  const { quote } = await ask(quoted, '/quotes', wish);
  const guest = { name: 'Ada Lovelace', email: 'ada@guests.example' };
  return ask(reserved, '/reservations', { quote, guest, acceptsPolicy: true });
}
