import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const file = join(root, 'public/midas.js');

/** What a page loads of us at most, gzipped. The payment provider's own script is not in it. */
export const kitLimitBytes = 36 * 1024;

interface BuiltKit {
  readonly text: string;
  readonly bytes: number;
  readonly gzippedBytes: number;
  /** The files that it was made of, from the root. Types leave nothing behind. */
  readonly sources: readonly string[];
}

export const kitOptions = {
  absWorkingDir: root,
  entryPoints: ['kit/index.ts'],
  outfile: file,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Builds the kit into one file, `public/midas.js`. Throws when it is larger than a page should have to load. */
export async function buildKit(): Promise<BuiltKit> {
  const { outputFiles, metafile } = await build({
    ...kitOptions,
    minify: true,
    write: false,
    metafile: true,
  });
  const text = outputFiles[0]?.text ?? '';
  const [bytes, gzippedBytes] = [Buffer.byteLength(text), gzipSync(text, { level: 9 }).length];
  console.log(
    `Built the kit into public/midas.js: ${bytes} bytes, ${gzippedBytes} gzipped of at most ${kitLimitBytes}.`,
  );
  if (gzippedBytes > kitLimitBytes)
    throw new Error(`The kit is ${gzippedBytes - kitLimitBytes} bytes too large.`);
  // Whoever reads it meanwhile sees the old or the new one, never half of it.
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
  return { text, bytes, gzippedBytes, sources: Object.keys(metafile.inputs) };
}

if (process.argv[1] === import.meta.filename) await buildKit();
