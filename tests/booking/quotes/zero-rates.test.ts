import { expect, test } from 'vitest';
import { quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

test('an item whose price names two taxes of nothing can be quoted and reserved: each is nothing', async () => {
  const { id, wish } = await cloneItem(stack);
  await stack.database.query(
    `insert into taxes (item_id, name, basis_points, is_included) values ($1, 'VAT, exempt', 0, true), ($1, 'City, exempt', 0, true)`,
    [id],
  );
  const price = await quote(stack, wish);
  expect(price.includedTaxes.map(({ basisPoints, amount }) => [basisPoints, amount])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect((await reserve(stack, wish)).total).toEqual(price.total);
});
