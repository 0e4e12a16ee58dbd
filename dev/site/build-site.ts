import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KitManifest } from '../kit-build.ts';
import type { Business } from './business.ts';
import { withPreloads } from './preloads.ts';
import { renderPage } from './render-page.ts';

const root = join(import.meta.dirname, '../..');

/** Where Netlify finds the built site; `netlify.toml` names the same folder. */
export const siteFolder = join(root, 'dist/site');

/** Where the site's files come from. The later ones stand over the earlier ones. */
export const siteSources = (business: Business): readonly string[] =>
  business.isDemo ? [join(root, 'public'), join(root, 'demo/site')] : [join(root, 'public')];

/**
 * Writes the whole site of a business into a folder and takes out of it what does not belong there. The kit is among the files
 * of `public/`, so it is built before. Throws for a page that names what `business.json` does not know.
 */
export function buildSite(folder: string, business: Business): void {
  const files = new Map<string, Buffer | string>();
  const manifest: KitManifest = JSON.parse(readFileSync(join(root, 'public/midas-files.json'), 'utf8'));
  for (const source of siteSources(business)) {
    // A kit that is just being written has the process's number behind its name.
    for (const name of filesIn(source).filter((name) => !/^midas.*\.\d+$/.test(name)))
      files.set(name, contentOf(join(source, name), name, business, manifest));
  }
  files.set('style.css', styleOf(String(files.get('style.css')), business));
  if (business.logo) files.set('mark.svg', readFileSync(join(root, business.logo)));
  for (const [name, content] of files) {
    const file = join(folder, name);
    // `netlify dev` reads `_headers` anew at each change, and may find it half written.
    if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  for (const name of filesIn(folder)) if (!files.has(name)) rmSync(join(folder, name));
}

function contentOf(file: string, name: string, business: Business, manifest: KitManifest): Buffer | string {
  if (!file.endsWith('.html')) return readFileSync(file);
  return withPreloads(renderPage(readFileSync(file, 'utf8'), business, file), name, manifest);
}

/** The style sheet, and behind it the business's own colours and fonts. */
function styleOf(style: string, { colours }: Business): string {
  const own = Object.entries(colours).map(([name, value]) => `  --${name}: ${value};\n`);
  return own.length === 0 ? style : `${style}\n:root {\n${own.join('')}}\n`;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}
