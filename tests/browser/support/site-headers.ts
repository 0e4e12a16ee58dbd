import { readFileSync } from 'node:fs';
import { headersFile, patternOf } from '../../../dev/site/headers-file.ts';

const ofFile = headersFile(read('public/_headers'));
const ofDev = rulesOfDev(read('netlify.toml'));

/** What Netlify's local server sends along with a page: `public/_headers`, and over it `[[context.dev.headers]]`. */
export function headersFor(pathname: string): Record<string, string> {
  const matching = ofDev.filter(({ isFor }) => isFor(pathname)).map(({ headers }) => headers);
  return Object.assign(ofFile(pathname), ...matching);
}

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

/** As much of TOML as those tables use. */
function rulesOfDev(text: string) {
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
