import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App, RouteConfig } from '../../../src/http/env.ts';

/** Where Netlify's functions have their sources, in rooms: every file becomes one. */
export const functionFolder = join(import.meta.dirname, '../../../netlify/functions');

export interface FunctionApp {
  readonly name: string;
  readonly paths: readonly string[];
  readonly schedule: string | undefined;
  /** Of a function with routes. */
  readonly app: App | undefined;
}

/** The files of all rooms, by their path in the folder, in order of their names. */
export async function functionFiles(): Promise<string[]> {
  const entries = await readdir(functionFolder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(functionFolder, join(parentPath, name)))
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
}

/** Every function of the folder, as its file exports it. */
export async function functionApps(): Promise<FunctionApp[]> {
  const files = await functionFiles();
  return Promise.all(
    files.map(async (file) => {
      const module: { config: RouteConfig; app?: App } = await import(
        pathToFileURL(join(functionFolder, file)).href
      );
      const { path, schedule } = { path: undefined, schedule: undefined, ...module.config };
      return { name: basename(file, '.ts'), paths: [path ?? []].flat(), schedule, app: module.app };
    }),
  );
}
