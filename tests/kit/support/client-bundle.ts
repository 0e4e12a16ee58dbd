import { build } from 'esbuild';

export interface ClientBundle {
  readonly text: string;
  /** The sources that went into it, from the root of the repository. */
  readonly sources: readonly string[];
}

/** The client alone, as a page would take it. */
export async function bundleClient(): Promise<ClientBundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: ['kit/client/create-midas.ts'],
    absWorkingDir: new URL('../../..', import.meta.url).pathname,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  return { text: outputFiles[0]?.text ?? '', sources: Object.keys(metafile.inputs) };
}
