import { expect, test } from 'vitest';
import { copyStays } from '../support/database/copied-stays.ts';
import { instant } from '../support/database/due-rows.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
const many = 30;

test('the books of all reservations that one statement cancels are written at once: one posting for all sales, one numbering of all credit notes, in order and without a gap', async () => {
  const ids = await copyStays(stack, many, {
    status: `'confirmed'`,
    confirmed_at: instant(stack, -60),
  });
  const { database } = stack;
  await database.query('begin');
  await database.query(`set local track_functions = 'all'`);
  await database.query(
    `update reservations set status = 'cancelled', cancelled_at = ${instant(stack, 0)}, changed_at = ${instant(stack, 0)}, credited_minor = total_minor
     where id = any($1)`,
    [ids],
  );
  const { rows: calls } = await database.query<{ name: string; calls: number }>(
    `select funcname as name, calls::int from pg_stat_xact_user_functions
     where funcname in ('entries_reported', 'report_entries', 'issue_documents') order by 1`,
  );
  await database.query('commit');
  expect(calls).toEqual([
    { name: 'entries_reported', calls: 1 },
    { name: 'issue_documents', calls: 1 },
    { name: 'report_entries', calls: 1 },
  ]);

  const { rows: notes } = await database.query(
    `select reservation_id, number - min(number) over () as place, amount_minor = r.total_minor as is_whole, credited_before_minor::int as before
     from documents d join reservations r on r.id = d.reservation_id where d.kind = 'credit-note' and r.id = any($1) order by number`,
    [ids],
  );
  expect(notes).toEqual(
    ids.toSorted().map((id, place) => ({ reservation_id: id, place, is_whole: true, before: 0 })),
  );
  const { rows: movements } = await database.query(
    `select t.source, sum(e.amount_minor) filter (where e.account = 'guest-receivables') = -r.total_minor as is_whole
     from ledger_transactions t join ledger_entries e on e.transaction_id = t.id join reservations r on r.id = t.reservation_id
     where r.id = any($1) group by t.id, t.source, t.sequence, r.total_minor, r.id order by t.sequence`,
    [ids],
  );
  expect(movements).toMatchObject(ids.toSorted().map(() => ({ is_whole: true })));
  expect(movements.map(({ source }) => source)).toEqual(
    ids.toSorted().map((id) => expect.stringContaining(`sale-reduced:${id}:`)),
  );
});
