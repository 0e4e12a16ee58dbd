import { readFileSync } from 'node:fs';

interface Rule {
  readonly isFor: (pathname: string) => boolean;
  readonly headers: Readonly<Record<string, string>>;
}

const rules: readonly Rule[] = [
  ...rulesOfHeadersFile(read('public/_headers')),
  ...rulesOfDev(read('netlify.toml')),
];

/** What Netlify's local server sends along with a page: `public/_headers`, and over it `[[context.dev.headers]]`. */
export function headersFor(pathname: string): Record<string, string> {
  const matching = rules.filter(({ isFor }) => isFor(pathname));
  return Object.assign({}, ...matching.map(({ headers }) => headers));
}

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

/** A path on a line of its own, the headers indented below it. */
function rulesOfHeadersFile(text: string): Rule[] {
  const rules: { isFor: Rule['isFor']; headers: Record<string, string> }[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('/')) rules.push({ isFor: patternOf(line.trim()), headers: {} });
    const [, name, value] = /^\s+([\w-]+):\s*(.+)$/.exec(line) ?? [];
    const last = rules.at(-1);
    if (last && name && value) last.headers[name] = value;
  }
  return rules;
}

/** As much of TOML as those tables use. */
function rulesOfDev(text: string): Rule[] {
  return text
    .split('[[context.dev.headers]]')
    .slice(1)
    .map((table) => ({
      isFor: patternOf(/for = "([^"]+)"/.exec(table)?.[1] ?? ''),
      headers: Object.fromEntries(
        [...table.matchAll(/^\s+([\w-]+) = "([^"]+)"$/gm)].map(([, name, value]) => [name, value]),
      ),
    }))
    .map(({ isFor, headers: { for: _path, ...headers } }) => ({ isFor, headers }));
}

/** A path of Netlify's, where `*` at the end stands for whatever follows. */
function patternOf(path: string): (pathname: string) => boolean {
  if (!path.endsWith('*')) return (pathname) => pathname === path;
  return (pathname) => pathname.startsWith(path.slice(0, -1));
}
