import { beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../demo/seed/catalogue.ts';
import { itemSchema } from '../../src/terms/item.ts';
import { bodyOf, newClient } from '../support/booking/booking.ts';
import { catalogueItem } from '../support/booking/catalogue-items.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { type FoundItem, searchAll } from '../support/booking/search.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
let all: FoundItem[];
beforeAll(async () => {
  all = await searchAll(stack, {});
});

const slugs = (items: readonly { slug: string }[]) => items.map((item) => item.slug).sort();
const get = (query: string) => stack.call(`/items?${query}`, { from: newClient() });

describe('searching', () => {
  test('without any wish, there is everything that is listed, once', async () => {
    const { slug } = await cloneItem(stack, { columns: { is_listed: false } });
    const found = await searchAll(stack, {});
    expect(slugs(found)).toEqual(slugs(catalogue));
    expect(slugs(found)).not.toContain(slug);
  });

  test.each(['car', 'yacht', 'villa', 'aircraft', 'event-space', 'sitter'])(
    'by the category %s',
    async (category) => {
      const found = await searchAll(stack, { category });
      expect(slugs(found)).toEqual(slugs(all.filter((item) => item.category === category)));
      expect(found.length).toBeGreaterThan(8);
    },
  );

  test('by place: the beginning of a city’s name or the code of a country, in any case, and nothing else', async () => {
    const inCity = (start: string) => slugs(all.filter((item) => item.place.city.startsWith(start)));
    const inCountry = (code: string) => slugs(all.filter((item) => item.place.country === code));
    expect(slugs(await searchAll(stack, { place: 'Lon' }))).toEqual(inCity('Lon'));
    expect(slugs(await searchAll(stack, { place: 'london' }))).toEqual(inCity('London'));
    expect(slugs(await searchAll(stack, { place: 'fr' }))).toEqual(inCountry('FR'));
    for (const place of ['%', '_', '%ondon', 'L_ndon', '\\', 'ondon'])
      expect(await searchAll(stack, { place })).toEqual([]);
  });

  test('by guests: what holds at least so many', async () => {
    for (const guests of [1, 5, 12, 13, 320])
      expect(slugs(await searchAll(stack, { guests }))).toEqual(
        slugs(all.filter((item) => item.capacity >= guests)),
      );
    expect(await searchAll(stack, { guests: 321 })).toEqual([]);
  });

  test('by price: in one currency, both ends included, at the price of a unit of time', async () => {
    const within = (currency: string, low: number, high: number) =>
      slugs(
        all.filter(
          ({ rate: { price } }) => price.currency === currency && price.amount >= low && price.amount <= high,
        ),
      );
    for (const [currency, low, high] of [
      ['EUR', 32_000, 98_000],
      ['JPY', 4_800, 4_800],
      ['GBP', 0, 1e12],
      ['USD', 2, 1],
    ] as const) {
      const found = await searchAll(stack, { currency, minPrice: low, maxPrice: high });
      expect(slugs(found)).toEqual(within(currency, low, high));
    }
    expect(within('EUR', 32_000, 98_000).length).toBeGreaterThan(3);
    for (const query of ['minPrice=1', 'maxPrice=5', 'sort=price', 'sort=-price'])
      expect(refusedFields(await get(query)), query).toEqual(['currency']);
  });

  test('by several wishes at once: all of them hold', async () => {
    const found = await searchAll(stack, { category: 'sitter', currency: 'EUR', guests: 3, text: 'eve' });
    expect(
      found.every(
        (item) => item.category === 'sitter' && item.capacity >= 3 && item.rate.price.currency === 'EUR',
      ),
    ).toBe(true);
  });
});

test.each([
  ['colour=red', 'colour'],
  ['__proto__=1', '__proto__'],
  ['category=_boat', 'category'],
  ['category=car&category=villa', 'category'],
  ['limit=0', 'limit'],
  ['limit=51', 'limit'],
  ['limit=ten', 'limit'],
  ['limit=1&limit=1', 'limit'],
  ['guests=0', 'guests'],
  ['guests=1.5', 'guests'],
  ['currency=eur', 'currency'],
  ['minPrice=-1&currency=EUR', 'minPrice'],
  ['sort=rate', 'sort'],
  ['text=', 'text'],
  ['place=', 'place'],
  [`place=${'x'.repeat(81)}`, 'place'],
  ['from=2027-06-01', 'to'],
  ['to=2027-06-01', 'to'],
  ['from=2027-06-02&to=2027-06-01', 'to'],
  ['from=2027-06-01&to=2027-06-01', 'to'],
  ['from=2027-02-30&to=2027-03-05', 'from'],
  ['from=2027-02-27&to=2027-02-29', 'to'],
  ['from=2027-13-01&to=2027-14-01', 'from,to'],
  ['from=infinity&to=2027-06-01', 'from'],
  ['from=%2B275760-09-13&to=2027-06-01', 'from'],
  ['from=2027-06-01&to=10000-01-01', 'to'],
])('a search with %s is refused by its field: %s', async (query, fields) => {
  expect(refusedFields(await get(query))).toEqual(expect.arrayContaining(fields.split(',')));
});

describe('one item', () => {
  test.each(['riad-zahra', 'layali', 'kagetsu-garden-hall'])(
    '%s is told in full, as the seed has it',
    async (slug) => {
      const item = bodyOf(await stack.call(`/items/${slug}`, { from: newClient() }), 200, itemSchema);
      const { id: _id, ...expected } = catalogueItem(slug);
      const inOrder = (rows: readonly { name: string; from?: string }[]) =>
        rows.toSorted((a, b) => `${a.from}${a.name}`.localeCompare(`${b.from}${b.name}`));
      expect(item).toMatchObject({
        ...expected,
        seasons: inOrder(expected.seasons),
        extras: expect.anything(),
      });
      expect(inOrder(item.extras)).toEqual(inOrder(expected.extras));
    },
  );

  test('one that does not exist, is not listed or cannot be a name is not found', async () => {
    const { slug } = await cloneItem(stack, { columns: { is_listed: false } });
    for (const name of [
      'no-such-item',
      slug,
      'RIAD-ZAHRA',
      '%25',
      '..%2F',
      '%E0%A4%A',
      'x'.repeat(3000),
      '%00',
    ])
      expectRefusal(await stack.call(`/items/${name}`, { from: newClient() }), 404, 'not-found');
  });
});
