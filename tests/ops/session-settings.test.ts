import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNeonProxy } from '../../dev/neon-proxy.ts';
import { examine } from '../../ops/doctor/examine.ts';
import { migrateDatabase } from '../../ops/migrate.ts';
import { databaseClient } from '../../ops/postgres.ts';
import { keepSessionSettings } from '../../ops/session-settings.ts';
import { Problem } from '../../src/platform/problems.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

/** So short that no test waits for it: what is in force in production is looked at in the last one. */
const short = { statement_timeout: '200ms', lock_timeout: '100ms' };
const stack = useStack({ parts: { databaseWaitMs: 150 } });
let holder: Client;
beforeAll(async () => {
  holder = new Client({ connectionString: stack.databaseUrl });
  await holder.connect();
  await keepSessionSettings(holder, short);
});
afterAll(() => holder.end());

test('a statement that takes too long is ended by the database, on a connection on which nobody set anything, and is no bug but an outage', async () => {
  const asked = stack.runtime.database.query(sql`select pg_sleep(3600)`);
  await expect(asked).rejects.toMatchObject({ code: 'unavailable', cause: { code: '57014' } });
  await expect(asked).rejects.toBeInstanceOf(Problem);
});

test('so is one of a batch, of which nothing takes effect', async () => {
  const many = sql`insert into idempotency_keys values ('of a batch', '', '', now())`;
  const asked = stack.runtime.database.batch([many, sql`select pg_sleep(3600)`]);
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  const { rowCount } = await stack.database.query(
    `select from idempotency_keys where key_digest = 'of a batch'`,
  );
  expect(rowCount).toBe(0);
});

test('who waits too long for a lock is told that many are booking, though the statement stands alone and sets no limit', async () => {
  await holder.query('begin; lock table items in access exclusive mode');
  const answer = await stack.call('/items');
  await holder.query('rollback');
  expectRefusal(answer, 503, 'busy');
  expect((await stack.call('/items')).status).toBe(200);
});

test('a migration is not ended by it, and leaves in force what the functions are meant to have, as the doctor sees', async () => {
  /** What the doctor says of connections that are made now, as the pooler's are once those from before are closed. */
  const sessions = async () => {
    const proxy = await startNeonProxy({ port: 0, maxConnections: 1 });
    const environment = { ...stack.environment, DATABASE_HTTP_ENDPOINT: `${proxy.url}/sql` };
    const found = await examine(environment, 'dev').finally(() => proxy.close());
    return found.find(({ part }) => part === 'Database, sessions')?.says;
  };
  expect(await sessions()).toMatch(
    /^go without statement_timeout, lock_timeout, idle_in_transaction_session_timeout, jit: npm run migrate/,
  );
  await holder.query('begin');
  await holder.query("select pg_advisory_xact_lock(hashtextextended('database functions', 0))");
  await keepSessionSettings(stack.database, { ...short, lock_timeout: '1min' });
  let isThrough = false;
  const migrated = migrateDatabase(stack.databaseUrl)
    .catch((error: unknown) => error)
    .finally(() => {
      isThrough = true;
    });
  const waitsLong = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and clock_timestamp() - query_start > interval '500 ms'`;
  while (!isThrough && !(await stack.database.query(waitsLong)).rowCount);
  await holder.query('rollback');
  expect(await migrated).toEqual([]);
  expect(await sessions()).toBe('end what takes too long');
});

test('what is made by hand goes past the pooler', () => {
  const pooled =
    'postgresql://o:p@ep-cool-dawn-123456-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require';
  expect(databaseClient(pooled).host).toBe('ep-cool-dawn-123456.eu-central-1.aws.neon.tech');
});
