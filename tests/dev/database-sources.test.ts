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

describe('what differs is found, and the migration made from it repairs it:', () => {
  test.each([
    [
      'a function without a source',
      'create function stray() returns int language sql as $$ select 1 $$',
      'function stray() has no source',
    ],
    [
      'a second function of a name',
      "create function net_paid(a int) returns int language sql as 'select 1'",
      'function net_paid(integer) has no source',
    ],
    [
      'a trigger without a source',
      'create trigger stray before insert on items for each row execute function refuse_change()',
      'trigger stray on items has no source',
    ],
    ['a view without a source', 'create view stray as select 1 as one', 'view stray has no source'],
    [
      'a function whose body differs',
      "create or replace function paid_account(purpose text) returns text language sql immutable as $$ select 'damages' $$",
      'function paid_account(text) differs from its source',
    ],
    [
      'a function whose volatility differs',
      'alter function paid_account(text) stable',
      'function paid_account(text) differs from its source',
    ],
    [
      'a function with other names of parameters',
      "drop function paid_account(text); create function paid_account(why text) returns text language sql as $$ select 'damages' $$",
      'function paid_account(text) differs from its source',
    ],
    [
      'a trigger that fires for less',
      'create or replace trigger audit_chain before insert on audit_events for each row when (false) execute function audit_chain()',
      'trigger audit_chain on audit_events differs from its source',
    ],
    [
      'a constraint trigger that is not deferred',
      'drop trigger ledger_balanced on ledger_entries; create constraint trigger ledger_balanced after insert on ledger_entries for each row execute function ledger_balanced()',
      'trigger ledger_balanced on ledger_entries differs from its source',
    ],
    [
      'a function that is gone',
      'drop function net_paid(text)',
      'function net_paid(text) is not in the database',
    ],
    [
      'a trigger that is gone',
      'drop trigger refund_books on refunds',
      'trigger refund_books on refunds is not in the database',
    ],
  ])('%s', async (_, damage, found) => {
    await database.query(damage);
    expect(await compared()).toEqual([found]);
    await migrate();
    expect(await compared()).toEqual([]);
  });

  test('a view', async () => {
    expect(await compared(withView)).toEqual(['view held is not in the database']);
    await migrate(withView);
    expect(await compared(withView)).toEqual([]);
    await database.query('create or replace view held as select id from reservations');
    expect(await compared(withView)).toEqual(['view held differs from its source']);
    await migrate(withView);
    await database.query('drop view held; create view held as select 1 as id');
    await migrate(withView);
    expect(await compared(withView)).toEqual([]);
    await migrate();
    expect(await compared()).toEqual([]);
  });
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
      "CREATE FUNCTION some() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      'belongs to some.sql',
    ],
    [
      'makes what another one makes',
      'src/ledger/net-paid.sql',
      sources.find(({ path }) => path.endsWith('/net-paid.sql'))?.text ?? '',
      'makes nothing',
    ],
    [
      'names a function that is not there',
      'src/booking/some.sql',
      "CREATE OR REPLACE FUNCTION some() RETURNS int LANGUAGE sql AS 'SELECT other()'",
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
