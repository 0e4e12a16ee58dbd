import type { KitManifest } from '../kit-build.ts';

/** Pages that reservations are opened on by their links. */
const byLink = /^(pay|confirmation)\//;

const script = /^([ \t]*)<script type="module" src="\/midas\.js"><\/script>\n/m;

/**
 * A page that asks for the files of the kit which its elements need beside the script, not after it.
 * @param name its path from the root of the site
 */
export function withPreloads(page: string, name: string, manifest: KitManifest): string {
  const language = /<html lang="(\w+)"/.exec(page)?.[1] ?? 'en';
  const found = [...page.matchAll(/<(midas-[a-z]+)|<form (data-midas)/g)].map(
    ([, element = '', form]) => form ?? element,
  );
  const files = found.flatMap((element) => {
    const known = element === 'midas-reservation' && byLink.test(name) ? `${element} by a link` : element;
    return manifest[known]?.[language] ?? [];
  });
  return page.replace(script, (line, indent: string) => {
    const links = [...new Set(files)].map((file) => `${indent}<link rel="modulepreload" href="${file}">\n`);
    return line + links.join('');
  });
}
