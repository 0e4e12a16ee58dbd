import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { environmentBytes, mostBytes } from './environment-size.ts';
import { buildKit } from './kit-build.ts';
import { buildSite, siteFolder } from './site/build-site.ts';
import { businessToBuild } from './site/business.ts';

const root = join(import.meta.dirname, '..');

/** Where Netlify finds the built functions; `netlify.toml` names the same folder. */
export const outputFolder = join(root, 'dist/functions');

const sources = join(root, 'netlify/functions');

/** Each function's source by its name: rooms of the sources are flat in the build, so that two of one name are refused. */
const sourceOf: ReadonlyMap<string, string> = readFunctions();

export const functionNames = [...sourceOf.keys()].sort();

function readFunctions(): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const name = basename(path, '.ts');
    if (found.has(name)) throw new Error(`two functions are called ${name}`);
    found.set(name, join(sources, path));
  }
  return found;
}

/**
 * Node's `http` and `https` without their names as an ES module has them: to give those, Node 24 asks for each
 * that there is, `WebSocket` among them, and so loads the whole of `fetch` at a cold start: 20 to 30 ms.
 */
const lazyHttp: Plugin = {
  name: 'lazy http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({
      path: path.replace('node:', ''),
      namespace: 'builtin',
    }));
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

/**
 * One ES module a function, what they share in chunks beside them. Bundled before Netlify packs them, because importing
 * thousands of files costs a second at each cold start. Some packages are CommonJS and ask for `require`.
 */
const options: BuildOptions = {
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
  // A native module: Netlify packs it as it is.
  external: ['@node-rs/bcrypt'],
  plugins: [lazyHttp],
  logLevel: 'warning',
};

/**
 * Two builds into one folder. A module that another entry imports moves into a chunk, and with it the `config` that
 * Netlify reads from the text of the file itself: so the documentation, which imports all others, is built apart.
 */
export const builds: readonly BuildOptions[] = [
  functionNames.filter((name) => name !== 'openapi'),
  ['openapi'],
].map((names) => ({
  ...options,
  entryPoints: names.map((name) => ({ in: sourceOf.get(name) ?? name, out: name })),
}));

/** Builds every function into the output folder, which is emptied first. Answers what esbuild tells of all outputs. */
export async function buildFunctions(): Promise<Metafile['outputs']> {
  rmSync(outputFolder, { recursive: true, force: true });
  const results = await Promise.all(builds.map((one) => build(one)));
  return Object.assign({}, ...results.map((result) => result.metafile?.outputs));
}

async function buildAll() {
  const environment = environmentBytes(process.env);
  const business = businessToBuild(process.env.CONTEXT);
  await buildKit();
  rmSync(siteFolder, { recursive: true, force: true });
  buildSite(siteFolder, business);
  console.log(
    business.isDemo
      ? 'Built the site of the demonstration into dist/site, for business.json is not filled in.'
      : `Built the site of ${business.name} into dist/site.`,
  );
  const outputs = await buildFunctions();
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(
    `Built ${functionNames.length} functions into dist/functions, ${Math.round(bytes / 1024)} kB in all. Their variables take ${environment} of ${mostBytes} bytes.`,
  );
}

if (process.argv[1] === import.meta.filename) {
  try {
    await buildAll();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
