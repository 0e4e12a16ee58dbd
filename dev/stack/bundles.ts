import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { context } from 'esbuild';
import { builds, functionNames } from '../build.ts';
import type { FunctionModule } from '../functions-server.ts';
import { kitOptions } from '../kit-build.ts';
import { functionEntry } from './function-entry.ts';
import { stateFolder } from './running.ts';

const bundleFolder = join(stateFolder, 'bundles');
/** `netlify.toml` names the same folder for `netlify dev`. */
const entryFolder = join(stateFolder, 'functions');

/** Where an entry finds its bundle. */
const bundleVariable = 'MIDAS_BUNDLES';

export interface Bundles {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Bundles the functions and the kit, and again at each change of a source. `netlify dev` gets an entry for each, which carries the
 * routes and loads the bundle of the moment, since it starts a fresh worker for every request.
 */
export async function bundleContinuously(): Promise<Bundles> {
  const bundlers = await Promise.all(
    [
      ...builds.map((one) => ({ ...one, outdir: bundleFolder, minify: false, sourcemap: 'linked' as const })),
      kitOptions,
    ].map((options) => context(options)),
  );
  const stop = async () => {
    await Promise.all(bundlers.map((bundler) => bundler.dispose()));
  };
  try {
    await Promise.all(bundlers.map((bundler) => bundler.rebuild()));
    rmSync(entryFolder, { recursive: true, force: true });
    mkdirSync(entryFolder, { recursive: true });
    for (const name of functionNames) await writeEntry(name);
    await Promise.all(bundlers.map((bundler) => bundler.watch()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    environment: { [bundleVariable]: pathToFileURL(`${bundleFolder}/`).href },
    stop,
  };
}

async function writeEntry(name: string): Promise<void> {
  const { config }: FunctionModule = await import(pathToFileURL(join(bundleFolder, `${name}.mjs`)).href);
  writeFileSync(join(entryFolder, `${name}.mjs`), functionEntry(name, config, bundleVariable));
}
