import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { inject } from 'vitest';
import { closeHttp, listen } from '../../../dev/ports.ts';
import { settledAll } from '../../support/booking/booking.ts';
import type { Page, VisitOptions } from './browser.ts';
import { startWalk, type Walk } from './walk.ts';

/** A site of somebody else, on an origin of its own, with the kit's script and pages of one heading. */
export interface ForeignSite {
  readonly walk: Walk;
  readonly host: string;
  /** Its pages by path. */
  readonly pages: Map<string, string>;
  /** Opens a new page with such a body. */
  open(body: string, query?: string, options?: ForeignOptions): Promise<Page>;
  stop(): Promise<void>;
}

type ForeignOptions = VisitOptions & {
  readonly lang?: string;
  /** Runs on the page before its own scripts. */
  readonly before?: string;
};

/** With `isKnown` false the API does not know the site: it is missing in `ALLOWED_ORIGINS`. */
export async function startForeignSite({ isKnown = true } = {}): Promise<ForeignSite> {
  const pages = new Map<string, string>([['/favicon.ico', '']]);
  const kit = kitFiles();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', host);
    const page = pages.get(pathname) ?? kit.get(pathname);
    // Nothing inline; the script of the sandbox payment comes from a port of this machine.
    const policy = `default-src 'none'; script-src 'self' http://127.0.0.1:*; connect-src ${walk.site.origin}; img-src ${walk.site.origin}; form-action ${walk.site.origin}`;
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(page === undefined ? 404 : 200, {
      'Content-Type': type,
      'Content-Security-Policy': policy,
    });
    response.end(page);
  });
  const port = await listen(server, { part: 'The site of somebody else', host: '127.0.0.1', port: 0 });
  const host = `http://localhost:${port}`;
  const walk = await startWalk({ ALLOWED_ORIGINS: isKnown ? host : 'http://another.example' });
  return {
    walk,
    host,
    pages,
    async open(body, query = '', { lang = 'en', before = '', ...options } = {}) {
      const { page } = await walk.visit(options);
      const path = `/${pages.size}/`;
      pages.set(path, pageOf(body, lang));
      if (before) await page.addInitScript(before);
      await page.goto(`${host}${path}${query}`);
      return page;
    },
    async stop() {
      await settledAll(walk.stack);
      await walk.stop();
      await closeHttp(server);
    },
  };
}

/** The files of the kit by their paths. */
export function kitFiles(): Map<string, string> {
  const folder = inject('siteFolder');
  const names = ['midas.js', ...readdirSync(join(folder, 'midas')).map((name) => `midas/${name}`)];
  return new Map(names.map((name) => [`/${name}`, readFileSync(join(folder, name), 'utf8')]));
}

export function pageOf(body: string, lang = 'en'): string {
  const head =
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title><script type="module" src="/midas.js"></script>';
  return `<!doctype html><html lang="${lang}"><head>${head}</head><body><main><h1>Host</h1>${body}</main></body></html>`;
}
