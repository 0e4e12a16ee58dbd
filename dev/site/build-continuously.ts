import { watch } from 'node:fs';
import { buildSite, siteSources } from './build-site.ts';
import type { Business } from './business.ts';

/** Builds the site into a folder, and again whenever one of its files changes; what is wrong with one is told. Throws when it is wrong at the start. */
export function buildSiteContinuously(folder: string, business: Business, say: (line: string) => void) {
  buildSite(folder, business);
  let due: NodeJS.Immediate | undefined;
  const again = () => {
    due = undefined;
    try {
      buildSite(folder, business);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  const watchers = siteSources(business).map((source) =>
    watch(source, { recursive: true }, () => {
      due ??= setImmediate(again);
    }),
  );
  return {
    async stop() {
      clearImmediate(due);
      for (const watcher of watchers) watcher.close();
    },
  };
}
