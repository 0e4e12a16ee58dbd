import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { builds } from '../../../dev/build.ts';

const root = join(import.meta.dirname, '../../..');

/** Scripts of this repository as one file each, for processes of their own. */
export interface Bundles {
  /** The bundle of a script, which is named by its path from the root. Run by Node, it takes itself for the script. */
  of(script: string): string;
  remove(): Promise<void>;
}

/** A module of ours finds what lies beside its source: the migrations, a page. */
const whereItWas: Plugin = {
  name: 'where-it-was',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replaceAll('import.meta.filename', JSON.stringify(path))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    }));
  },
};

/**
 * Bundles scripts as the functions are bundled. From its source a process spends seconds of the processor before its first line:
 * Node 24 reads the 180 KB of drizzle-orm's package.json anew for each import in it.
 */
export async function bundleScripts(scripts: readonly string[]): Promise<Bundles> {
  const state = join(root, '.midas');
  await mkdir(state, { recursive: true });
  // In the repository, because native modules stay outside a bundle and are looked for above it.
  const folder = await mkdtemp(join(state, 'scripts-'));
  const nameOf = (script: string) => basename(script).replace(/\.ts$/, '');
  await build({
    ...builds[0],
    entryPoints: scripts.map((script) => ({ in: join(root, script), out: nameOf(script) })),
    outdir: folder,
    minify: false,
    splitting: true,
    plugins: [whereItWas],
    // A script knows by its path that it is run and not imported.
    banner: {
      js: `${builds[0]?.banner?.js}
if (process.argv[1].startsWith(${JSON.stringify(folder)})) process.argv[1] = process.argv[1].replace(${JSON.stringify(folder)}, ${JSON.stringify(dirname(join(root, scripts[0] ?? '')))}).replace(/mjs$/, 'ts');`,
    },
  });
  return {
    of: (script) => join(folder, `${nameOf(script)}.mjs`),
    remove: () => rm(folder, { recursive: true }),
  };
}
