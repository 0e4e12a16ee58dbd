import { beforeAll, describe, expect, test } from 'vitest';
import { newClient } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { search, searchAll } from '../support/booking/search.ts';
import { useStack } from '../support/harness/stack.ts';
import { refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
beforeAll(async () => {
  // Five of one name and one price, so that the order has ties within which a page may end.
  for (let made = 0; made < 5; made += 1) await cloneItem(stack);
});

const get = (query: string) => stack.call(`/items?${query}`, { from: newClient() });

describe('the pages of a list', () => {
  test.each([
    { sort: 'name', currency: undefined, sizes: [1, 7, 50] },
    { sort: 'price', currency: 'EUR', sizes: [1, 4, 30] },
    { sort: '-price', currency: 'EUR', sizes: [1, 4, 30] },
    { sort: 'price', currency: 'JPY', sizes: [2] },
  ])(
    'by $sort ($currency) hold every item exactly once, in order, at any size',
    async ({ sort, currency, sizes }) => {
      const column = sort === 'name' ? 'name collate "und-x-icu"' : 'rate_minor';
      const { rows } = await stack.database.query<{ slug: string }>(
        `select slug from items where is_listed and ($1::text is null or currency = $1) order by ${column} ${sort === '-price' ? 'desc' : 'asc'}, id`,
        [currency],
      );
      for (const limit of sizes) {
        const found = await searchAll(stack, { sort, currency, limit });
        expect(found.map((item) => item.slug)).toEqual(rows.map((row) => row.slug));
      }
    },
  );

  test('a cursor that is garbage, or of another order, is refused', async () => {
    const { nextCursor } = await search(stack, { limit: 3 });
    expect(refusedFields(await get(`sort=price&currency=EUR&cursor=${nextCursor}`))).toEqual(['cursor']);
    const priced = await search(stack, { sort: 'price', currency: 'EUR', limit: 3 });
    expect(refusedFields(await get(`cursor=${priced.nextCursor}`))).toEqual(['cursor']);
    expect(refusedFields(await get(`sort=-price&currency=EUR&cursor=${priced.nextCursor}`))).toEqual([
      'cursor',
    ]);
    const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const garbage = [
      'garbage',
      '',
      '%00',
      coded([]),
      coded({}),
      coded(null),
      coded(['name', 1, 2]),
      coded(['name', 'a']),
      coded(['name', 'a\u0000', 'b']),
      'A'.repeat(501),
    ];
    for (const cursor of garbage)
      expect(refusedFields(await get(`cursor=${cursor}`)), cursor).toEqual(['cursor']);
    for (const key of ['x', '1.5', '-1', '1e3', '9'.repeat(30), "1' or 1=1"])
      expect(
        refusedFields(await get(`sort=price&currency=EUR&cursor=${coded(['price', key, 'itm_x'])}`)),
        key,
      ).toEqual(['cursor']);
  });
});
