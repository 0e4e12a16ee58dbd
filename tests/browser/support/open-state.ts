import type { Page } from './browser.ts';
import type { Made } from './made.ts';

/** Something that a page of the site can look like. */
export interface State {
  readonly name: string;
  /** Brings the page there, and waits until it is. */
  readonly open: (page: Page, made: Made) => Promise<unknown>;
  /** What the console then says. */
  readonly expected?: readonly RegExp[];
  readonly isWithoutScript?: true;
}

/** Opens a state. What comes after it may use script in any case: axe could not run without. */
export async function openState(page: Page, { open, isWithoutScript }: State, made: Made): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setScriptExecutionDisabled', { value: isWithoutScript === true });
  await open(page, made);
  await devtools.send('Emulation.setScriptExecutionDisabled', { value: false });
  if (isWithoutScript) await page.evaluate(unwrapNoscript);
}

/** axe takes it for granted that nobody sees what stands in one. */
const unwrapNoscript =
  "for (const one of document.querySelectorAll('noscript')) one.replaceWith(...one.childNodes)";
