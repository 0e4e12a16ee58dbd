import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** axe-core finds nothing against WCAG 2.2 AA on the page as it stands; what it finds is listed rule by rule. */
export async function expectAccessible(page: Page): Promise<void> {
  // Not a script of the page, which its policy would refuse.
  await page.evaluate(source);
  const options = JSON.stringify({ runOnly: { type: 'tag', values: tags } });
  const violations = await page.evaluate<axe.Result[]>(
    `axe.run(document, ${options}).then((results) => results.violations)`,
  );
  expect(violations.map(told), `axe on ${page.url()}`).toEqual([]);
}

function told({ id, help, nodes }: axe.Result): string {
  const places = nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`);
  return `${id}: ${help}\n${places.join('\n')}`;
}
