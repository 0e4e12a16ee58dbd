import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Context } from '@netlify/functions';
import type { Runtime } from '../src/platform/runtime.ts';
import { closeHttp, listen } from './ports.ts';

/** A function module as Netlify sees it, with the runtime that ours take as a third argument. */
export interface FunctionModule {
  readonly default: (request: Request, context: Context, runtime?: Runtime) => Promise<Response> | Response;
  readonly config: { readonly path?: string | readonly string[]; readonly schedule?: string };
}

export interface FunctionsServer {
  readonly url: string;
  /** Waits for what functions do after their answers, and throws what of it failed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves functions over real HTTP as Netlify routes them, in this process and without its local server, which starts a
 * worker for every request. For tests and benchmarks. The client's address is the socket's.
 */
export async function serveFunctions(
  modules: readonly FunctionModule[],
  options: { port: number; runtime?: Runtime | undefined },
): Promise<FunctionsServer> {
  const routes = modules.flatMap((module) =>
    [module.config.path ?? []]
      .flat()
      .map((path) => ({ pattern: new URLPattern({ pathname: path }), module })),
  );
  const afterwards = new Set<Promise<unknown>>();
  const failures: unknown[] = [];

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = `http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`;
    const route = routes.find(({ pattern }) => pattern.test(url));
    if (!route) return void outgoing.writeHead(404).end('no function here');
    const request = await toRequest(incoming, url);
    const context = contextOf(incoming, url, (promise) => {
      const watched = promise
        .catch((error: unknown) => failures.push(error))
        .finally(() => afterwards.delete(watched));
      afterwards.add(watched);
    });
    await send(await route.module.default(request, context, options.runtime), outgoing);
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      failures.push(error);
      outgoing.destroy();
    });
  });
  const port = await listen(server, { part: 'The functions server', host: '127.0.0.1', port: options.port });
  return {
    url: `http://127.0.0.1:${port}`,
    async settled() {
      while (afterwards.size > 0) await Promise.all(afterwards);
      if (failures.length > 0)
        throw new AggregateError(failures.splice(0), 'functions failed after their answers');
    },
    close: () => closeHttp(server),
  };
}

async function toRequest(incoming: IncomingMessage, url: string): Promise<Request> {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  const method = incoming.method ?? 'GET';
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return new Request(url, { method, headers, body: Buffer.concat(chunks) });
}

function contextOf(
  incoming: IncomingMessage,
  url: string,
  waitUntil: (promise: Promise<unknown>) => void,
): Context {
  const context: Partial<Context> = {
    ip: incoming.socket.remoteAddress ?? '',
    requestId: randomUUID(),
    deploy: { context: 'dev', id: 'local', published: false },
    url: new URL(url),
    waitUntil,
  };
  return context as Context; // what our functions use of it; `serve` reads nothing else when it is given a runtime
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  outgoing.writeHead(response.status, headers);
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
