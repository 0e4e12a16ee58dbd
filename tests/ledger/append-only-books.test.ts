import { expect, test } from 'vitest';
import { databaseRefusal } from '../support/database/database-refusal.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

const appendOnly = { code: '23514', constraint: 'append_only' };

test.each([
  'cancellation_policies',
  'ledger_transactions',
  'ledger_entries',
  'audit_events',
  'audit_seals',
  'revisions',
])('what stands in %s is never changed, deleted or emptied', async (table) => {
  const { rows } = await stack.database.query<{ name: string }>(
    `select quote_ident(column_name) as name from information_schema.columns where table_name = $1 and is_identity = 'NO' limit 1`,
    [table],
  );
  for (const statement of [
    `update ${table} set ${rows[0]?.name} = ${rows[0]?.name}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ]) {
    expect([statement, await databaseRefusal(stack.database.query(statement))]).toEqual([
      statement,
      appendOnly,
    ]);
  }
});

test('a movement of money whose entries do not sum to zero in every currency is refused when it commits', async () => {
  const post = async (
    id: string,
    entries: readonly (readonly [account: string, amount: number, currency: string])[],
  ) => {
    await stack.database.query('begin');
    await stack.database.query(
      `insert into ledger_transactions (id, source, posted_at) values ($1, $1, now())`,
      [id],
    );
    for (const [account, amount, currency] of entries) {
      await stack.database.query('insert into ledger_entries values ($1, $2, $3, $4)', [
        id,
        account,
        amount,
        currency,
      ]);
    }
    await stack.database.query('commit');
  };
  const unbalanced = { code: '23514', constraint: 'ledger_balanced' };
  expect(await databaseRefusal(post('one side', [['cash', 500, 'EUR']]))).toEqual(unbalanced);
  expect(
    await databaseRefusal(
      post('a cent', [
        ['cash', 500, 'EUR'],
        ['guests', -499, 'EUR'],
      ]),
    ),
  ).toEqual(unbalanced);
  expect(
    await databaseRefusal(
      post('two currencies', [
        ['cash', 500, 'EUR'],
        ['guests', -500, 'USD'],
      ]),
    ),
  ).toEqual(unbalanced);
  await post('whole', [
    ['cash', 500, 'EUR'],
    ['fees', 20, 'EUR'],
    ['guests', -520, 'EUR'],
    ['cash', 7, 'USD'],
    ['guests', -7, 'USD'],
  ]);
  const late = stack.database.query(`insert into ledger_entries values ('whole', 'later', 1, 'EUR')`);
  expect(await databaseRefusal(late)).toEqual(unbalanced);
  const { rows } = await stack.database.query('select id from ledger_transactions');
  expect(rows).toEqual([{ id: 'whole' }]);
  const twice = stack.database.query(
    `insert into ledger_transactions (id, source, posted_at) values ('again', 'whole', now())`,
  );
  expect(await databaseRefusal(twice)).toMatchObject({ code: '23505' });
});
