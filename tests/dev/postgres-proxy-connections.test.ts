import { once } from 'node:events';
import { createServer } from 'node:net';
import { neon, neonConfig } from '@neondatabase/serverless';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startNeonProxy } from '../../dev/neon-proxy.ts';
import { listen, PortTakenError } from '../../dev/ports.ts';
import { failureOf, namesOf, useProxiedPostgres } from '../support/database/own-postgres.ts';
import { patienceMs } from '../support/harness/patience.ts';

const local = useProxiedPostgres();

const patiently = { timeout: patienceMs };

describe('connections', () => {
  const backends = async (database: string) => {
    const rows = await neon(local.postgres.url)`select pid from pg_stat_activity where datname = ${database}`;
    return rows.map((row) => Number(row.pid));
  };

  test('are opened by warm() and lent again', async () => {
    const own = await local.createDatabase('warmed');
    await local.proxy.warm(own, 3);
    const warm = await backends('warmed');
    expect(warm).toHaveLength(3);
    const sql = neon(own);
    const [row] = await sql`select pg_backend_pid() as pid`;
    expect(warm).toContain(row?.pid);
  });

  test('never exceed the maximum, and nobody is turned away for it', async () => {
    const own = await local.createDatabase('crowded');
    const sql = neon(own);
    const rows = await Promise.all(
      Array.from({ length: 40 }, () => sql`select pg_backend_pid() as pid, pg_sleep(0.005)`),
    );
    expect(rows).toHaveLength(40);
    expect(new Set(rows.map(([row]) => row?.pid)).size).toBeLessThanOrEqual(5);
  });

  test('that broke are replaced, in use and idle', async () => {
    const own = await local.createDatabase('broken');
    const sql = neon(own);
    expect(await failureOf(sql`select pg_terminate_backend(pg_backend_pid())`)).toMatchObject({
      code: '57P01',
    });
    await sql`select 1`;
    await neon(
      local.postgres.url,
    )`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'broken'`;
    await expect.poll(() => backends('broken'), patiently).toEqual([]);
    expect(await sql`select 2 as n`).toEqual([{ n: 2 }]);
    // What HTTP cannot carry breaks its connection.
    await sql`create table copied (n int)`;
    expect(String(await failureOf(sql`copy copied from stdin`))).toMatch(/500.*COPY FROM STDIN/);
    expect(await sql`select 3 as n`).toEqual([{ n: 3 }]);
  });

  test('that plan once run a statement by its plan, after an error and after a clean start too', async () => {
    const own = await local.createDatabase('planned');
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
    const own = await local.createDatabase('clean');
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
    const open = () => neon(local.postgres.url)`
      select 1 from pg_stat_activity where datname = 'clean' and state like 'idle in transaction%'`;
    await expect.poll(open, patiently).toEqual([]);
    expect(await ask('select 1')).toBe('1');
    await single.close();
  });
});

describe('counts', () => {
  test('tell round trips, statements, transactions and failures of each database apart', async () => {
    const own = await local.createDatabase('counted');
    const sql = neon(own);
    await sql`select 1`;
    await sql.transaction([sql`select 1`, sql`select 2`, sql`select 3`]);
    await failureOf(sql`select 1 / 0`);
    await failureOf(sql.transaction([sql`select 1 / 0`]));
    const expected = { requests: 4, statements: 6, transactions: 2, errors: { 22012: 2 } };
    expect(local.proxy.counts('counted')).toEqual(expected);
    const answered = await fetch(`${local.proxy.url}/_proxy/counts?database=counted`);
    expect(await answered.json()).toEqual(expected);
    expect(local.proxy.counts('never_asked')).toEqual({
      requests: 0,
      statements: 0,
      transactions: 0,
      errors: {},
    });
    local.proxy.resetCounts('counted');
    expect(local.proxy.counts('counted').requests).toBe(0);
    expect(local.proxy.counts('bookings').requests).toBeGreaterThan(0);
  });
});

describe('faults', () => {
  async function faulty(name: string) {
    const own = await local.createDatabase(name);
    const sql = neon(own);
    await sql`create table guest (id serial, name text)`;
    return { own, sql, insert: (guest: string) => sql`insert into guest (name) values (${guest})` };
  }

  test('before the work leave nothing done, and end after the next n', async () => {
    const { own, insert } = await faulty('fault_before');
    local.proxy.faults({ database: 'fault_before', failBefore: '503', next: 1 });
    local.proxy.faults({ database: 'fault_before', failBefore: 'close', next: 2 });
    expect(String(await failureOf(insert('a')))).toContain('503');
    expect(String(await failureOf(insert('b')))).toContain('fetch failed');
    await insert('c');
    expect(await namesOf(own)).toEqual(['c']);
  });

  test('after the work leave it done and the client without an answer', async () => {
    const { own, sql, insert } = await faulty('fault_after');
    local.proxy.faults({ database: 'fault_after', failAfter: true, next: 1 });
    expect(String(await failureOf(sql.transaction([insert('a'), insert('b')])))).toContain('fetch failed');
    expect(await namesOf(own)).toEqual(['a', 'b']);
  });

  test('strike only what matches, until lifted', async () => {
    const { own, insert } = await faulty('fault_matching');
    const lift = local.proxy.faults({
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

  test('strike only what has such parameters', async () => {
    const { own, insert } = await faulty('fault_given');
    local.proxy.faults({
      database: 'fault_given',
      matching: /insert/i,
      given: /^\["b"\]$/,
      failBefore: 'close',
    });
    await insert('a');
    await failureOf(insert('b'));
    expect(await namesOf(own)).toEqual(['a']);
  });

  test('can hang and be slow, in one database and not in another', async () => {
    const { own, insert } = await faulty('fault_hang');
    local.proxy.faults({ database: 'fault_hang', hang: true, next: 1 });
    const impatient = neon(own, { fetchOptions: { signal: AbortSignal.timeout(1000) } });
    expect(String(await failureOf(impatient`insert into guest (name) values ('never')`))).toContain(
      'Timeout',
    );
    local.proxy.faults({ database: 'fault_hang', latencyMs: 300 });
    const finished: string[] = [];
    const started = performance.now();
    await Promise.all([
      insert('late').then(() => finished.push('slow')),
      neon(local.url)`select 1`.then(() => finished.push('elsewhere')),
    ]);
    expect(finished).toEqual(['elsewhere', 'slow']);
    expect(performance.now() - started).toBeGreaterThanOrEqual(299);
    local.proxy.clearFaults('fault_hang');
    expect(await namesOf(own)).toEqual(['late']);
  });

  test('are set and cleared over HTTP as well', async () => {
    const { insert } = await faulty('fault_http');
    const fault = { database: 'fault_http', matching: '^INSERT', failBefore: '503' };
    expect((await local.post('/_proxy/faults', fault)).status).toBe(204);
    expect(String(await failureOf(insert('a')))).toContain('503');
    expect((await local.post('/_proxy/reset?database=fault_http')).status).toBe(204);
    await insert('b');
    expect(local.proxy.counts('fault_http')).toMatchObject({ requests: 1, statements: 1 });
    expect((await local.post('/_proxy/faults', { failBefore: 'sometimes' })).status).toBe(400);
    expect((await local.post('/_proxy/faults', { matching: '(' })).status).toBe(400);
  });
});

describe('the end', () => {
  test('frees the port at once, with a statement running, a request hanging and a socket open', async () => {
    const other = await startNeonProxy({ port: 0, maxConnections: 2 });
    const headers = { 'Neon-Connection-String': local.url, 'Neon-Raw-Text-Output': 'true' };
    const ask = (query: string) =>
      failureOf(fetch(`${other.url}/sql`, { method: 'POST', headers, body: JSON.stringify({ query }) }));
    other.faults({ matching: /hanging/, hang: true });
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/v2?address=127.0.0.1:${local.postgres.port}`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const unanswered = [ask('select pg_sleep(60)'), ask("select 'hanging'")];
    await expect
      .poll(
        () => neon(local.url)`select 1 from pg_stat_activity where query = 'select pg_sleep(60)'`,
        patiently,
      )
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
