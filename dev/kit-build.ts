import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** What a page loads of us at most, gzipped. The payment provider's own script is not in it. */
export const kitLimitBytes = 25 * 1024;

/** Builds the kit into one file, `public/midas.js`. Throws when it is larger than a page should have to load. */
export async function buildKit(): Promise<{ bytes: number; gzippedBytes: number }> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'kit/index.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  const [bytes, gzippedBytes] = [contents.length, gzipSync(contents, { level: 9 }).length];
  console.log(
    `Built the kit into public/midas.js: ${bytes} bytes, ${gzippedBytes} gzipped of at most ${kitLimitBytes}.`,
  );
  writeFileSync(join(root, 'public/midas.js'), contents);
  if (gzippedBytes > kitLimitBytes)
    throw new Error(`The kit is ${gzippedBytes - kitLimitBytes} bytes too large.`);
  return { bytes, gzippedBytes };
}

if (process.argv[1] === import.meta.filename) await buildKit();
