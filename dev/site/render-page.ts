import type { Business } from './business.ts';

const fields = ['name', 'address', 'terms', 'imprint'] as const;

/** What stands only in development: `<!--demo … -->`. On a line of its own it takes the line with it. */
const demoPart = /<!--demo\s([\s\S]*?)-->/g;
const demoLine = /^[ \t]*<!--demo\s(?:(?!-->)[\s\S])*-->\n/gm;

/**
 * A page with the business's values where `{{name}}`, `{{address}}`, `{{terms}}` and `{{imprint}}` stand, and its demo parts shown or
 * gone. Throws for any other `{{…}}`.
 * @param file told where something is wrong
 */
export function renderPage(page: string, business: Business, file: string): string {
  const parted = business.isDemo
    ? page.replace(demoPart, '$1')
    : page.replace(demoLine, '').replace(demoPart, '');
  return parted.replace(/\{\{(.*?)\}\}/g, (whole, name: string) => {
    const field = fields.find((one) => one === name);
    if (!field) throw new Error(`${file}: nothing is known as ${whole}.`);
    return escapeHtml(business[field]);
  });
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
