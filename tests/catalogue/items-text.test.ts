import fc from 'fast-check';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { itemTranslations } from '../../demo/seed/translations.ts';
import { searchResultSchema } from '../../src/catalogue/search.ts';
import { newClient } from '../support/booking/booking.ts';
import { catalogueItem, catalogueItems } from '../support/booking/catalogue-items.ts';
import { searchAll } from '../support/booking/search.ts';
import { wireRuns } from '../support/harness/seeded-property.ts';
import { useStack } from '../support/harness/stack.ts';
import { refusedFields } from '../support/http/refusal.ts';

const stack = useStack();

const slugs = (items: readonly { slug: string }[]) => items.map((item) => item.slug).sort();
const get = (query: string) => stack.call(`/items?${query}`, { from: newClient() });

describe('searching by words', () => {
  const textOf = (slug: string) => {
    const { name, summary, description, features, place } = catalogueItem(slug);
    const { fr, es } = itemTranslations[slug] ?? {};
    const translated = [fr, es].flatMap((words) =>
      words ? [words.summary, words.description, ...words.features] : [],
    );
    return [name, summary, description, ...features, ...translated, place.city, countries.get(place.country)]
      .join(' ')
      .toLowerCase();
  };
  /** What people call the countries; the rest of an item stands in the seed. */
  const countries = new Map<string, string>();
  beforeAll(async () => {
    const { rows } = await stack.database.query<{ country: string; names: string }>(
      'select distinct country, country_names(country) as names from items',
    );
    for (const { country, names } of rows) countries.set(country, names);
  });
  /** Words are compared without their accents. */
  const plain = (text: string) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const partsOf = (text: string) => plain(text).split(/[^\p{L}\p{N}]+/u);
  /** Names are found by their words written as one, from each word on: The Mulberry, themulberry. */
  const gluedOf = (slug: string) => {
    const { name, place } = catalogueItem(slug);
    return [name, place.city].flatMap((one) => {
      const parts = partsOf(one);
      return parts.map((_, index) => parts.slice(index).join(''));
    });
  };
  const wordsOf = (text: string) => text.match(/(?<![\p{L}\p{N}'’-])\p{L}{3,}(?![\p{L}\p{N}'’-])/gu) ?? [];

  test('the beginnings of words of an item find it, and only items with all of them', async () => {
    const wishes = fc.constantFrom(...catalogueItems).chain(({ slug }) =>
      fc.tuple(
        fc.constant(slug),
        fc.array(fc.tuple(fc.constantFrom(...wordsOf(textOf(slug))), fc.integer({ min: 3, max: 8 })), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
    );
    const property = fc.asyncProperty(wishes, async ([slug, words]) => {
      const starts = words.map(([word, length]) => word.slice(0, length));
      const found = (await searchAll(stack, { text: starts.join(' ') })).filter(
        (item) => !item.slug.startsWith('clone-'),
      );
      expect(slugs(found)).toContain(slug);
      for (const item of found)
        for (const start of starts)
          expect(
            [...partsOf(textOf(item.slug)), ...gluedOf(item.slug)].some((word) =>
              word.startsWith(plain(start)),
            ),
            `${item.slug} by ${start}`,
          ).toBe(true);
    });
    await fc.assert(property, wireRuns(12));
  });

  test('what stands in the middle of a word does not find it', async () => {
    expect(await searchAll(stack, { text: 'elicopter' })).toEqual([]);
    expect(slugs(await searchAll(stack, { text: 'HELICOPT' }))).toContain('azurine-helicopter');
  });

  test('operators of the query language are no more than gaps between words', async () => {
    const plain = slugs(await searchAll(stack, { text: 'helicopter' }));
    for (const text of [
      '!helicopter',
      'helicopter:*',
      'helicopter & !',
      '(helicopter',
      "helicopter'",
      'helicopter\\',
      '<-> helicopter',
      'helicopter |',
    ])
      expect(slugs(await searchAll(stack, { text })), text).toEqual(plain);
    expect(slugs(await searchAll(stack, { text: 'helicopter | villa' }))).toEqual(
      slugs(await searchAll(stack, { text: 'helicopter villa' })),
    );
    for (const text of ['&', '!', ':*', '<->', "'", '...'])
      expect(refusedFields(await get(new URLSearchParams({ text }).toString())), text).toEqual(['text']);
  });

  test('whatever is written as words or place, there is an answer or a refusal of that field', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom('text', 'place'),
      fc.string({ unit: 'binary', maxLength: 60 }),
      async (name, value) => {
        const answer = await get(new URLSearchParams({ [name]: value }).toString());
        if (answer.status === 200) v.parse(searchResultSchema, answer.json());
        else expect(refusedFields(answer)).toEqual([name]);
      },
    );
    await fc.assert(property, {
      ...wireRuns(25),
      examples: [
        ['place', '\u0000'],
        ['text', '\u0000'],
        ['text', 'a\u0000b'],
        ['place', '\ud800'],
        ['text', 'İ'],
      ],
    });
  });
});
