import { parse } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { staff } from '../support/account/staff.ts';
import { book, type CreatedReservation, newClient, settledAll } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
let booked: CreatedReservation;

beforeAll(async () => {
  // Half past eleven at night in Paris on the last of the month: UTC has it too, Auckland does not.
  stack.clock.set('2027-03-31T21:30:00Z');
  booked = await book(stack, (await cloneItem(stack)).wish);
  await settledAll(stack);
  stack.clock.set('2027-03-31T22:30:00Z');
  await book(stack, (await cloneItem(stack)).wish);
  await settledAll(stack);
});

const ask = (query: Readonly<Record<string, string>>) =>
  stack.call(`/ledger/journal?${new URLSearchParams(query)}`, { headers: staff, from: newClient() });

/** The rows of the file, each by the names of its first. */
function rowsOf(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.replace('\ufeff', '').trimEnd().split('\r\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, place) => [names[place], cell])));
}

test('a month of the company’s own zone holds its last evening, and not the first night of the next', async () => {
  const march = rowsOf((await ask({ from: '2027-03-01', to: '2027-03-31' })).text);
  expect(new Set(march.map(({ reference }) => reference))).toEqual(new Set([booked.reference]));
  expect(new Set(march.map(({ date }) => date))).toEqual(new Set(['2027-03-31']));
  const april = rowsOf((await ask({ from: '2027-04-01', to: '2027-04-30' })).text);
  expect(april.length).toBe(march.length);
  expect(new Set(april.map(({ date }) => date))).toEqual(new Set(['2027-04-01']));
});

test('a sale keeps its dates when its item passes to a company in another zone', async () => {
  const month = { from: '2027-03-01', to: '2027-03-31' };
  const before = (await ask(month)).text;
  await stack.database.query(
    `insert into legal_entities (code, name, address_lines, email, time_zone, number_prefix)
     values ('nz', 'Southern', '{Auckland}', 'books@southern.example', 'Pacific/Auckland', 'NZ')`,
  );
  await stack.database.query(
    `update items set legal_entity = 'nz' where id = (select item_id from reservations where id = $1)`,
    [booked.id],
  );
  expect((await ask(month)).text).toBe(before);
});

test('every movement of it balances, debits and credits in columns of their own, in whole units', async () => {
  const rows = rowsOf((await ask({ from: '2027-03-01', to: '2027-04-30' })).text);
  const sums = new Map<string, number>();
  for (const { transaction = '', debit, credit } of rows) {
    expect([debit === '', credit === '']).toContain(true);
    const cents = Math.round(Number(debit || `-${credit}`) * 100);
    sums.set(transaction, (sums.get(transaction) ?? 0) + cents);
  }
  expect(sums.size).toBeGreaterThan(2);
  expect([...sums.values()].filter((sum) => sum !== 0)).toEqual([]);
  const sold = rows.filter(
    ({ reference, account }) => reference === booked.reference && account === 'guest-receivables',
  );
  expect(sold.map(({ debit }) => debit)).toContain((booked.total.amount / 100).toFixed(2));
});

test('it is a file for a spreadsheet, named by its dates; dates that are none are refused at their field', async () => {
  const { status, headers } = await ask({ from: '2027-03-01', to: '2027-03-31' });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/csv');
  expect(parse(headers.get('content-disposition') ?? '').base).toContain('journal-2027-03-01-2027-03-31.csv');
  for (const [query, field] of [
    [{ from: '2027-03-01', to: 'today' }, 'to'],
    [{ from: '2027-02-30', to: '2027-03-31' }, 'from'],
    [{ from: '2027-04-01', to: '2027-03-31' }, 'to'],
  ] as const) {
    const refused = await ask(query);
    expect([refused.status, Object(JSON.parse(refused.text)).errors?.[0]?.field]).toEqual([422, field]);
  }
});
