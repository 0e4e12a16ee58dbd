import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { book } from '../support/booking/booking.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

test('the SQL of the README, as it stands there, makes an item that can be booked and paid', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql);
  expect(blocks).toHaveLength(2);
  for (const block of blocks) await stack.database.query(block);
  const wish = { item: 'villa-one', from: '2027-05-03', to: '2027-05-06', guests: 2 };
  expect(await book(stack, wish)).toMatchObject({ total: { amount: 75_000, currency: 'GBP' } });
});
