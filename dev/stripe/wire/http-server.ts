import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeHttp, type Listening, listen } from '../../ports.ts';

/** What a handler may know of and do to the connection its request came on. */
export type Connection = { closed: AbortSignal; drop(): void };

type Handler = (request: Request, connection: Connection) => Response | Promise<Response>;

type Served = { port: number; close(): Promise<void> };

/** Serves a fetch-style handler with node:http. Throws PortTakenError. */
export async function serve(handler: Handler, where: Listening): Promise<Served> {
  const server = createServer((incoming, outgoing) => {
    respond(handler, incoming, outgoing).catch((error: unknown) => {
      if (outgoing.destroyed) return;
      console.error(error);
      outgoing.writeHead(500).end();
    });
  });
  const port = await listen(server, where);
  return { port, close: () => closeHttp(server) };
}

async function respond(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const closed = new AbortController();
  outgoing.once('close', () => closed.abort());
  const response = await handler(await requestOf(incoming), {
    closed: closed.signal,
    drop: () => outgoing.destroy(),
  });
  if (outgoing.destroyed) return;
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const item of value ?? []) headers.append(name, item);
  }
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(await incoming.toArray());
  return new Request(new URL(incoming.url ?? '/', 'http://sandbox.localhost'), { method, headers, body });
}
