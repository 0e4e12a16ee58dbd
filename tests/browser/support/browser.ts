import chromiumFiles from '@sparticuz/chromium';
import { Client } from 'pg';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';
import { patienceMs } from '../../support/harness/patience.ts';
import type { Stack } from '../../support/harness/stack.ts';

export type { Browser, Page } from 'playwright-core';

/** A visitor's browser: cookies, storage and tabs of its own. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
}

export interface VisitOptions extends BrowserContextOptions {
  /** The visitor sends forms in the moment in which the page is there, as robots do. */
  readonly isHasty?: true;
  /** What may be complained of in the console, because the test brings it about. */
  readonly expected?: readonly RegExp[];
}

/** Chromium from npm, without a sandbox of its own (as root it has none) and without a word to its maker. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** The package unpacks itself at the first question, and must not be asked by two test files at once. */
async function chromiumPath(): Promise<string> {
  const database = new Client({ connectionString: inject('postgresUrl') });
  await database.connect();
  try {
    await database.query('select pg_advisory_lock(7274)');
    return await chromiumFiles.executablePath();
  } finally {
    await database.end();
  }
}

/**
 * A new visitor of the site of a stack, at the time of its clock; for the test that calls this, which fails on every error in the
 * console, every uncaught one, every breach of the content security policy and every question to a foreign host.
 */
export async function visit(
  browser: Browser,
  stack: Stack,
  { expected = [], isHasty, ...options }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: stack.runtime.config.site.url,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  await context.clock.install({ time: stack.clock.now() });
  // Whoever reads a page has had it for a while.
  await context.addInitScript(
    isHasty
      ? 'performance.now = () => 1000;'
      : '{ const now = performance.now.bind(performance); performance.now = () => now() + 10_000; }',
  );
  const complaints: string[] = [];
  const complain = (text: string) => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  context.on('console', (message) => {
    if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complain(`uncaught: ${error.error()}`));
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !['localhost', '127.0.0.1'].includes(hostname))
      complain(`a foreign host was asked: ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  return { context, page: await context.newPage() };
}
