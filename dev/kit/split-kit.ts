import { join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { kitFiles } from './kit-files.ts';

const root = join(import.meta.dirname, '../..');
const kit = join(root, 'kit');

/** The files in which a module stands. */
const ownersOf = new Map<string, string[]>();
for (const [file, modules] of Object.entries(kitFiles))
  for (const module of modules) {
    const path = resolve(kit, module);
    ownersOf.set(path, [...(ownersOf.get(path) ?? []), file]);
  }

/** The entry points of esbuild: `midas.js`, and each file beside it. */
export const kitEntries = [
  { in: 'kit/index.ts', out: 'midas' },
  ...Object.keys(kitFiles).map((file) => ({ in: `kit:${file}`, out: `midas/${file}` })),
];

/**
 * Puts each module of the kit into its file: what another file has is imported from there. esbuild's own
 * splitting makes a file for each set of users, so that a page would load a dozen. Throws where a file would
 * need `midas.js`, whose address only its page knows.
 */
export const splitKit: Plugin = {
  name: 'split kit',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^kit:/ }, ({ path }) => ({ path: path.slice(4), namespace: 'kit' }));
    onLoad({ filter: /./, namespace: 'kit' }, ({ path }) => ({
      contents: (kitFiles[path] ?? []).map((module) => `export * from './${module}';`).join('\n'),
      resolveDir: kit,
    }));
    onResolve({ filter: /\.ts$/ }, ({ path, importer, namespace, resolveDir, kind }) => {
      if (kind === 'entry-point') return undefined;
      const module = resolve(resolveDir, path);
      const owners = ownersOf.get(module) ?? [];
      // A module that stands in two files imports nothing but what both can.
      const from = namespace === 'kit' ? importer : ownersOf.get(importer)?.[0];
      if (from === undefined ? owners.length === 0 : owners.includes(from)) return undefined;
      const [owner] = owners;
      if (owner === undefined)
        throw new Error(`${relative(root, module)} is in no file that ${from} can import`);
      if (from !== undefined) return { path: `./${owner}.js`, external: true };
      if (kind === 'dynamic-import') return { path: `./midas/${owner}.js`, external: true };
      throw new Error(`${relative(root, module)} is in ${owner}, which midas.js loads and does not import`);
    });
  },
};

/** The names that files are loaded for: what the first module of each exports. */
export async function readAskedNames(): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    absWorkingDir: kit,
    entryPoints: Object.values(kitFiles).map(([first = '']) => first),
    outdir: kit,
    write: false,
    metafile: true,
  });
  return new Set(Object.values(metafile.outputs).flatMap(({ exports }) => exports));
}
