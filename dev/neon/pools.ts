import pg from 'pg';

/** Where a connection string points, without what does not matter here (sslmode, application_name). */
export type Target = {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  options?: string;
};

/** Reads a Neon connection string; where it names no port, `port` is meant. Undefined when it is not one. */
export function parseTarget(connectionString: string, port = 5432): Target | undefined {
  const url = URL.parse(connectionString);
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.username || !database) return undefined;
  const options = url.searchParams.get('options');
  return {
    host: url.hostname,
    port: Number(url.port || port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    ...(options === null ? {} : { options }),
  };
}

/** What PostgreSQL remarks beside an answer, and within which function. */
export type Notice = { message?: string | undefined; where?: string | undefined };

const IDLE_MS = 30_000;

export type Pools = {
  /** Whether a connection plans each statement once, for all its values. */
  readonly plansOnce: boolean;
  /** A connection to lend; `release(true)` throws it away. */
  acquire(target: Target): Promise<pg.PoolClient>;
  /** Has `connections` of them open, up to the limit, before they are needed. */
  warm(target: Target, connections: number): Promise<void>;
  /** Ends every connection, also those in the middle of a statement. */
  close(): Promise<void>;
};

const GENERIC_PLANS = '-c plan_cache_mode=force_generic_plan';

/** One pool for each target, each of at most `maxConnections`. */
export function createPools(
  maxConnections: number,
  plansOnce = false,
  onNotice: (notice: Notice) => void = () => {},
): Pools {
  const pools = new Map<string, pg.Pool>();
  const lent = new Set<pg.Client>();

  function open(target: Target): pg.Pool {
    const options = plansOnce ? `${target.options ?? ''} ${GENERIC_PLANS}` : target.options;
    const pool = new pg.Pool({
      ...target,
      ...(options === undefined ? {} : { options }),
      ssl: false,
      max: maxConnections,
      idleTimeoutMillis: IDLE_MS,
    });
    // A connection that is lost while idle is already out of the pool, and nobody waits for it.
    pool.on('error', () => {});
    // One lost while lent fails the statement that runs on it, which is where it is dealt with.
    pool.on('connect', (client) => client.on('error', () => {}).on('notice', onNotice));
    pool.on('acquire', (client) => lent.add(client));
    pool.on('release', (_error, client) => lent.delete(client));
    return pool;
  }

  function poolOf(target: Target): pg.Pool {
    const key = JSON.stringify(target);
    const pool = pools.get(key) ?? open(target);
    pools.set(key, pool);
    return pool;
  }

  return {
    plansOnce,
    acquire: (target) => poolOf(target).connect(),
    async warm(target, connections) {
      const count = Math.min(connections, maxConnections);
      const opened = await Promise.all(Array.from({ length: count }, () => poolOf(target).connect()));
      for (const client of opened) client.release();
    },
    async close() {
      const ended = [...pools.values()].map((pool) => pool.end());
      await Promise.all([...lent].map((client) => client.end()));
      await Promise.all(ended);
    },
  };
}
