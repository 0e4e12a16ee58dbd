import { once } from 'node:events';
import { NeonDbError, neon, neonConfig, Pool } from '@neondatabase/serverless';
import { DrizzleQueryError, sql as fragment } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/neon-http';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket as WebSocketClient } from 'ws';
import { failureOf, namesOf, useProxiedPostgres } from '../support/database/own-postgres.ts';

const local = useProxiedPostgres();

/** Ends a pool and waits until its connection is closed: the proxy may not cut it off, which nobody would catch. */
async function endOf(pool: Pool): Promise<void> {
  const closed = pool.totalCount > 0 ? once(pool, 'remove') : undefined;
  await pool.end();
  await closed;
}

describe('a single statement', () => {
  test('carries every value there and back unharmed', async () => {
    const value = "Zoë “quoted” 'single' \\ back\n\t😀 \u0001";
    const bytes = Buffer.from([0, 1, 127, 128, 255]);
    const [row] = await neon(local.url)`
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
    const [row] = await neon(local.url)`select ${value}::text as value`;
    expect(row?.value).toBe(value);
  });

  test('answers with fields, command and row count', async () => {
    const sql = neon(local.url, { fullResults: true });
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
    expect(await neon(local.url, { arrayMode: true })`select 1 as a, 2 as a`).toEqual([[1, 2]]);
  });

  test('gives objects to a client that does not ask for arrays', async () => {
    const headers = { 'Neon-Connection-String': local.url, 'Neon-Raw-Text-Output': 'true' };
    const response = await local.post('/sql', { query: 'select 1 as a, null as b' }, headers);
    expect(await response.json()).toMatchObject({ rows: [{ a: '1', b: null }], rowAsArray: false });
  });

  test('tells a database error with all that PostgreSQL said, as status 400', async () => {
    const sql = neon(local.url);
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
    const wrong = neon(local.url.replace(':postgres@', ':wrong@'));
    expect(await failureOf(wrong`select 1`)).toMatchObject({ code: '28P01' });
    expect(await failureOf(neon(local.url.replace('/bookings', '/missing'))`select 1`)).toMatchObject({
      code: '3D000',
    });
  });

  test('is refused in words when it is not what the driver sends', async () => {
    const headers = { 'Neon-Connection-String': local.url, 'Neon-Raw-Text-Output': 'true' };
    const refusals = [
      await local.post('/sql', { query: 'select 1' }),
      await local.post('/sql', { query: 'select 1' }, { ...headers, 'Neon-Raw-Text-Output': 'false' }),
      await local.post('/sql', { queries: 'select 1' }, headers),
      await local.post('/sql', { queries: [] }, { ...headers, 'Neon-Batch-Isolation-Level': 'None' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const messages = await Promise.all(refusals.map((response) => response.text()));
    expect(messages.join()).toMatch(/Connection-String.*raw text.*neither.*isolation level None/);
  });
});

describe('a batch', () => {
  test('runs in order in one transaction and gives each result', async () => {
    const sql = neon(local.url);
    const results = await sql.transaction([
      sql`select txid_current()::text as id`,
      sql`insert into guest values (10, 'Cleo') returning name`,
      sql`select name, txid_current()::text as id from guest where id = 10`,
    ]);
    expect(results[1]).toEqual([{ name: 'Cleo' }]);
    expect(results[2]).toEqual([{ name: 'Cleo', id: results[0]?.[0]?.id }]);
  });

  test('begins with the isolation level, access mode and deferrability it is sent with', async () => {
    const sql = neon(local.url);
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
    const own = await local.createDatabase('undone');
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
    const own = await local.createDatabase('deferred');
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
    const sql = neon(local.url);
    const locks = () => sql`select count(*)::int as n from pg_locks where locktype = 'advisory'`;
    await failureOf(sql.transaction([sql`select pg_advisory_xact_lock(7)`, sql`select 1 / 0`]));
    expect(await locks()).toEqual([{ n: 0 }]);
  });
});

describe('drizzle', () => {
  const guests = pgTable('guest', { id: integer().primaryKey(), name: text().notNull() });

  test('queries, inserts and batches over HTTP, with the cause of an error in reach', async () => {
    const own = await local.createDatabase('drizzled');
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
    const asked = new Pool({ connectionString: local.url });
    onTestFinished(async () => {
      neonConfig.poolQueryViaFetch = false;
      await endOf(asked);
    });
    return asked;
  }

  test('gives what a Pool gives: rows as objects and arrays, fields, command, count, and nulls', async () => {
    const asked = pool();
    local.proxy.resetCounts('bookings');
    const given = await asked.query('select $1::int as one, $2::text as two, null as none', [7, 'é']);
    expect(given).toMatchObject({ rows: [{ one: 7, two: 'é', none: null }], command: 'SELECT', rowCount: 1 });
    expect(given.fields.map(({ name }) => name)).toEqual(['one', 'two', 'none']);
    const rows = await asked.query({ text: 'select 1 as a, 2 as a', rowMode: 'array' });
    expect(rows.rows).toEqual([[1, 2]]);
    expect(local.proxy.counts('bookings').requests).toBe(2);
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
    const pool = new Pool({ connectionString: local.url });
    const client = await pool.connect();
    await client.query('begin');
    await client.query('insert into guest values ($1, $2)', [30, 'Frieda']);
    expect(await namesOf(local.url)).not.toContain('Frieda');
    await client.query('commit');
    expect(await namesOf(local.url)).toContain('Frieda');
    const bytes = Buffer.from([0, 255, 128]);
    expect((await client.query('select $1::bytea as bytes', [bytes])).rows).toEqual([{ bytes }]);
    client.release();
    await endOf(pool);
  });

  test('is closed to web pages', async () => {
    const address = `ws://127.0.0.1:${local.proxy.port}/v2?address=127.0.0.1:${local.postgres.port}`;
    const page = new WebSocketClient(address, { headers: { origin: 'https://example.com' } });
    const [error] = await once(page, 'error');
    expect(String(error)).toContain('403');
  });
});
