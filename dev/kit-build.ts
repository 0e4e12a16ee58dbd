import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild';
import { minify } from 'rolldown/utils';
import { namedByContent } from './kit/content-names.ts';
import { firstLoadsByLanguage } from './kit/kit-files.ts';
import { type KitTexts, withShortNames } from './kit/short-names.ts';
import { kitEntries, readAskedNames, splitKit } from './kit/split-kit.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'public');

/**
 * What a page loads of us at most before an element can be used, gzipped. The payment provider's own script
 * is not in it.
 */
const firstLoadLimit = 25 * 1024;
/** What a file beside `midas.js` has at most, gzipped. */
const fileLimit = 15 * 1024;

/**
 * Addresses of the files that an element needs at first, by its name and language: for `<link
 * rel="modulepreload">`.
 */
export type KitManifest = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

interface BuiltKit {
  /** `midas.js`, and the files that it loads, by their names from the root of the site. */
  readonly texts: KitTexts;
  readonly manifest: KitManifest;
  /** Gzipped bytes of a first load, `midas.js` among them, by element and language. */
  readonly firstLoads: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The sources of each file, from the root of the repository. Types leave nothing behind. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
}

const bundled = {
  absWorkingDir: root,
  entryPoints: kitEntries,
  outdir: folder,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
  plugins: [splitKit],
} satisfies BuildOptions;

/** Writes the files of each build, once all of them are there. */
const written: Plugin = {
  name: 'written',
  setup({ onEnd }) {
    onEnd(({ outputFiles = [], errors }) => {
      if (errors.length > 0) return;
      const texts = namedByContent(textsOf(outputFiles));
      write(texts, manifestOf(texts));
    });
  },
};

/** For development: as it is written, and built again at each change. */
export const kitOptions = { ...bundled, plugins: [splitKit, written] } satisfies BuildOptions;

/**
 * Builds the kit into `public/`: `midas.js` and the files that it loads. Throws when a page would have to
 * load too much.
 */
export async function buildKit(): Promise<BuiltKit> {
  const { outputFiles, metafile } = await build({ ...bundled, minify: true, metafile: true });
  const short = withShortNames(textsOf(outputFiles), await readAskedNames());
  const texts = namedByContent(await minified(short));
  const manifest = manifestOf(texts);
  const first = gzippedBytes(texts.get('midas.js'));
  const sizes = new Map([...texts].map(([name, text]) => [`/${name}`, gzippedBytes(text)]));
  const firstLoads = mapEach(manifest, (addresses) =>
    addresses.reduce((sum, address) => sum + (sizes.get(address) ?? 0), first),
  );
  console.log(
    `Built the kit into public/midas.js and public/midas/. Gzipped bytes of ${firstLoadLimit} at most:`,
  );
  for (const [element, byLanguage] of Object.entries(firstLoads)) {
    const figures = Object.entries(byLanguage).map(([language, bytes]) => `${language} ${bytes}`);
    console.log(`  ${element.padEnd(28)} ${figures.join('  ')}`);
  }
  const tooLarge = [
    ...Object.entries(firstLoads)
      .filter(([, byLanguage]) => Math.max(...Object.values(byLanguage)) > firstLoadLimit)
      .map(([element]) => element),
    ...[...sizes].filter(([, bytes]) => bytes > fileLimit).map(([name]) => name),
  ];
  if (tooLarge.length > 0) throw new Error(`The kit is too large: ${tooLarge.join(', ')}.`);
  write(texts, manifest);
  const sources = Object.fromEntries(
    Object.entries(metafile.outputs).map(([name, { inputs }]) => [
      relative('public', name),
      Object.keys(inputs).filter((source) => !source.startsWith('kit:')),
    ]),
  );
  return { texts, manifest, firstLoads, sources };
}

/** esbuild's own minifying leaves a page 700 bytes more. */
async function minified(texts: KitTexts): Promise<KitTexts> {
  const options = { module: true, compress: { target: 'es2022' }, mangle: { toplevel: true } } as const;
  const all = [...texts].map(async ([name, text]) => {
    const { code, errors } = await minify(name, text, options);
    const [error] = errors;
    if (error) throw new Error(`${name}: ${error.message}`);
    return [name, code] as const;
  });
  return new Map(await Promise.all(all));
}

function manifestOf(texts: KitTexts): KitManifest {
  const address = (file: string) => `/${[...texts.keys()].find((name) => name.startsWith(`midas/${file}-`))}`;
  return mapEach(firstLoadsByLanguage, (files) => files.map(address));
}

function mapEach<One, Other>(
  table: Readonly<Record<string, Readonly<Record<string, One>>>>,
  change: (one: One) => Other,
): Record<string, Record<string, Other>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, row]) => [
      name,
      Object.fromEntries(Object.entries(row).map(([key, one]) => [key, change(one)])),
    ]),
  );
}

function textsOf(outputs: readonly OutputFile[]): KitTexts {
  return new Map(outputs.map(({ path, text }) => [relative(folder, path), text]));
}

function gzippedBytes(text = ''): number {
  return gzipSync(text, { level: 9 }).length;
}

/**
 * Whoever reads meanwhile finds the old files or the new ones, never half of one, and none that names what is
 * not yet there.
 */
function write(texts: KitTexts, manifest: KitManifest): void {
  mkdirSync(join(folder, 'midas'), { recursive: true });
  const files = new Map([...texts, ['midas-files.json', `${JSON.stringify(manifest, null, 2)}\n`]]);
  const last = files.get('midas.js') ?? '';
  files.delete('midas.js');
  for (const [name, text] of [...files, ['midas.js', last] as const]) {
    const unfinished = join(folder, `${name}.${process.pid}`);
    writeFileSync(unfinished, text);
    renameSync(unfinished, join(folder, name));
  }
  for (const name of readdirSync(join(folder, 'midas')))
    if (name.endsWith('.js') && !texts.has(`midas/${name}`))
      rmSync(join(folder, 'midas', name), { force: true });
}

if (process.argv[1] === import.meta.filename) await buildKit();
