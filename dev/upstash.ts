import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { faultRules } from './faults.ts';
import { acceptFault, readBody, sendJson } from './http.ts';
import { closeHttp, listen } from './ports.ts';
import { createCommands } from './upstash/commands.ts';
import { encodeBase64, encodeText } from './upstash/encoding.ts';
import { CommandError } from './upstash/engine.ts';
import { misbehaviour, UpstashFault } from './upstash/faults.ts';
import { startInProcess } from './upstash/in-process.ts';
import { startRedisServer } from './upstash/redis-server.ts';
import { MalformedRequestError, type RestRequest, readRestRequest } from './upstash/request.ts';
import { streamMessages } from './upstash/subscriptions.ts';

export type { UpstashFault } from './upstash/faults.ts';

export type UpstashOptions = {
  /** 0 chooses a free one. */
  port: number;
  host?: string;
  token: string;
  /** `auto` takes a `redis-server` on the PATH when there is one; `process` never does. */
  engine?: 'auto' | 'process';
};

export type UpstashCounts = {
  /** HTTP round trips, those a fault struck included. */ trips: number;
  commands: number;
};

export type Upstash = {
  url: string;
  token: string;
  port: number;
  /** What runs the commands. */
  engine: 'redis-server' | 'process';
  counts(): UpstashCounts;
  resetCounts(): void;
  /** Puts a fault in force; the function it answers lifts it. */
  faults(settings: UpstashFault): () => void;
  clearFaults(): void;
  /** Empties the data. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

function commandsOf(asked: RestRequest): string[][] {
  switch (asked.kind) {
    case 'single':
      return [asked.command];
    case 'subscribe':
      return [[asked.of === 'pattern' ? 'PSUBSCRIBE' : 'SUBSCRIBE', ...asked.names]];
    default:
      return asked.commands;
  }
}

/** Speaks Upstash's REST API in front of a Redis of its own. Throws PortTakenError. */
export async function startUpstash(options: UpstashOptions): Promise<Upstash> {
  const { host = '127.0.0.1', token } = options;
  const redisServer = options.engine === 'process' ? undefined : await startRedisServer();
  const engine = redisServer ?? startInProcess();
  const commands = createCommands(engine);
  const faults = faultRules<UpstashFault>();
  let counts: UpstashCounts = { trips: 0, commands: 0 };
  let requests = 0;
  const resetCounts = () => {
    counts = { trips: 0, commands: 0 };
  };

  async function serve(request: IncomingMessage, url: URL, response: ServerResponse) {
    if (request.headers.authorization !== `Bearer ${token}`) {
      return sendJson(response, 401, { error: 'WRONGPASS invalid or missing auth token' });
    }
    const asked = readRestRequest(request.method ?? '', url, await readBody(request));
    const asksFor = commandsOf(asked);
    counts.trips += 1;
    const { latencyMs, kind } = misbehaviour(faults, asksFor);
    if (latencyMs > 0) await wait(latencyMs, undefined, { ref: false });
    if (kind === 'hang') return;
    if (kind === '503') return sendJson(response, 503, { error: 'ERR told to be unavailable' });
    if (kind === 'close') {
      request.socket.destroy();
      return;
    }
    counts.commands += asksFor.length;
    requests += 1;
    // The client sends back the newest it got, so that a replica that is behind it would wait. Here is but one, which has it all.
    response.setHeader('upstash-sync-token', String(requests));
    if (asked.kind === 'subscribe') return streamMessages(engine, asked, response);
    const encode = request.headers['upstash-encoding'] === 'base64' ? encodeBase64 : encodeText;
    const results = (await commands.run(asked)).map((reply) =>
      reply instanceof CommandError ? { error: reply.message } : { result: encode(reply) },
    );
    const [first = {}] = results;
    if (asked.kind !== 'single') return sendJson(response, 200, results);
    sendJson(response, 'error' in first ? 400 : 200, first);
  }

  async function route(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /_upstash/counts':
        return sendJson(response, 200, counts);
      case 'POST /_upstash/faults':
        return acceptFault(request, response, UpstashFault, faults);
      case 'POST /_upstash/reset':
        resetCounts();
        faults.clear();
        return response.writeHead(204).end();
      default:
        return serve(request, url, response);
    }
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      const refused = error instanceof CommandError || error instanceof MalformedRequestError;
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, refused ? 400 : 500, { error: message });
    });
  });
  const port = await listen(server, { part: 'The Upstash endpoint', host, port: options.port }).catch(
    async (error: unknown) => {
      await engine.close();
      throw error;
    },
  );

  return {
    url: `http://${host}:${port}`,
    token,
    port,
    engine: redisServer ? 'redis-server' : 'process',
    counts: () => ({ ...counts }),
    resetCounts,
    faults: (settings) => faults.add(v.parse(UpstashFault, settings)),
    clearFaults: () => faults.clear(),
    flush: engine.flush,
    async close() {
      await closeHttp(server);
      await engine.close();
    },
  };
}
