import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { faultRules } from './faults.ts';
import { acceptFault, sendJson } from './http.ts';
import { createCounter, type DatabaseCounts } from './neon/counts.ts';
import { ProxyFault } from './neon/faults.ts';
import { createPools, type Notice, parseTarget } from './neon/pools.ts';
import { handleSql } from './neon/sql.ts';
import { createTunnel } from './neon/websocket.ts';
import { closeHttp, listen } from './ports.ts';

export type { DatabaseCounts } from './neon/counts.ts';
export type { ProxyFault } from './neon/faults.ts';

export type NeonProxyOptions = {
  /** 0 chooses a free one. */
  port: number;
  host?: string;
  /** Connections to PostgreSQL at most, for each connection string. */
  maxConnections: number;
  /**
   * Where a connection string names no port; default 5432, as at Neon. The driver's `poolQueryViaFetch` (1.2.0) leaves the port out of what
   * it sends.
   */
  postgresPort?: number;
  /** Whether a connection plans each statement once. Neon plans anew; tests give that up for speed. Default false. */
  plansOnce?: boolean;
  /** Hears what PostgreSQL remarks beside its answers. */
  onNotice?: ((notice: Notice) => void) | undefined;
};

export type NeonProxy = {
  /** Base URL; `neonConfig.fetchEndpoint` is this with `/sql`, `neonConfig.wsProxy` its host with `/v2`. */
  url: string;
  port: number;
  counts(database: string): DatabaseCounts;
  /** Forgets the counts of one database, or of all. */
  resetCounts(database?: string): void;
  /** Puts a fault in force; the function it answers lifts it. */
  faults(settings: ProxyFault): () => void;
  /** Lifts the faults of one database, or all. */
  clearFaults(database?: string): void;
  /** Opens connections before they are needed. */
  warm(connectionString: string, connections: number): Promise<void>;
  close(): Promise<void>;
};

/** Speaks the HTTP and WebSocket protocol of Neon's driver in front of plain PostgreSQL. Throws PortTakenError. */
export async function startNeonProxy(options: NeonProxyOptions): Promise<NeonProxy> {
  const { host = '127.0.0.1', maxConnections, plansOnce, postgresPort, onNotice } = options;
  const pools = createPools(maxConnections, plansOnce, onNotice);
  const counter = createCounter();
  const faults = faultRules<ProxyFault>();
  const tunnel = createTunnel();
  const clearFaults = (database?: string) =>
    faults.clear((rule) => database === undefined || rule.database === database);

  async function route(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const database = url.searchParams.get('database') ?? undefined;
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /sql':
        return handleSql({ pools, counter, faults, postgresPort }, request, response);
      case 'GET /_proxy/counts':
        return sendJson(response, 200, database === undefined ? counter.all() : counter.counts(database));
      case 'POST /_proxy/reset':
        counter.reset(database);
        clearFaults(database);
        return response.writeHead(204).end();
      case 'POST /_proxy/faults':
        return acceptFault(request, response, ProxyFault, faults);
      default:
        return sendJson(response, 404, { message: `nothing at ${request.method} ${url.pathname}` });
    }
  }

  const server = createServer((request, response) => {
    // A client that went away before its body arrived no longer hears this; anything else is a fault of ours.
    route(request, response).catch((error) => sendJson(response, 500, { message: String(error) }));
  });
  server.on('upgrade', tunnel.upgrade);
  const port = await listen(server, { part: 'The Neon proxy', host, port: options.port });

  return {
    url: `http://${host}:${port}`,
    port,
    counts: counter.counts,
    resetCounts: counter.reset,
    faults: (settings) => faults.add(v.parse(ProxyFault, settings)),
    clearFaults,
    async warm(connectionString, connections) {
      const target = parseTarget(connectionString);
      if (!target) throw new Error('warm() needs a PostgreSQL connection string');
      await pools.warm(target, connections);
    },
    async close() {
      tunnel.close();
      await closeHttp(server);
      await pools.close();
    },
  };
}
