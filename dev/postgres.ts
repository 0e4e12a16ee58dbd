import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { killChildOnExit } from './kill-child-on-exit.ts';
import { freePort, PortTakenError } from './ports.ts';
import { installedBinaries } from './postgres/binaries.ts';
import { ensureCluster, SUPERUSER } from './postgres/cluster.ts';
import { usableBinaries, usableDataDir } from './postgres/location.ts';
import { claim, clearPreviousRun } from './postgres/previous-run.ts';
import { type ServerOptions, StillEndingError, startServer, stopServer } from './postgres/server-process.ts';
import { serverUser } from './postgres/server-user.ts';

export type PostgresOptions = {
  dataDir: string;
  /** 0 chooses a free one. */
  port: number;
  /** Whether the data stays after `stop()`. */
  persistent: boolean;
  /** Whether a commit survives a crash of the machine. Tests give that up for speed; default true. */
  durable?: boolean;
  log?: (line: string) => void;
};

export type Postgres = {
  /** Connection string of the superuser to the database `postgres`. */
  url: string;
  port: number;
  /** Where the data really is; differs from what was asked when the server's user could not go there. */
  dataDir: string;
  stop(): Promise<void>;
};

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};
const PATIENCE_MS = 10_000;
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts a real PostgreSQL on loopback, creating its cluster when there is none. Throws PortTakenError. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { persistent, durable = true, log = () => {} } = options;
  const user = await serverUser();
  const binaries = await usableBinaries(await installedBinaries(), user, log);
  const dataDir = await usableDataDir(options.dataDir, user, log);
  await ensureCluster(dataDir, binaries.initdb, user);
  await clearPreviousRun(dataDir);
  await claim(dataDir);
  const settings = durable ? SETTINGS : { ...SETTINGS, ...NOT_DURABLE };
  const { port, child } = await startOnPort(options.port, {
    postgres: binaries.postgres,
    dataDir,
    settings,
    user,
    log,
  });
  const callOff = killChildOnExit(child);
  return {
    url: `postgresql://${SUPERUSER.name}:${SUPERUSER.password}@127.0.0.1:${port}/postgres`,
    port,
    dataDir,
    async stop() {
      callOff();
      await stopServer(child);
      if (!persistent) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * PostgreSQL cannot bind port 0 itself, and a port found free may be lost before it binds; sessions of a
 * server that crashed may take a moment to end. Both are tried again, for a while.
 */
async function startOnPort(wanted: number, options: Omit<ServerOptions, 'port'>) {
  for (const deadline = Date.now() + PATIENCE_MS; ; await wait(50)) {
    const port = wanted || (await freePort());
    try {
      return { port, child: await startServer({ ...options, port }) };
    } catch (error) {
      const passing = error instanceof StillEndingError || (wanted === 0 && error instanceof PortTakenError);
      if (!passing || Date.now() > deadline) throw error;
    }
  }
}
