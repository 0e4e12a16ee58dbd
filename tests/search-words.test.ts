import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrateDatabase } from '../dev/migrate.ts';
import { catalogueItems } from './support/catalogue-items.ts';
import { cloneItem } from './support/cloned-item.ts';
import { searchAll } from './support/search.ts';
import { runs, wireRuns } from './support/seeded-property.ts';
import { type Stack, startStack } from './support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const found = async (query: Readonly<Record<string, string>>) =>
  (await searchAll(stack, query)).map((item) => item.slug);
const wordsOf = (text: string) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
const withoutAccents = (text: string) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');

describe('an item is found by the words of its own name, as people write them', () => {
  test.each([
    ['PC-12', ['PC-12', 'pc 12', 'PC12', 'pc‑12', 'pc–12', 'ＰＣ－１２']],
    ['Boeing 737-800', ['737-800', '737', '800', '737800', '737/800']],
    ['Ford F-150', ['F-150', 'f150', 'f 150', 'F‐150']],
    ['Butler 24/7', ['24/7', '24-7', '24 7']],
    ['Indoor/outdoor ring', ['outdoor', 'Indoor/outdoor', 'indoor outdoor', 'outd']],
    ['Port of St.Tropez', ['Tropez', 'St.Tropez', 'St. Tropez', 'st tropez']],
    ['Villa d’Este', ['Villa d’Este', "villa d'este", 'este', 'ESTE', 'villa dʼeste', 'd´este', 'deste']],
    ['Château Lumière', ['chateau', 'château', 'Cha\u0302teau', 'CHÂTEAU', 'lumiere']],
    ['Kitzbühel Lodge', ['Kitzbuhel', 'Kitzbühel', 'kitzbu\u0308hel', 'Kitzbuehel', 'kitzb']],
    ['Zuerich Loft', ['zürich', 'zuerich', 'ZÜRICH']],
    ['Málaga Finca', ['Malaga', 'málaga', 'MÁLAGA']],
    ['Côte d’Azur', ['azur', 'cote d azur', 'Côte d’Azur', "cote d'azur"]],
    ['« L’Émeraude »', ['emeraude', 'l’émeraude', '«émeraude»']],
    ['Große Straße', ['grosse', 'strasse', 'STRAßE', 'groß']],
    ['Smørrebrød Øresund', ['smorrebrod', 'smørrebrød', 'oresund', 'Øresund']],
    ['Æble Łódź Þingvellir', ['aeble', 'æble', 'lodz', 'ŁÓDŹ', 'thingvellir']],
    ['İstanbul Işık', ['istanbul', 'ISTANBUL', 'İSTANBUL', 'isik', 'ışık']],
    ['Œuvre', ['oeuvre', 'ŒUVRE']],
    ['京都の町家', ['京都', '町家', '京都の町家']],
    ['シャトー東京', ['東京', 'ｼｬﾄｰ', 'シャトー']],
    ['서울 한옥', ['한옥', '서울', '한옥'.normalize('NFD')]],
    ['فیلای کیش', ['فيلاي', 'کیش', 'كيش']],
    ['مُتْحَف ١٢٣', ['متحف', '123', '١٢٣', '۱۲۳']],
    ['خانه‌ها', ['خانه‌ها', 'خانهها']],
    ['Ёлка Йога', ['елка', 'ёлка', 'ЁЛКА', 'йога']],
    ['Ὀδυσσεύς', ['Οδυσσευς', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευσ']],
    ['राजेश्वर महल', ['राजेश्वर', 'महल']],
    ['บ้านสวน ภูเก็ต', ['ภูเก็ต', 'สวน']],
    ['Ｆｕｌｌ　Ｗｉｄｔｈ', ['full width', 'Ｆｕｌｌ']],
    ['co\u00adoperate e\u200bx', ['cooperate', 'co-operate']],
    ['½ Day ① ²', ['½', '1/2 day']],
    ["O'Hara C++ & R&B 100%", ["o'hara", 'ohara', 'O’Hara', 'c++', 'r&b', '100%', '100']],
  ])('%s', async (name, queries) => {
    const { slug } = await cloneItem(stack, { columns: { name } });
    for (const text of [name, ...queries]) expect(await found({ text }), text).toContain(slug);
  });

  test('and by every word of its name, summary, description, features and city, with accents or without', async () => {
    for (const item of catalogueItems) {
      const text = [item.name, item.summary, item.description, ...item.features, item.place.city].join(' ');
      const { rows } = await stack.database.query<{ word: string }>(
        `select word from unnest($2::text[]) word
        where not (select search @@ search_query(word) and place_search @@ search_query(city) from items where slug = $1)`,
        [item.slug, [...new Set([text, withoutAccents(text), text.toUpperCase()].flatMap(wordsOf))]],
      );
      expect(
        rows.map((row) => row.word),
        item.slug,
      ).toEqual([]);
    }
  });

  const anyName = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
        fc.constantFrom(
          'd’',
          'St.',
          'F-',
          '24/7',
          'É',
          'ß',
          'İ',
          '東京',
          'سلام',
          '👩‍🚀',
          "'",
          '\\',
          '"',
          ':*',
          '&',
        ),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((parts) => parts.join(' ').slice(0, 70).replaceAll('\0', ''));

  test('whatever the name is made of', async () => {
    const property = fc.asyncProperty(anyName, async (name) => {
      const words = wordsOf(name.normalize('NFKC')).filter((word) => /[\p{L}\p{N}]/u.test(word));
      const { rows } = await stack.database.query<{ word: string }>(
        `select word from unnest($2::text[]) word
        where search_words(word) <> '' and not search_document($1) @@ search_query(word)`,
        [name, [name, ...words, ...words.map((word) => [...word].slice(0, 3).join(''))]],
      );
      expect(rows).toEqual([]);
    });
    await fc.assert(property, runs(300));
  });

  test('the same words fold to the same in a database of any locale', async () => {
    const words = 'Villa d’Este, KİTZBÜHEL ıI Straße «Œuvre» 京都の町家 مُتْحَف F-150';
    const folded = async (database: Client) =>
      (
        await database.query(
          'select search_document($1)::text as document, search_query($1)::text as query',
          [words],
        )
      ).rows[0];
    const name = `locale_${randomUUID().replaceAll('-', '')}`;
    await stack.database.query(
      `create database ${name} template template0 locale_provider icu icu_locale 'tr-TR'`,
    );
    const url = new URL(`/${name}`, inject('postgresUrl')).href;
    await migrateDatabase(url);
    const other = new Client({ connectionString: url });
    await other.connect();
    try {
      expect(await folded(other)).toEqual(await folded(stack.database));
    } finally {
      await other.end();
      await stack.database.query(`drop database ${name}`);
    }
  });
});

describe('a place', () => {
  test.each([
    [
      'Saint-Tropez',
      'FR',
      ['tropez', 'Saint Tropez', 'saint-tropez', 'France', 'fr', 'Francia', 'Frankreich'],
    ],
    ['Málaga', 'ES', ['malaga', 'MALAGA', 'Spain', 'españa', 'Espagne', 'ES', 'malaga, spain']],
    ['Kitzbühel', 'AT', ['kitzbuhel', 'Kitzbuehel', 'Austria', 'autriche', 'österreich', 'osterreich']],
    ['L’Isle-sur-la-Sorgue', 'FR', ["l'isle sur la sorgue", 'isle', 'sorgue']],
    ['Dubai', 'AE', ['UAE', 'emirates', 'United Arab Emirates', 'émirats', 'dubai uae']],
    ['London', 'GB', ['UK', 'GB', 'england', 'Great Britain', 'united kingdom', 'Royaume-Uni']],
    ['New York', 'US', ['USA', 'united states', 'États-Unis', 'new york', 'york', 'Estados Unidos']],
    ['İzmir', 'TR', ['izmir', 'Turkey', 'Türkiye', 'turquie']],
    ['京都', 'JP', ['京都', 'Japan', '日本', 'Japon']],
  ])('%s, %s is found as people name it', async (city, country, queries) => {
    const { slug } = await cloneItem(stack, { columns: { city, country } });
    for (const place of [city, ...queries]) expect(await found({ place }), place).toContain(slug);
    expect(await found({ text: `${city} ${queries.at(-1)}` })).toContain(slug);
  });

  test('without a word in it finds nothing', async () => {
    for (const place of ['&', "'", '…', '\\', ':*', '🚤']) expect(await found({ place }), place).toEqual([]);
  });

  test('and words of any punctuation are answered or refused at their field', async () => {
    const characters = fc.constantFrom(
      ...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~«»’“”…–—·•№€٪،؟。、「」ー・🚤½\u200c\u00ad\u3164 aé1',
    );
    const property = fc.asyncProperty(
      fc.constantFrom('text', 'place'),
      fc.array(characters, { minLength: 1, maxLength: 12 }),
      async (name, value) => {
        const query = new URLSearchParams({ [name]: value.join('') });
        const { status } = await stack.call(`/items?${query}`);
        expect([200, 422]).toContain(status);
      },
    );
    await fc.assert(property, wireRuns(60));
  });
});

describe('a list by name', () => {
  test('stands in the order of people, on one page and on many', async () => {
    const names = [
      'zebra',
      'Élan',
      'elan',
      'Elan',
      'eland',
      'Åre',
      'Zürs',
      'Zug',
      'čaj',
      'Ćuk',
      'æon',
      '1 tent',
      '_x',
    ];
    for (const name of names) await cloneItem(stack, { columns: { name, currency: 'SEK' } });
    const inOrder = names.toSorted(new Intl.Collator('und', { ignorePunctuation: false }).compare);
    for (const limit of [1, 2, 5, 50]) {
      const list = await searchAll(stack, { currency: 'SEK', limit });
      expect(list.map((item) => item.name)).toEqual(inOrder);
    }
  });
});
