import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile } from 'esbuild';
import { buildFunctions, functionNames, outputFolder } from '../build.ts';

const samples = 9;

export interface ImportCost {
  readonly name: string;
  /** What is read at a cold start, and what only some requests load. */
  readonly eagerKb: number;
  readonly lazyKb: number;
  /** Median of a fresh process each, the empty function's taken off. */
  readonly importMs: number;
}

/** Size and cold import of every built function against an empty one. */
export async function measureImports(): Promise<ImportCost[]> {
  const outputs = await buildFunctions();
  const folder = mkdtempSync(join(tmpdir(), 'midas-import-'));
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export default () => new Response();');
  const emptyMs = medianImportMs(empty);
  const costs = functionNames.map((name) => {
    const file = join(outputFolder, `${name}.mjs`);
    const { eagerKb, lazyKb } = sizeOf(outputs, file);
    return { name: basename(name), eagerKb, lazyKb, importMs: medianImportMs(file) - emptyMs };
  });
  rmSync(folder, { recursive: true, force: true });
  return costs;
}

function medianImportMs(file: string): number {
  const script = `const startedAt = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); process.stdout.write(String(performance.now() - startedAt)); process.exit(0);`;
  const times = Array.from({ length: samples }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })),
  );
  return times.sort((a, b) => a - b)[samples >> 1] ?? Number.NaN;
}

function sizeOf(outputs: Metafile['outputs'], file: string): { eagerKb: number; lazyKb: number } {
  const root = relative(process.cwd(), file);
  const eager = reach(outputs, [root], ['import-statement']);
  const all = reach(outputs, [root], ['import-statement', 'dynamic-import']);
  const bytes = (files: ReadonlySet<string>) =>
    [...files].reduce((sum, one) => sum + (outputs[one]?.bytes ?? 0), 0);
  return { eagerKb: Math.round(bytes(eager) / 1024), lazyKb: Math.round((bytes(all) - bytes(eager)) / 1024) };
}

function reach(outputs: Metafile['outputs'], from: readonly string[], kinds: readonly string[]): Set<string> {
  const seen = new Set(from);
  for (const file of seen) {
    for (const imported of outputs[file]?.imports ?? [])
      if (kinds.includes(imported.kind) && !imported.external) seen.add(imported.path);
  }
  return seen;
}
