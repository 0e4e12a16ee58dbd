import { type Stack, startStack } from '../../support/harness/stack.ts';
import { type Browser, launchBrowser, type Visit, type VisitOptions, visit } from './browser.ts';
import { reserveOrigin, type Site, startSite } from './site.ts';

/** What the walks of one test file share: a stack, its site and a browser. */
export interface Walk {
  readonly stack: Stack;
  readonly site: Site;
  readonly browser: Browser;
  /** A new visitor, for the test that calls this. */
  visit(options?: VisitOptions): Promise<Visit>;
  stop(): Promise<void>;
}

/** `variables` replace those of the environment. */
export async function startWalk(variables: Readonly<Record<string, string>> = {}): Promise<Walk> {
  const origin = await reserveOrigin();
  const [stack, browser] = await Promise.all([
    startStack({ variables: { SITE_URL: origin, ...variables } }),
    launchBrowser(),
  ]);
  const site = await startSite(stack);
  return {
    stack,
    site,
    browser,
    visit: (options) => visit(browser, stack, options),
    async stop() {
      await browser.close();
      await site.close();
      await stack.stop();
    },
  };
}
