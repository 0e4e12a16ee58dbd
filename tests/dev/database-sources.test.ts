import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { compareDatabaseSources } from '../../dev/database-sources/compare.ts';
import { migrationText } from '../../dev/database-sources/migration-text.ts';
import { type DatabaseSource, readDatabaseSources } from '../../dev/database-sources/read.ts';

const sources = readDatabaseSources();
const withView = [
  ...sources,
  {
    path: 'src/booking/held.sql',
    text: "CREATE OR REPLACE VIEW held AS SELECT id FROM reservations WHERE status = 'held';",
  },
];
let database: Client;

beforeAll(async () => {
  const name = `midas_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  await admin.query(`create database ${name} template ${inject('templateDatabase')}`);
  await admin.end();
  database = new Client({ connectionString: new URL(`/${name}`, inject('postgresUrl')).href });
  await database.connect();
});
afterAll(() => database.end());

/** What differs, in words. */
async function compared(against: readonly DatabaseSource[] = sources): Promise<string[]> {
  return (await compareDatabaseSources(database, against)).map(
    ({ object, problem }) => `${object} ${problem}`,
  );
}

async function migrate(against: readonly DatabaseSource[] = sources): Promise<void> {
  await database.query(
    migrationText(await compareDatabaseSources(database, against)).replaceAll('--> statement-breakpoint', ''),
  );
}

test('the migrated database is what its sources say', async () => {
  expect(await compared()).toEqual([]);
});

/** A way in which the database may come to differ, and what is said of it. */
const damages = [
  ['create function stray() returns int language sql as $$ select 1 $$', 'function stray() has no source'],
  [
    "create function refundable_minor(a int) returns int language sql as 'select 1'",
    'function refundable_minor(integer) has no source',
  ],
  [
    'create trigger stray before insert on items for each row execute function refuse_change()',
    'trigger stray on items has no source',
  ],
  ['create view stray as select 1 as one', 'view stray has no source'],
  // Its body, its volatility, the names of its parameters.
  [
    "create or replace function paid_account(purpose text) returns text language sql immutable as $$ select 'damages' $$",
    'function paid_account(text) differs from its source',
  ],
  [
    'alter function currency_decimals(text) stable',
    'function currency_decimals(text) differs from its source',
  ],
  [
    "drop function clearing_account(text, text); create function clearing_account(a text, b text) returns text language sql as $$ select 'bank' $$",
    'function clearing_account(text, text) differs from its source',
  ],
  [
    'create or replace trigger audit_chain before insert on audit_events for each row when (false) execute function audit_chain()',
    'trigger audit_chain on audit_events differs from its source',
  ],
  [
    'drop trigger ledger_balanced on ledger_entries; create constraint trigger ledger_balanced after insert on ledger_entries for each row execute function ledger_balanced()',
    'trigger ledger_balanced on ledger_entries differs from its source',
  ],
  [
    'drop function refundable_minor(payments, bigint)',
    'function refundable_minor(payments, bigint) is not in the database',
  ],
  ['drop trigger refund_books on refunds', 'trigger refund_books on refunds is not in the database'],
] as const;

test('what has no source, differs from it or is gone is found, and the migration made from the sources repairs it', async () => {
  for (const [damage] of damages) await database.query(damage);
  expect((await compared()).sort()).toEqual(damages.map(([, found]) => found).sort());
  await migrate();
  expect(await compared()).toEqual([]);
});

test('so it is with a view', async () => {
  expect(await compared(withView)).toEqual(['view held is not in the database']);
  await migrate(withView);
  expect(await compared(withView)).toEqual([]);
  await database.query('drop view held; create view held as select 1 as id');
  expect(await compared(withView)).toEqual(['view held differs from its source']);
  await migrate(withView);
  expect(await compared(withView)).toEqual([]);
  expect(await compared()).toEqual(['view held has no source']);
  await migrate();
});

test('spaces, line breaks and comments are no difference', async () => {
  await database.query(
    "create or replace function paid_account(purpose text) returns text language sql immutable as $$ select -- it's why\n case purpose when 'security-deposit' then 'damages' else 'guest-receivables' end $$",
  );
  expect(await compared()).toEqual(['function paid_account(text) differs from its source']); // small letters are
  await database.query(
    "create or replace function paid_account(purpose text) returns text language sql immutable as $$ SELECT -- it's why\n CASE purpose WHEN 'security-deposit' THEN 'damages'  ELSE 'guest-receivables' END$$",
  );
  expect(await compared()).toEqual([]);
});

describe('a source is refused that', () => {
  test.each([
    [
      'has the name of another function',
      'src/booking/other.sql',
      "CREATE FUNCTION spare() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      'belongs to spare.sql',
    ],
    [
      'makes what another one makes',
      'src/booking/refundable-minor.sql',
      sources.find(({ path }) => path.endsWith('/refundable-minor.sql'))?.text ?? '',
      'makes nothing',
    ],
    [
      'names a function that is not there',
      'src/booking/spare.sql',
      "CREATE OR REPLACE FUNCTION spare() RETURNS int LANGUAGE sql AS 'SELECT other()'",
      'cannot be run',
    ],
  ])('%s', async (_, path, text, reason) => {
    await expect(compareDatabaseSources(database, [...sources, { path, text }])).rejects.toThrow(reason);
  });
});

test('sources are read without scrolling: a line has at most 110 columns', () => {
  const long = sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => [...line].length > 110 && !/^ +"[A-Z]{2}": /.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(long).toEqual([]); // names of countries are data
});
