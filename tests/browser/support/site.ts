import { createReadStream, existsSync, statSync } from 'node:fs';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { extname, join } from 'node:path';
import { inject } from 'vitest';
import { closeHttp, listen } from '../../../dev/ports.ts';
import type { Stack } from '../../support/harness/stack.ts';
import { headersFor } from './site-headers.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** The site as visitors find it: its pages, and the functions of a stack behind the same origin. */
export interface Site {
  readonly origin: string;
  close(): Promise<void>;
}

const reserved = new Map<string, Server>();

/**
 * Takes an origin for a site that is about to start. The functions must be told it before, as `SITE_URL` of `startStack`. It is
 * `localhost`, where browsers trust http as much as they trust https.
 */
export async function reserveOrigin(): Promise<string> {
  const server = createServer();
  const port = await listen(server, { part: 'The site', host: '127.0.0.1', port: 0 });
  const origin = `http://localhost:${port}`;
  reserved.set(origin, server);
  return origin;
}

/** Serves the demo's pages as Netlify would, and the functions of a stack whose `SITE_URL` came from `reserveOrigin`. */
export async function startSite(stack: Stack): Promise<Site> {
  const origin = stack.runtime.config.site.url;
  const server = reserved.get(origin);
  if (!server)
    throw new Error(`${origin} was not reserved: start the stack with SITE_URL from reserveOrigin`);
  reserved.delete(origin);
  server.on('request', (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', origin);
    if (pathname.startsWith('/api/')) forward(incoming, outgoing, stack.url);
    else serveFile(pathname, outgoing);
  });
  return { origin, close: () => closeHttp(server) };
}

/** The functions see the request as it came, with the origin that the browser knows. */
function forward(incoming: IncomingMessage, outgoing: ServerResponse, to: string): void {
  const passed = httpRequest(
    new URL(incoming.url ?? '/', to),
    { method: incoming.method ?? 'GET', headers: incoming.headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    },
  );
  passed.on('error', () => outgoing.destroy());
  incoming.pipe(passed);
}

function serveFile(pathname: string, outgoing: ServerResponse): void {
  const root = inject('siteFolder');
  const file = join(root, decodeURIComponent(pathname));
  if (isFolder(file) && !pathname.endsWith('/')) {
    outgoing.writeHead(301, { Location: `${pathname}/` }).end();
    return;
  }
  const wanted = pathname.endsWith('/') ? join(file, 'index.html') : file;
  // What configures the host is no page.
  const isPage = wanted.startsWith(root) && existsSync(wanted) && pathname !== '/_headers';
  const found = isPage ? wanted : join(root, '404.html');
  outgoing.writeHead(isPage ? 200 : 404, {
    ...headersFor(pathname),
    'Content-Type': types[extname(found)] ?? 'application/octet-stream',
    'Content-Length': statSync(found).size,
  });
  createReadStream(found).pipe(outgoing);
}

function isFolder(file: string): boolean {
  return existsSync(file) && statSync(file).isDirectory();
}
