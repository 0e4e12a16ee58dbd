import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { nextRound } from '../../src/outbox/round.ts';
import { syncDeposits } from '../../src/payment/deposit/sync-deposits.ts';
import type { Database, Row } from '../../src/platform/database/database.ts';
import { cardColumns, nothingDue, paidByCard, pay, withDeposit } from '../support/database/due-rows.ts';
import { useStack } from '../support/harness/stack.ts';
import { enqueueMessages } from '../support/message/outbox.ts';

const stack = useStack();
const dialect = new PgDialect();

/** The job's statements, one after another on the connection of the test, so that one transaction sees and counts them all. */
function onOneConnection(): Database {
  let last: Promise<unknown> = Promise.resolve();
  const batch = (statements: readonly SQL[]): Promise<Row[][]> => {
    const results = last.then(async () => {
      const all: Row[][] = [];
      for (const statement of statements) {
        const query = dialect.sqlToQuery(statement);
        all.push((await stack.database.query<Row>(query.sql, query.params)).rows);
      }
      return all;
    });
    last = results;
    return results;
  };
  return { batch, query: async (statement) => (await batch([statement]))[0] ?? [] };
}

/** How many rows of a table this transaction has read so far. */
async function readOf(table: string): Promise<number> {
  const { rows } = await stack.database.query<{ count: number }>(
    'select (seq_tup_read + idx_tup_fetch)::int as count from pg_stat_xact_user_tables where relname = $1',
    [table],
  );
  return rows[0]?.count ?? Number.NaN;
}

/** How many rows of payments the job reads where so many holds are due, by statistics of before they were there. */
async function readsOf(many: number, prepare: (ids: readonly string[]) => Promise<unknown>): Promise<number> {
  const { database } = stack;
  const ids = await withDeposit(stack, many, -60, 1440);
  await database.query('analyze payments');
  await database.query('begin');
  await prepare(ids);
  const before = await readOf('payments');
  await syncDeposits({ ...stack.runtime, database: onOneConnection() }, { step: 20 });
  const after = await readOf('payments');
  const { rows } = await database.query(
    `select count(*)::int as count from security_deposits where status = 'authorizing'`,
  );
  expect(rows).toEqual([{ count: many }]);
  await database.query('rollback');
  await nothingDue(stack);
  return after - before;
}

test('a deposit to hold takes some reads of payments, however many there are and have been begun, though the statistics are of before', async () => {
  const reads = await readsOf(600, (ids) => pay(stack, ids, cardColumns, paidByCard));
  expect(reads / 600).toBeLessThan(20);
});

test('of the messages that fell due at once as many are read as are taken, however many there are, though the statistics are of before', async () => {
  const { database } = stack;
  await database.query('analyze outbox');
  await database.query('begin');
  await enqueueMessages(stack, 'res_00000000000000000000000000', 3000);
  const runtime = { ...stack.runtime, database: onOneConnection() };
  const before = await readOf('outbox');
  const queue = { channels: { sms: 2, mail: 8 }, content: sql`null` };
  const round = { notes: [], room: queue.channels, isIdle: true };
  expect(await nextRound(runtime, queue, round, () => undefined)).toHaveLength(8);
  expect((await readOf('outbox')) - before).toBeLessThan(50);
  await database.query('rollback');
});
