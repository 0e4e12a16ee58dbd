import { PgDialect } from 'drizzle-orm/pg-core';
import { beforeAll, expect, test } from 'vitest';
import { itemListQuerySchema, listItems } from '../../../src/catalogue/editing/item-list.ts';
import { parse } from '../../../src/http/request/validation.ts';
import { encodeCursor } from '../../../src/platform/database/cursor.ts';
import type { Database, Row } from '../../../src/platform/database/database.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
const dialect = new PgDialect();

/** The statement on the connection of the test, where it can be seen how many rows it reads. */
const database: Database = {
  async query(statement) {
    const { sql, params } = dialect.sqlToQuery(statement);
    return (await stack.database.query<Row>(sql, params)).rows;
  },
  batch: async () => {
    throw new Error('a list is one statement');
  },
};

async function grow(from: number, to: number): Promise<void> {
  await stack.database.query(
    `insert into items (id, slug, category, name, summary, description, features, city, country, time_zone, currency, capacity, rate_unit, rate_minor,
        start_time, end_time, grid_minutes, minimum_stay, maximum_stay, lead_time_minutes, turnaround_minutes, horizon_days, security_deposit_minor,
        policy_code, policy_version, is_listed, archived_at)
      select 'itm_' || lpad(n::text, 26, '0'), 'grown-' || n, category, 'Item ' || md5(n::text), 's', 'd', '{}', 'Antibes', 'FR', 'Europe/Paris', 'EUR', 2,
        'night', 100, '16:00', '10:00', 60, 1, 9, 0, 0, 365, 0, policy_code, policy_version, n % 3 = 0, case when n % 3 = 1 then now() end
      from items i, generate_series($1::int, $2::int) n where i.slug = 'riad-zahra'`,
    [from, to],
  );
  await stack.database.query('analyze items');
}

/** How many rows of items a page reads, and how long it takes. */
async function measured(query: object): Promise<{ reads: number; ms: number }> {
  const reads = async () => {
    const { rows } = await stack.database.query<{ count: number }>(
      `select (seq_tup_read + idx_tup_fetch)::int as count from pg_stat_xact_user_tables where relname = 'items'`,
    );
    return rows[0]?.count ?? Number.NaN;
  };
  await stack.database.query('begin');
  const before = await reads();
  const startedAt = performance.now();
  await listItems(database, parse(itemListQuerySchema, query));
  const ms = performance.now() - startedAt;
  const after = await reads();
  await stack.database.query('rollback');
  return { reads: after - before, ms };
}

const pages: readonly object[] = [
  {},
  { cursor: encodeCursor(['Item 8', '']) },
  { category: 'villa' },
  { state: 'listed' },
  { state: 'unlisted' },
  { state: 'archived' },
  { state: 'archived', category: 'villa' },
];

beforeAll(async () => {
  // In this database alone: what a search finds is not looked for here, and writing its words takes 10 ms an item.
  for (const column of ['search', 'place_search'])
    await stack.database.query(`alter table items alter column ${column} drop expression`);
});

test('a page of the list reads as many items where there are 10,000 as where there are some hundreds', async () => {
  await grow(1, 300);
  const few = [];
  for (const page of pages) few.push(await measured(page));
  await grow(301, 10_000);
  const told: string[] = [];
  for (const [at, page] of pages.entries()) {
    const many = await measured(page);
    told.push(
      `${JSON.stringify(page).slice(0, 40)}: ${few[at]?.reads} and ${many.reads} rows, ${few[at]?.ms.toFixed(1)} and ${many.ms.toFixed(1)} ms`,
    );
    expect(many.reads, told.at(-1)).toBeLessThan(400);
  }
  process.stdout.write(`A page of some hundreds and of 10,000 items:\n  ${told.join('\n  ')}\n`);
});
