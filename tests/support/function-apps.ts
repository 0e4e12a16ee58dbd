import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App, RouteConfig } from '../../src/http/env.ts';

/** Where Netlify's functions have their sources: every file of it becomes one. */
export const functionFolder = join(import.meta.dirname, '../../netlify/functions');

export interface FunctionApp {
  readonly name: string;
  readonly paths: readonly string[];
  readonly schedule: string | undefined;
  /** Of a function with routes. */
  readonly app: App | undefined;
}

/** Every function of the folder, as its file exports it. */
export async function functionApps(): Promise<FunctionApp[]> {
  const files = await readdir(functionFolder);
  return Promise.all(
    files.toSorted().map(async (file) => {
      const module: { config: RouteConfig; app?: App } = await import(
        pathToFileURL(join(functionFolder, file)).href
      );
      const { path, schedule } = { path: undefined, schedule: undefined, ...module.config };
      return { name: basename(file, '.ts'), paths: [path ?? []].flat(), schedule, app: module.app };
    }),
  );
}
