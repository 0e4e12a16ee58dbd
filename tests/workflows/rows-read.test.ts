import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { syncDeposits } from '../../src/payment/deposit/sync-deposits.ts';
import type { Database, Row } from '../../src/platform/database/database.ts';
import { cardColumns, nothingDue, paidByCard, pay, withDeposit } from '../support/database/due-rows.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const dialect = new PgDialect();

/** The job's statements, one after another on the connection of the test, so that one transaction sees and counts them all. */
function onOneConnection(): Database {
  let last: Promise<unknown> = Promise.resolve();
  const batch = (statements: readonly SQL[]): Promise<Row[][]> => {
    const results = last.then(async () => {
      const all: Row[][] = [];
      for (const statement of statements) {
        const { sql, params } = dialect.sqlToQuery(statement);
        all.push((await stack.database.query<Row>(sql, params)).rows);
      }
      return all;
    });
    last = results;
    return results;
  };
  return { batch, query: async (statement) => (await batch([statement]))[0] ?? [] };
}

/** How many rows of payments the job reads where so many holds are due, by statistics of before they were there. */
async function readsOf(many: number, prepare: (ids: readonly string[]) => Promise<unknown>): Promise<number> {
  const { database } = stack;
  const ids = await withDeposit(stack, many, -60, 1440);
  await database.query('analyze payments');
  await database.query('begin');
  await prepare(ids);
  const read = async () =>
    (
      await database.query<{ count: number }>(
        `select (seq_tup_read + idx_tup_fetch)::int as count from pg_stat_xact_user_tables where relname = 'payments'`,
      )
    ).rows[0]?.count ?? Number.NaN;
  const before = await read();
  await syncDeposits({ ...stack.runtime, database: onOneConnection() }, { step: 20 });
  const after = await read();
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
