import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { neon, neonConfig } from '@neondatabase/serverless';
import { beforeAll, expect } from 'vitest';
import { type NeonProxy, startNeonProxy } from '../../../dev/neon-proxy.ts';
import { type Postgres, startPostgres } from '../../../dev/postgres.ts';

interface OwnPostgres {
  /** A folder of the file's own, of which `main` is the server's. */
  readonly folder: string;
  readonly postgres: Postgres;
}

/** A PostgreSQL of the file's own. Until its tests begin it is empty. */
export function usePostgres(): OwnPostgres {
  // Filled below, before any test.
  const own = {} as OwnPostgres;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'midas-test-'));
    // mkdtemp lets only its own user in; run by root, PostgreSQL is another.
    await chmod(folder, 0o755);
    const postgres = await startPostgres({
      dataDir: join(folder, 'main'),
      port: 0,
      persistent: false,
      durable: false,
    });
    Object.assign(own, { folder, postgres });
    return async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    };
  });
  return own;
}

interface ProxiedPostgres extends OwnPostgres {
  readonly proxy: NeonProxy;
  /** Of the database `bookings`, which has a table `guest`. */
  readonly url: string;
  createDatabase(name: string): Promise<string>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** A PostgreSQL of the file's own behind a proxy, to which Neon's driver in this process is pointed. */
export function useProxiedPostgres(): ProxiedPostgres {
  // The server and its folder are there before the hook below, the rest after it.
  const own = usePostgres() as ProxiedPostgres;
  beforeAll(async () => {
    const proxy = await startNeonProxy({ port: 0, maxConnections: 5, postgresPort: own.postgres.port });
    neonConfig.fetchEndpoint = `${proxy.url}/sql`;
    neonConfig.wsProxy = `127.0.0.1:${proxy.port}/v2`;
    neonConfig.useSecureWebSocket = false;
    // The product's own, with a limit of time, when it ran in this process before.
    neonConfig.fetchFunction = undefined;
    const createDatabase = async (name: string) => {
      await neon(own.postgres.url).query(`create database ${name}`);
      return own.postgres.url.replace(/\/postgres$/, `/${name}`);
    };
    const post: ProxiedPostgres['post'] = (path, body, headers = {}) =>
      fetch(`${proxy.url}${path}`, {
        method: 'POST',
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const url = await createDatabase('bookings');
    await neon(url)`create table guest (id int primary key, name text not null check (name <> ''))`;
    Object.assign(own, { proxy, url, createDatabase, post });
    return () => proxy.close();
  });
  return own;
}

export async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );
}

/** The names of all guests in a database. */
export async function namesOf(databaseUrl: string) {
  const rows = await neon(databaseUrl)`select name from guest order by id`;
  return rows.map((row) => row.name);
}
