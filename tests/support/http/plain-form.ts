import type { Answer } from '../harness/client.ts';
import { testEnvironment } from '../harness/environment.ts';
import type { Stack } from '../harness/stack.ts';

/** Posts fields as a browser without script does, from a page of the site unless `origin` says otherwise. */
export function postForm(
  stack: Stack,
  path: string,
  fields: Readonly<Record<string, string>>,
  from: string,
  headers: Readonly<Record<string, string>> = { Origin: testEnvironment.SITE_URL },
): Promise<Answer> {
  return stack.call(path, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    from,
  });
}

/** What a browser would send from the form of a page: each field by name. Boxes that are not ticked are empty. */
export function fieldsOfPage(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, attributes = ''] of html.matchAll(/<input\b([^>]*)>/g)) {
    const name = attribute(attributes, 'name');
    if (name) fields[name] = isUnticked(attributes) ? '' : (attribute(attributes, 'value') ?? '');
  }
  for (const [, attributes = '', text = ''] of html.matchAll(/<textarea\b([^>]*)>([^<]*)<\/textarea>/g)) {
    const name = attribute(attributes, 'name');
    if (name) fields[name] = plain(text);
  }
  return fields;
}

function isUnticked(attributes: string): boolean {
  return attribute(attributes, 'type') === 'checkbox' && !/\schecked(=|\s|$|\/)/.test(attributes);
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : plain(value);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** Text as a reader sees it. */
export function plain(html: string): string {
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '');
}
