import type { Page } from './browser.ts';

/** The narrow one of a cheap phone. */
export const phone = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
} as const;

interface Misfit {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly width: number;
  readonly height: number;
}

const leastPixels = 24;

/**
 * What of a page does not fit a phone: all that makes it scroll sideways, and all that is too small for a finger (WCAG 2.5.8: 24
 * pixels each way, a link within a line of text excepted).
 */
export async function misfits(page: Page): Promise<string[]> {
  const found = await page.evaluate<{ sticksOut: Misfit[]; small: Misfit[] }>(`(() => {
    const all = (root) => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
    const shown = all(document.body).filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
    const told = (one) => {
      const { left, right, width, height } = one.getBoundingClientRect();
      return { what: one.outerHTML.slice(0, 120), left, right, width, height };
    };
    const isClipped = (one) => {
      for (let up = one.parentElement; up; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== 'visible') return true;
      return false;
    };
    const scrolls = document.documentElement.scrollWidth > innerWidth;
    const pressed = 'a[href], button, select, textarea, summary, [role=button], input:not([type=hidden]):not([type=checkbox]):not([type=radio])';
    const isInText = (one) => one.matches('a') && getComputedStyle(one).display === 'inline' && one.parentElement.textContent.trim() !== one.textContent.trim();
    return {
      sticksOut: scrolls ? shown.filter((one) => one.getBoundingClientRect().right > innerWidth && !isClipped(one)).map(told) : [],
      small: shown.filter((one) => one.matches(pressed) && !isInText(one)).map(told),
    };
  })()`);
  return [
    ...found.sticksOut.map(({ what, right }) => `ends at ${right}: ${what}`),
    ...found.small
      .filter(({ width, height }) => width > 1 && (width < leastPixels || height < leastPixels))
      .map(({ what, width, height }) => `${width} by ${height}: ${what}`),
  ];
}
