import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the API does with one request. */
export type Behaviour = (response: ServerResponse, request: Received) => void;

/** An API behind real HTTP that does as it is told. */
export interface MisbehavingApi {
  readonly url: string;
  readonly received: readonly Received[];
  /** The next requests get these, in turn; then what was always done. */
  next(...behaviours: Behaviour[]): void;
  always(behaviour: Behaviour): void;
  /** Resolves when so many requests have come in all. */
  hasReceived(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startMisbehavingApi(): Promise<MisbehavingApi> {
  const received: Received[] = [];
  const waiting = new Map<number, () => void>();
  let queue: Behaviour[] = [];
  let usual: Behaviour = json({});

  const server = createServer(async (incoming, response) => {
    const request: Received = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: await text(incoming),
    };
    received.push(request);
    const [behaviour = usual, ...rest] = queue;
    queue = rest;
    behaviour(response, request);
    waiting.get(received.length)?.();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a socket file

  return {
    url: `http://127.0.0.1:${port}`,
    received,
    next: (...behaviours) => {
      queue = behaviours;
    },
    always: (behaviour) => {
      usual = behaviour;
    },
    hasReceived: (count) =>
      received.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.set(count, resolve)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function json(body: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): Behaviour {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function problem(
  status: number,
  code: string,
  members: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  const document = { type: 'about:blank', title: 'A title', status, code, detail: 'A sentence.', ...members };
  return json(document, { 'Content-Type': 'application/problem+json', ...headers }, status);
}

/** The connection breaks without an answer. */
export const reset: Behaviour = (response) => void response.socket?.resetAndDestroy();

/** No answer, ever. */
export const hang: Behaviour = () => {};

/** The answer begins, and does not end. */
export const stall: Behaviour = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
  response.write('{"id":');
};

export const notModified: Behaviour = (response) => void response.writeHead(304).end();

/** A page of somebody who stands between: a proxy, the network of a hotel. */
export function page(status: number): Behaviour {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'text/html' });
    response.end('<h1>Welcome</h1>');
  };
}
