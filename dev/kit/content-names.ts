import { createHash } from 'node:crypto';

import type { KitTexts } from './short-names.ts';

/**
 * Gives each file but `midas.js` a name that tells its content, so that it may be kept for ever; what names
 * it follows. Throws when two need each other.
 */
export function namedByContent(texts: KitTexts): KitTexts {
  const named = new Map<string, string>();
  const names = new Map<string, string>();

  function nameOf(file: string, users: readonly string[]): string {
    const known = names.get(file);
    if (known) return known;
    if (users.includes(file)) throw new Error([...users, file].join(' needs '));
    const text = withNames(texts.get(`midas/${file}.js`) ?? '', [...users, file]);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    names.set(file, `${file}-${hash}`);
    named.set(`midas/${file}-${hash}.js`, text);
    return `${file}-${hash}`;
  }

  function withNames(text: string, users: readonly string[]): string {
    return text.replace(
      /(["'`]\.\/(?:midas\/)?)([a-z]+)(\.js["'`])/g,
      (_, before: string, file: string, after: string) => before + nameOf(file, users) + after,
    );
  }

  named.set('midas.js', withNames(texts.get('midas.js') ?? '', []));
  return named;
}
