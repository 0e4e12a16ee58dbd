import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeonDbError, neon, neonConfig, Pool } from '@neondatabase/serverless';
import { DrizzleQueryError, sql as fragment } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/neon-http';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket as WebSocketClient } from 'ws';
import { type NeonProxy, startNeonProxy } from '../../dev/neon-proxy.ts';
import { isPortTaken, listen, PortTakenError } from '../../dev/ports.ts';
import { type Postgres, startPostgres } from '../../dev/postgres.ts';
import { patienceMs } from '../support/patience.ts';

const patiently = { timeout: patienceMs };

let folder: string;
let postgres: Postgres;
let proxy: NeonProxy;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midas-test-'));
  // mkdtemp lets only its own user in; run by root, PostgreSQL is another.
  await chmod(folder, 0o755);
  postgres = await startPostgres({
    dataDir: join(folder, 'main'),
    port: 0,
    persistent: false,
    durable: false,
  });
  proxy = await startNeonProxy({ port: 0, maxConnections: 5, postgresPort: postgres.port });
  neonConfig.fetchEndpoint = `${proxy.url}/sql`;
  neonConfig.wsProxy = `127.0.0.1:${proxy.port}/v2`;
  neonConfig.useSecureWebSocket = false;
  // The product's own, with a limit of time, when it ran in this process before.
  neonConfig.fetchFunction = undefined;
  url = await createDatabase('bookings');
  await neon(url)`create table guest (id int primary key, name text not null check (name <> ''))`;
});

afterAll(async () => {
  await proxy.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

async function createDatabase(name: string): Promise<string> {
  await neon(postgres.url).query(`create database ${name}`);
  return postgres.url.replace(/\/postgres$/, `/${name}`);
}

async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );
}

const namesOf = async (where: string) => {
  const rows = await neon(where)`select name from guest order by id`;
  return rows.map((row) => row.name);
};

const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${proxy.url}${path}`, { method: 'POST', headers, ...(body ? { body: JSON.stringify(body) } : {}) });

describe('PostgreSQL', () => {
  const spare = () => ({ dataDir: join(folder, 'spare'), port: 0, persistent: true, durable: true });

  async function ask(connectionString: string, query: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query(query)).rows;
    } finally {
      await client.end();
    }
  }

  /** A process of its own that starts a server, says where, and then does as `then` says. */
  async function owner(dataDir: string, then: string) {
    const module = new URL('../../dev/postgres.ts', import.meta.url).href;
    const script = `
      import { startPostgres } from ${JSON.stringify(module)};
      const { port } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, port: 0, persistent: true, durable: false });
      console.log(port);
      ${then}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [printed] = await once(child.stdout, 'data');
    return { child, ended, port: Number(printed) };
  }

  test('is a version 18 in UTF-8 and UTC that sorts by code point and knows every letter’s case', async () => {
    const [row] = await ask(
      postgres.url,
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as encoding,
         current_setting('timezone') as timezone, lower('ÉÖ') as lower, 'Z' < 'a' as code_points`,
    );
    expect(row).toEqual({ major: 18, encoding: 'UTF8', timezone: 'UTC', lower: 'éö', code_points: true });
  });

  test('keeps its data over a stop, and over a crash that leaves its lock behind', async () => {
    const first = await startPostgres(spare());
    await ask(first.url, 'create table kept (n int); insert into kept values (1)');
    await first.stop();
    const second = await startPostgres(spare());
    await ask(second.url, 'insert into kept values (2)');
    const lock = await readFile(join(second.dataDir, 'postmaster.pid'), 'utf8');
    process.kill(Number.parseInt(lock, 10), 'SIGKILL');
    const third = await startPostgres(spare());
    expect(await ask(third.url, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    await third.stop();
  });

  test('names itself and the port when the port is taken', async () => {
    const failure = await failureOf(startPostgres({ ...spare(), port: postgres.port }));
    expect(failure).toBeInstanceOf(PortTakenError);
    expect(String(failure)).toContain(`PostgreSQL cannot start: port ${postgres.port} is taken`);
  });

  test('is not started twice on the same data', async () => {
    const again = startPostgres({ dataDir: join(folder, 'main'), port: 0, persistent: true });
    await expect(again).rejects.toThrow(/already runs on .*main/);
  });

  test('goes along with a process that ends without stopping it, whose exit code stays', async () => {
    const { ended, port } = await owner(spare().dataDir, 'process.exitCode = 3;');
    expect(await ended).toEqual([3, null]);
    await expect.poll(() => isPortTaken(port), patiently).toBe(false);
  });

  test('goes along with a process that is terminated, and its orphan is replaced when that was killed', async () => {
    const { dataDir } = spare();
    const terminated = await owner(dataDir, 'setInterval(() => {}, 1000);');
    terminated.child.kill('SIGTERM');
    expect(await terminated.ended).toEqual([null, 'SIGTERM']);
    await expect.poll(() => isPortTaken(terminated.port), patiently).toBe(false);

    const killed = await owner(dataDir, 'setInterval(() => {}, 1000);');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await isPortTaken(killed.port)).toBe(true);
    const server = await startPostgres(spare());
    expect(await isPortTaken(killed.port)).toBe(false);
    await server.stop();
  });

  test('removes its data when it is not to persist', async () => {
    const server = await startPostgres({ ...spare(), persistent: false });
    await server.stop();
    await expect(readFile(join(server.dataDir, 'PG_VERSION'))).rejects.toThrow('ENOENT');
  });
});

describe('a single statement', () => {
  test('carries every value there and back unharmed', async () => {
    const value = "Zoë “quoted” 'single' \\ back\n\t😀 \u0001";
    const bytes = Buffer.from([0, 1, 127, 128, 255]);
    const [row] = await neon(url)`
      select ${value}::text as text, ${bytes}::bytea as bytes, ${null}::text as nothing, ${42}::int8 as big,
        ${true}::bool as yes, ${{ a: [1, 'ü'] }}::jsonb as json, ${['a', null, 'c"d']}::text[] as list, ''::text as empty`;
    expect(row).toEqual({
      text: value,
      bytes,
      nothing: null,
      big: '42',
      yes: true,
      json: { a: [1, 'ü'] },
      list: ['a', null, 'c"d'],
      empty: '',
    });
  });

  test('keeps a character whole that the network tears apart, in a large body', async () => {
    const value = 'é😀'.repeat(200_000);
    const [row] = await neon(url)`select ${value}::text as value`;
    expect(row?.value).toBe(value);
  });

  test('answers with fields, command and row count', async () => {
    const sql = neon(url, { fullResults: true });
    const selected = await sql`select 1 as a, 2 as a`;
    expect(selected.fields.map(({ name, dataTypeID }) => [name, dataTypeID])).toEqual([
      ['a', 23],
      ['a', 23],
    ]);
    expect(selected).toMatchObject({ command: 'SELECT', rowCount: 1 });
    const created = await sql`create table counted (n int)`;
    expect(created).toMatchObject({ command: 'CREATE', rowCount: null, rows: [] });
    const inserted = await sql`insert into counted select generate_series(1, 3)`;
    expect(inserted).toMatchObject({ command: 'INSERT', rowCount: 3, rows: [] });
    expect(await sql`update counted set n = n + 1 where n > 1`).toMatchObject({
      command: 'UPDATE',
      rowCount: 2,
    });
    expect(await sql``).toMatchObject({ command: '', rowCount: null, rows: [], fields: [] });
    expect(await neon(url, { arrayMode: true })`select 1 as a, 2 as a`).toEqual([[1, 2]]);
  });

  test('gives objects to a client that does not ask for arrays', async () => {
    const headers = { 'Neon-Connection-String': url, 'Neon-Raw-Text-Output': 'true' };
    const response = await post('/sql', { query: 'select 1 as a, null as b' }, headers);
    expect(await response.json()).toMatchObject({ rows: [{ a: '1', b: null }], rowAsArray: false });
  });

  test('tells a database error with all that PostgreSQL said, as status 400', async () => {
    const sql = neon(url);
    await sql`insert into guest values (1, 'Ada')`;
    const duplicate = await failureOf(sql`insert into guest values (1, 'Bea')`);
    expect(duplicate).toBeInstanceOf(NeonDbError);
    expect(duplicate).toMatchObject({
      message: 'duplicate key value violates unique constraint "guest_pkey"',
      code: '23505',
      severity: 'ERROR',
      detail: 'Key (id)=(1) already exists.',
      schema: 'public',
      table: 'guest',
      constraint: 'guest_pkey',
    });
    expect(await failureOf(sql`insert into guest values (2, null)`)).toMatchObject({
      code: '23502',
      column: 'name',
    });
    expect(await failureOf(sql`select  nonsense`)).toMatchObject({ code: '42703', position: '9' });
    expect(await failureOf(sql.query('select 1; select 2'))).toMatchObject({ code: '42601' });
  });

  test('tells a wrong password and a missing database as PostgreSQL does', async () => {
    const wrong = neon(url.replace(':postgres@', ':wrong@'));
    expect(await failureOf(wrong`select 1`)).toMatchObject({ code: '28P01' });
    expect(await failureOf(neon(url.replace('/bookings', '/missing'))`select 1`)).toMatchObject({
      code: '3D000',
    });
  });

  test('is refused in words when it is not what the driver sends', async () => {
    const headers = { 'Neon-Connection-String': url, 'Neon-Raw-Text-Output': 'true' };
    const refusals = [
      await post('/sql', { query: 'select 1' }),
      await post('/sql', { query: 'select 1' }, { ...headers, 'Neon-Raw-Text-Output': 'false' }),
      await post('/sql', { queries: 'select 1' }, headers),
      await post('/sql', { queries: [] }, { ...headers, 'Neon-Batch-Isolation-Level': 'None' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const messages = await Promise.all(refusals.map((response) => response.text()));
    expect(messages.join()).toMatch(/Connection-String.*raw text.*neither.*isolation level None/);
  });
});

describe('a batch', () => {
  test('runs in order in one transaction and gives each result', async () => {
    const sql = neon(url);
    const results = await sql.transaction([
      sql`select txid_current()::text as id`,
      sql`insert into guest values (10, 'Cleo') returning name`,
      sql`select name, txid_current()::text as id from guest where id = 10`,
    ]);
    expect(results[1]).toEqual([{ name: 'Cleo' }]);
    expect(results[2]).toEqual([{ name: 'Cleo', id: results[0]?.[0]?.id }]);
  });

  test('begins with the isolation level, access mode and deferrability it is sent with', async () => {
    const sql = neon(url);
    const settings = () => sql`
      select current_setting('transaction_isolation') as level, current_setting('transaction_read_only') as read_only,
        current_setting('transaction_deferrable') as deferrable`;
    const [strict] = await sql.transaction([settings()], {
      isolationLevel: 'Serializable',
      readOnly: true,
      deferrable: true,
    });
    expect(strict).toEqual([{ level: 'serializable', read_only: 'on', deferrable: 'on' }]);
    const [plain] = await sql.transaction([settings()]);
    expect(plain).toEqual([{ level: 'read committed', read_only: 'off', deferrable: 'off' }]);
    const write = sql.transaction([sql`insert into guest values (11, 'No')`], { readOnly: true });
    expect(await failureOf(write)).toMatchObject({ code: '25006' });
  });

  test('takes no effect at all after an error, whatever stands behind it', async () => {
    const own = await createDatabase('undone');
    const sql = neon(own);
    await sql`create table guest (id int primary key, name text)`;
    const batch = [
      sql`insert into guest values (1, 'before')`,
      sql`savepoint here`,
      sql`insert into guest values (1, 'again')`,
      sql`rollback to here`,
      sql`insert into guest values (2, 'after')`,
      sql`commit`,
    ];
    expect(await failureOf(sql.transaction(batch))).toMatchObject({
      code: '23505',
      constraint: 'guest_pkey',
    });
    expect(await namesOf(own)).toEqual([]);
  });

  test('tells an error that only the commit finds', async () => {
    const own = await createDatabase('deferred');
    const sql = neon(own);
    await sql`create table guest (id int unique deferrable initially deferred, name text)`;
    const twice = sql.transaction([
      sql`insert into guest values (1, 'a')`,
      sql`insert into guest values (1, 'b')`,
    ]);
    expect(await failureOf(twice)).toMatchObject({ code: '23505' });
    expect(await namesOf(own)).toEqual([]);
  });

  test('has let its locks go when its error is read', async () => {
    const sql = neon(url);
    const locks = () => sql`select count(*)::int as n from pg_locks where locktype = 'advisory'`;
    await failureOf(sql.transaction([sql`select pg_advisory_xact_lock(7)`, sql`select 1 / 0`]));
    expect(await locks()).toEqual([{ n: 0 }]);
  });
});

describe('drizzle', () => {
  const guests = pgTable('guest', { id: integer().primaryKey(), name: text().notNull() });

  test('queries, inserts and batches over HTTP, with the cause of an error in reach', async () => {
    const own = await createDatabase('drizzled');
    const db = drizzle(neon(own));
    await db.execute(fragment`create table guest (id int primary key, name text not null)`);
    await db.insert(guests).values({ id: 1, name: 'Dora' });
    const [inserted, all] = await db.batch([
      db.insert(guests).values({ id: 2, name: 'Egon' }).returning(),
      db.select().from(guests).orderBy(guests.id),
    ]);
    expect(inserted).toEqual([{ id: 2, name: 'Egon' }]);
    expect(all.map(({ name }) => name)).toEqual(['Dora', 'Egon']);
    const failure = await failureOf(db.insert(guests).values({ id: 2, name: 'Egon' }));
    expect(failure).toBeInstanceOf(DrizzleQueryError);
    expect(failure).toMatchObject({ cause: { code: '23505', constraint: 'guest_pkey' } });
    const batched = await failureOf(db.batch([db.insert(guests).values({ id: 1, name: 'Dora' })]));
    expect(batched).toMatchObject({ code: '23505' });
  });
});

describe('a Pool that asks by HTTP (`poolQueryViaFetch`)', () => {
  function pool() {
    neonConfig.poolQueryViaFetch = true;
    const asked = new Pool({ connectionString: url });
    onTestFinished(async () => {
      neonConfig.poolQueryViaFetch = false;
      await asked.end();
    });
    return asked;
  }

  test('gives what a Pool gives: rows as objects and arrays, fields, command, count, and nulls', async () => {
    const asked = pool();
    proxy.resetCounts('bookings');
    const given = await asked.query('select $1::int as one, $2::text as two, null as none', [7, 'é']);
    expect(given).toMatchObject({ rows: [{ one: 7, two: 'é', none: null }], command: 'SELECT', rowCount: 1 });
    expect(given.fields.map(({ name }) => name)).toEqual(['one', 'two', 'none']);
    const rows = await asked.query({ text: 'select 1 as a, 2 as a', rowMode: 'array' });
    expect(rows.rows).toEqual([[1, 2]]);
    expect(proxy.counts('bookings').requests).toBe(2);
  });

  test('tells a database error, and leaves its transactions to the WebSocket', async () => {
    const asked = pool();
    expect(await failureOf(asked.query('select nothing'))).toMatchObject({ code: '42703' });
    const client = await asked.connect();
    await client.query('begin');
    await client.query('rollback');
    client.release();
  });
});

describe('the WebSocket', () => {
  test('carries an interactive transaction of the driver’s Pool', async () => {
    const pool = new Pool({ connectionString: url });
    const client = await pool.connect();
    await client.query('begin');
    await client.query('insert into guest values ($1, $2)', [30, 'Frieda']);
    expect(await namesOf(url)).not.toContain('Frieda');
    await client.query('commit');
    expect(await namesOf(url)).toContain('Frieda');
    const bytes = Buffer.from([0, 255, 128]);
    expect((await client.query('select $1::bytea as bytes', [bytes])).rows).toEqual([{ bytes }]);
    client.release();
    await pool.end();
  });

  test('is closed to web pages', async () => {
    const address = `ws://127.0.0.1:${proxy.port}/v2?address=127.0.0.1:${postgres.port}`;
    const page = new WebSocketClient(address, { headers: { origin: 'https://example.com' } });
    const [error] = await once(page, 'error');
    expect(String(error)).toContain('403');
  });
});

describe('connections', () => {
  const backends = async (database: string) => {
    const rows = await neon(postgres.url)`select pid from pg_stat_activity where datname = ${database}`;
    return rows.map((row) => Number(row.pid));
  };

  test('are opened by warm() and lent again', async () => {
    const own = await createDatabase('warmed');
    await proxy.warm(own, 3);
    const warm = await backends('warmed');
    expect(warm).toHaveLength(3);
    const sql = neon(own);
    const [row] = await sql`select pg_backend_pid() as pid`;
    expect(warm).toContain(row?.pid);
  });

  test('never exceed the maximum, and nobody is turned away for it', async () => {
    const own = await createDatabase('crowded');
    const sql = neon(own);
    const rows = await Promise.all(
      Array.from({ length: 40 }, () => sql`select pg_backend_pid() as pid, pg_sleep(0.005)`),
    );
    expect(rows).toHaveLength(40);
    expect(new Set(rows.map(([row]) => row?.pid)).size).toBeLessThanOrEqual(5);
  });

  test('that broke are replaced, in use and idle', async () => {
    const own = await createDatabase('broken');
    const sql = neon(own);
    expect(await failureOf(sql`select pg_terminate_backend(pg_backend_pid())`)).toMatchObject({
      code: '57P01',
    });
    await sql`select 1`;
    await neon(postgres.url)`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'broken'`;
    await expect.poll(() => backends('broken'), patiently).toEqual([]);
    expect(await sql`select 2 as n`).toEqual([{ n: 2 }]);
    // What HTTP cannot carry breaks its connection.
    await sql`create table copied (n int)`;
    expect(String(await failureOf(sql`copy copied from stdin`))).toMatch(/500.*COPY FROM STDIN/);
    expect(await sql`select 3 as n`).toEqual([{ n: 3 }]);
  });

  test('that plan once run a statement by its plan, after an error and after a clean start too', async () => {
    const own = await createDatabase('planned');
    const single = await startNeonProxy({ port: 0, maxConnections: 1, plansOnce: true });
    const { fetchEndpoint } = neonConfig;
    onTestFinished(async () => {
      neonConfig.fetchEndpoint = fetchEndpoint;
      await single.close();
    });
    neonConfig.fetchEndpoint = `${single.url}/sql`;
    const sql = neon(own);
    const padding = `/* ${'long '.repeat(50)} */`;
    const planned = `select 6 / $1::int as n, (select coalesce(sum(generic_plans), 0) from pg_prepared_statements) as plans ${padding}`;
    expect(await sql.query(planned, [2])).toEqual([{ n: 3, plans: '1' }]);
    expect(await sql.query(planned, [3])).toEqual([{ n: 2, plans: '2' }]);
    expect(String(await failureOf(sql.query(planned, [0])))).toContain('division by zero');
    expect(String(await failureOf(sql.query(`select 1 / $1::int ${padding}`, [0])))).toContain('division');
    expect(await sql.query(`select 1 / $1::int as n ${padding}`, [1])).toEqual([{ n: 1 }]);
    const twice = await sql.transaction([sql.query(planned, [6]), sql.query(planned, [1])]);
    expect(twice).toMatchObject([[{ n: 1 }], [{ n: 6 }]]);
    // A setting of the transaction alone ends with it, so there is nothing to clean and every plan stays.
    await sql.transaction([
      sql`select set_config('lock_timeout', ${'1000ms'}, true)`,
      sql`select set_config('midas.in_flight', (not pg_try_advisory_xact_lock(hashtextextended(${'key'}, 1)))::text, true)`,
    ]);
    expect(await sql.query(planned, [3])).toEqual([{ n: 2, plans: '8' }]);
    // Leaves a setting behind, so that the connection is cleaned, which drops every plan.
    await sql`select set_config('lock_timeout', '1s', false), set_config('midas.x', 'y', true)`;
    expect(await sql.query(planned, [2])).toEqual([{ n: 3, plans: '1' }]);
    await sql`set lock_timeout = 1000`;
    expect(await sql.query(planned, [2])).toEqual([{ n: 3, plans: '1' }]);
  });

  test('carry no settings, locks or open transaction into the next request', async () => {
    const own = await createDatabase('clean');
    const single = await startNeonProxy({ port: 0, maxConnections: 1 });
    const ask = async (query: string) => {
      const headers = {
        'Neon-Connection-String': own,
        'Neon-Raw-Text-Output': 'true',
        'Neon-Array-Mode': 'true',
      };
      const response = await fetch(`${single.url}/sql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query }),
      });
      // The shape is what the tests above hold the proxy to.
      const { rows } = (await response.json()) as { rows: string[][] };
      return rows[0]?.[0];
    };
    await ask("set statement_timeout = '1s'");
    expect(await ask('show statement_timeout')).toBe('0');
    await ask('select pg_advisory_lock(1)');
    expect(await ask("select count(*) from pg_locks where locktype = 'advisory'")).toBe('0');
    await ask('create temporary table leftover ()');
    expect(await ask("select count(*) from pg_class where relname = 'leftover'")).toBe('0');
    await ask('begin');
    const open = () => neon(postgres.url)`
      select 1 from pg_stat_activity where datname = 'clean' and state like 'idle in transaction%'`;
    await expect.poll(open, patiently).toEqual([]);
    expect(await ask('select 1')).toBe('1');
    await single.close();
  });
});

describe('counts', () => {
  test('tell round trips, statements, transactions and failures of each database apart', async () => {
    const own = await createDatabase('counted');
    const sql = neon(own);
    await sql`select 1`;
    await sql.transaction([sql`select 1`, sql`select 2`, sql`select 3`]);
    await failureOf(sql`select 1 / 0`);
    await failureOf(sql.transaction([sql`select 1 / 0`]));
    const expected = { requests: 4, statements: 6, transactions: 2, errors: { 22012: 2 } };
    expect(proxy.counts('counted')).toEqual(expected);
    const answered = await fetch(`${proxy.url}/_proxy/counts?database=counted`);
    expect(await answered.json()).toEqual(expected);
    expect(proxy.counts('never_asked')).toEqual({ requests: 0, statements: 0, transactions: 0, errors: {} });
    proxy.resetCounts('counted');
    expect(proxy.counts('counted').requests).toBe(0);
    expect(proxy.counts('bookings').requests).toBeGreaterThan(0);
  });
});

describe('faults', () => {
  async function faulty(name: string) {
    const own = await createDatabase(name);
    const sql = neon(own);
    await sql`create table guest (id serial, name text)`;
    return { own, sql, insert: (guest: string) => sql`insert into guest (name) values (${guest})` };
  }

  test('before the work leave nothing done, and end after the next n', async () => {
    const { own, insert } = await faulty('fault_before');
    proxy.faults({ database: 'fault_before', failBefore: '503', next: 1 });
    proxy.faults({ database: 'fault_before', failBefore: 'close', next: 2 });
    expect(String(await failureOf(insert('a')))).toContain('503');
    expect(String(await failureOf(insert('b')))).toContain('fetch failed');
    await insert('c');
    expect(await namesOf(own)).toEqual(['c']);
  });

  test('after the work leave it done and the client without an answer', async () => {
    const { own, sql, insert } = await faulty('fault_after');
    proxy.faults({ database: 'fault_after', failAfter: true, next: 1 });
    expect(String(await failureOf(sql.transaction([insert('a'), insert('b')])))).toContain('fetch failed');
    expect(await namesOf(own)).toEqual(['a', 'b']);
  });

  test('strike only what matches, until lifted', async () => {
    const { own, insert } = await faulty('fault_matching');
    const lift = proxy.faults({
      database: 'fault_matching',
      matching: /insert into GUEST/i,
      failBefore: 'close',
    });
    await failureOf(insert('a'));
    await failureOf(insert('b'));
    expect(await namesOf(own)).toEqual([]);
    lift();
    await insert('c');
    expect(await namesOf(own)).toEqual(['c']);
  });

  test('can hang and be slow, in one database and not in another', async () => {
    const { own, insert } = await faulty('fault_hang');
    proxy.faults({ database: 'fault_hang', hang: true, next: 1 });
    const impatient = neon(own, { fetchOptions: { signal: AbortSignal.timeout(1000) } });
    expect(String(await failureOf(impatient`insert into guest (name) values ('never')`))).toContain(
      'Timeout',
    );
    proxy.faults({ database: 'fault_hang', latencyMs: 300 });
    const finished: string[] = [];
    const started = performance.now();
    await Promise.all([
      insert('late').then(() => finished.push('slow')),
      neon(url)`select 1`.then(() => finished.push('elsewhere')),
    ]);
    expect(finished).toEqual(['elsewhere', 'slow']);
    expect(performance.now() - started).toBeGreaterThanOrEqual(299);
    proxy.clearFaults('fault_hang');
    expect(await namesOf(own)).toEqual(['late']);
  });

  test('are set and cleared over HTTP as well', async () => {
    const { insert } = await faulty('fault_http');
    const fault = { database: 'fault_http', matching: '^INSERT', failBefore: '503' };
    expect((await post('/_proxy/faults', fault)).status).toBe(204);
    expect(String(await failureOf(insert('a')))).toContain('503');
    expect((await post('/_proxy/reset?database=fault_http')).status).toBe(204);
    await insert('b');
    expect(proxy.counts('fault_http')).toMatchObject({ requests: 1, statements: 1 });
    expect((await post('/_proxy/faults', { failBefore: 'sometimes' })).status).toBe(400);
    expect((await post('/_proxy/faults', { matching: '(' })).status).toBe(400);
  });
});

describe('the end', () => {
  test('frees the port at once, with a statement running, a request hanging and a socket open', async () => {
    const other = await startNeonProxy({ port: 0, maxConnections: 2 });
    const headers = { 'Neon-Connection-String': url, 'Neon-Raw-Text-Output': 'true' };
    const ask = (query: string) =>
      failureOf(fetch(`${other.url}/sql`, { method: 'POST', headers, body: JSON.stringify({ query }) }));
    other.faults({ matching: /hanging/, hang: true });
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/v2?address=127.0.0.1:${postgres.port}`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const unanswered = [ask('select pg_sleep(60)'), ask("select 'hanging'")];
    await expect
      .poll(() => neon(url)`select 1 from pg_stat_activity where query = 'select pg_sleep(60)'`, patiently)
      .toHaveLength(1);
    const started = performance.now();
    await other.close();
    expect(performance.now() - started, 'waits for no statement').toBeLessThan(50_000);
    await Promise.all([...unanswered, closed]);
    const squatter = createServer();
    await listen(squatter, { part: 'A squatter', host: '127.0.0.1', port: other.port });
    const refused = await failureOf(startNeonProxy({ port: other.port, maxConnections: 1 }));
    expect(refused).toBeInstanceOf(PortTakenError);
    expect(String(refused)).toContain(`The Neon proxy cannot start: port ${other.port} is taken`);
    squatter.close();
  });
});
