import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { closeHttp, listen } from '../ports.ts';
import { headersFile } from '../site/headers-file.ts';
import { clientAddress } from './load.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/**
 * The built site with functions behind it, as the CDN serves it: compressed, revalidated by ETag, with the
 * headers of its file.
 */
export async function serveSite(folder: string) {
  const headersFor = headersFile(readFileSync(join(folder, '_headers'), 'utf8'));
  let functionsUrl = '';
  let visits = 0;

  function serveFile(pathname: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const wanted = join(folder, pathname, pathname.endsWith('/') ? 'index.html' : '');
    const isThere = existsSync(wanted) && statSync(wanted).isFile();
    const content = readFileSync(isThere ? wanted : join(folder, '404.html'));
    const type = types[extname(isThere ? wanted : '404.html')];
    const headers = { 'Cache-Control': 'public,max-age=0,must-revalidate', ...headersFor(pathname) };
    answer(incoming, outgoing, isThere ? 200 : 404, { ...headers, 'Content-Type': type }, content);
  }

  /** The functions see another visitor each time a page is opened, for whom all budgets are whole. */
  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const passed = httpRequest(
      new URL(incoming.url ?? '/', functionsUrl),
      {
        method: incoming.method ?? 'GET',
        headers: incoming.headers,
        localAddress: clientAddress(60_000_000 + visits * 15),
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          answer(incoming, outgoing, response.statusCode ?? 502, response.headers, Buffer.concat(parts)),
        );
      },
    );
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  }

  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/api/')) forward(incoming, outgoing);
    else serveFile(pathname, incoming, outgoing);
  });
  const port = await listen(server, { part: 'The site', host: '127.0.0.1', port: 0 });
  return {
    origin: `http://localhost:${port}`,
    setFunctions(url: string) {
      functionsUrl = url;
    },
    /** Another visitor comes. */
    visit() {
      visits += 1;
    },
    close: () => closeHttp(server),
  };
}

function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  content: Buffer,
): void {
  const etag = headers.etag ?? `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
  const { 'transfer-encoding': _, 'content-length': _length, connection: _connection, ...kept } = headers;
  const all = { ...kept, etag };
  if (status === 200 && incoming.headers['if-none-match'] === etag) {
    outgoing.writeHead(304, all).end();
    return;
  }
  const body = content.length > 0 ? gzipSync(content) : content;
  const encoding = content.length > 0 ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {};
  outgoing.writeHead(status, { ...all, ...encoding, 'Content-Length': body.length });
  outgoing.end(body);
}
