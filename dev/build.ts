import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Where Netlify finds the built functions; `netlify.toml` names the same folder. */
export const outputFolder = join(root, 'dist/functions');

const sources = join(root, 'netlify/functions');

export const functionNames = readdirSync(sources)
  .map((file) => basename(file, '.ts'))
  .sort();

/** hono-openapi can load zod, which tools of ours bring along; our schemas are valibot's, and 400 kB stay out. */
const withoutZod: Plugin = {
  name: 'without-zod',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^zod\// }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export {};' }));
  },
};

/**
 * One ES module a function, what they share in chunks beside them. Bundled before Netlify packs them, because importing
 * thousands of files costs a second at each cold start. Some packages are CommonJS and ask for `require`.
 */
export const buildOptions: BuildOptions = {
  entryPoints: functionNames.map((name) => ({ in: join(sources, `${name}.ts`), out: name })),
  outdir: outputFolder,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  metafile: true,
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [withoutZod],
  logLevel: 'warning',
};

/** Builds every function into the output folder, which is emptied first. */
export async function buildFunctions() {
  rmSync(outputFolder, { recursive: true, force: true });
  return build(buildOptions);
}

if (process.argv[1] === import.meta.filename) {
  const { metafile } = await buildFunctions();
  const bytes = Object.values(metafile?.outputs ?? {}).reduce((sum, output) => sum + output.bytes, 0);
  console.log(
    `Built ${functionNames.length} functions into dist/functions, ${Math.round(bytes / 1024)} kB in all.`,
  );
}
