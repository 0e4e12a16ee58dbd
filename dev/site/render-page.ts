import { telephoneUri } from '../../src/platform/config/business-phone.ts';
import type { Business } from './business.ts';

/** What stands in development alone, `<!--demo … -->`, or where there is a telephone, `<!--phone … -->`. On a line of its own it takes the line with it. */
const part = /<!--(demo|phone)\s([\s\S]*?)-->/g;
const partLine = /^[ \t]*<!--(demo|phone)\s(?:(?!-->)[\s\S])*-->\n/gm;

/**
 * A page with the business's values where `{{name}}`, `{{address}}`, `{{phone}}`, `{{tel}}`, `{{terms}}` and `{{imprint}}` stand, and its
 * parts shown or gone. Throws for any other `{{…}}`.
 * @param file told where something is wrong
 */
export function renderPage(page: string, business: Business, file: string): string {
  const { name, address, phone, terms, imprint, isDemo } = business;
  const fields = new Map(Object.entries({ name, address, phone, tel: telephoneUri(phone), terms, imprint }));
  const isShown = (kind: string) => (kind === 'demo' ? isDemo : phone !== '');
  const parted = page
    .replace(partLine, (line, kind: string) => (isShown(kind) ? line : ''))
    .replace(part, (_, kind: string, content: string) => (isShown(kind) ? content : ''));
  return parted.replace(/\{\{(.*?)\}\}/g, (whole, field: string) => {
    const value = fields.get(field);
    if (value === undefined) throw new Error(`${file}: nothing is known as ${whole}.`);
    return escapeHtml(value);
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
