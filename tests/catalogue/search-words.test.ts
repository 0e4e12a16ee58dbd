import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { Client } from 'pg';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrateDatabase } from '../../ops/migrate.ts';
import { type Search, searchItems, searchSchema } from '../../src/catalogue/search.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { plainFigures } from '../../src/platform/text/figures.ts';
import { catalogueItems } from '../support/booking/catalogue-items.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { searchAll } from '../support/booking/search.ts';
import { runs, wireRuns } from '../support/harness/seeded-property.ts';
import { sampleOf } from '../support/harness/size.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

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
    ['سورة۞رأس ꀀ۩ꀁ', ['رأس', 'ꀁ']],
    ['राजेश्वर महल', ['राजेश्वर', 'महल']],
    ['บ้านสวน ภูเก็ต', ['ภูเก็ต', 'สวน']],
    ['Ｆｕｌｌ　Ｗｉｄｔｈ', ['full width', 'Ｆｕｌｌ']],
    ['co\u00adoperate e\u200bx', ['cooperate', 'co-operate']],
    ['½ Day ① ²', ['½', '1/2 day']],
    [
      'Byblos, Saint-Tropez',
      ['st tropez', 'St.-Tropez', 'st. tropez', 'St-Tropez', 'sankt tropez', 'sai tro'],
    ],
    ['Chalet St. Moritz', ['saint moritz', 'Sankt Moritz', 'sankt-moritz', 'SAINT-MORITZ', 'st moritz']],
    ['Sankt Anton am Arlberg', ['st. anton', 'saint anton', 'St.Anton']],
    ['Mas Sainte-Maxime', ['ste maxime', 'Ste-Maxime', 'ste. maxime', 'STE.-MAXIME']],
    ['Villa Ste. Anne', ['sainte anne', 'Sainte-Anne']],
    ['Sta. Margherita, Sto. Tomé', ['santa margherita', 'santo tome', 'sta margherita']],
    ['Mount Etna Lodge', ['mt etna', 'Mt. Etna']],
    ['Defender 4×4', ['4x4', '4 x 4', '4×4', '4✕4', '4X4', '4х4', '４×４']],
    ['Land Cruiser 4x4', ['4×4', '4 × 4', '4X4']],
    ['Court 12 × 8 m', ['12x8', '12×8m', '12x8 m']],
    [
      'Gulfstream G650ER',
      ['g 650', 'G650 ER', 'g650 er', 'g650', '650er', 'g 650 er', 'g-650', '650', 'G-650ER'],
    ],
    ['Gulfstream G 650 ER', ['g650er', 'G650', 'g650 er', '650er', '650 ER']],
    ['Airbus A320neo', ['a 320', 'a320 neo', 'neo', 'A320-neo', 'a-320 neo', '320neo']],
    ['B 737 MAX 8', ['737max8', 'b737 max8', '737 max 8', 'B-737-MAX-8']],
    ['Hall of 100 m²', ['100m2', '100 m2', '100m²', '100 m²', 'm2']],
    ['Hall of 100m2', ['100 m²', '100 m2', '100']],
    ['Suite No. 5', ['no5', 'no 5', '№5', 'No.5']],
    [
      'Estate of 7500 m²',
      ['7,500', '7.500', '7 500', '7\u202f500', "7'500", '7’500', '7\u00a0500 m2', '٧٬٥٠٠', '7,500m²'],
    ],
    ['Estate of 7,500 m²', ['7500', '7500m2', '7 500', '7.500', '7,500']],
    ['Estate of 7.500 m²', ['7500', '7,500 m2']],
    ['Estate of 7 500 m²', ['7500', '7,500']],
    ['Estate of 7’500 m²', ['7500', '7,500']],
    ['Estate of 12,50,000 m²', ['1250000', '1,250,000']],
    ['Tour of 1250000 stars', ['12,50,000', '1.250.000', '1 250 000']],
    ['Ford F150 with 7500 km', ['f-150 7,500', 'F 150 7 500', '7.500 km f150']],
    [
      'Estate of 7,500 m²',
      ['7500.00', '7,500.00', '7.500,00', '7 500,00', "7'500.00", '7,500.0', '7500,-', '٧٥٠٠٫٠٠'],
    ],
    ['Suite at 7.500,00', ['7500', '7,500', '7500.00', '7,500.0', "7'500.–"]],
    ['Berth of 12.00 m', ['12', '12m', '12 m', '12.0', '12,00m']],
    ['Draught 2.5 m', ['2,5', '2.50', '2,50', '2.50m', '٢٫٥٠']],
    ['Ground of 1234.5 acres', ['1,234.50', '1.234,5', '1 234,50']],
    ['Flat of 3½ rooms', ['3½', '3 1/2', '3.5', '3,5', '3 ½', '3.50']],
    ['Flat of 3.5 rooms', ['3½', '3 ½']],
    ['Villa dEste', ['d este', "d'Este", 'd’Este', 'deste']],
    ['Villa d Este', ['deste', "d'Este", 'd´Este']],
    ['Cote d Azur Terrace', ['Côte d’Azur', 'cote dazur', 'cotedazur', "COTE D'AZUR"]],
    ['Rolls Royce Ghost', ['rollsroyce', 'Rolls-Royce', 'rollsroyceghost', 'royce ghost', 'Rolls—Royce']],
    ['McLaren Spider', ['mc laren', 'Mc-Laren', 'MCLAREN', 'mclaren spider']],
    ['Wi Fi Lounge', ['wifi', 'wi-fi', 'Wi‑Fi', 'wifi lounge']],
    ['AMG Track', ['A M G', 'A.M.G.', 'amg']],
    ['Val-d’Isère Lodge', ['val disere', 'valdisere', "Val d'Isere", 'val d isère lodge']],
    ['Villa in Đà Nẵng', ['da nang', 'danang', 'Ðà Nẵng']],
    ['Kitzbuehel Barn', ['kitzbuhel', 'Kitzbühel']],
    ['Aarhus Loft', ['århus', 'arhus', 'AARHUS']],
    ['Bjørn’s Hytte', ['bjoerns', 'bjørns', 'bjorns hytte', "bjoern's"]],
    [
      'Castle & Spa',
      ['castle and spa', 'castle et spa', 'castle y spa', 'castle und spa', 'castle + spa', 'castle spa'],
    ],
    ['R&B Hall', ['r and b', 'r & b', 'rb', 'R+B']],
    ['Auberge du Mont Blanc', ['mt blanc', 'mt. blanc', 'mount blanc']],
    ['בית תל־אביב', ['תלאביב', 'תל אביב', 'תל-אביב']],
    ['צ׳ייסר רמב״ם', ['צייסר', 'רמבם', "צ'ייסר", 'רמב"ם']],
    ['قصر ٱلرحمن', ['الرحمن', 'ٱلرحمن']],
    ["O'Hara C++ & R&B 100%", ["o'hara", 'ohara', 'O’Hara', 'c++', 'r&b', '100%', '100']],
  ])('%s', async (name, queries) => {
    const { slug } = await cloneItem(stack, { columns: { name } });
    for (const text of [name, ...queries]) expect(await found({ text }), text).toContain(slug);
  });

  // RawSignals of every script that has them, as Unicode of this Node knows them.
  const zeros = Array.from({ length: 0x20000 }, (_, codePoint) => codePoint).filter(
    (codePoint) =>
      /\p{Nd}/u.test(String.fromCodePoint(codePoint)) &&
      plainFigures(String.fromCodePoint(codePoint)) === '0',
  );

  test('and by its figures, in whichever script either of both is written', async () => {
    expect(zeros.length).toBeGreaterThan(70);
    const figures = zeros.map((zero) =>
      [7, 0, 9].map((figure) => String.fromCodePoint(zero + figure)).join(''),
    );
    const { rows } = await stack.database.query(
      `select * from unnest($1::text[]) figures where not (search_document('Pier ' || figures) @@ search_query('709')
        and search_document('Pier 709') @@ search_query(figures) and search_document('Pier709') @@ search_query('pier' || figures))`,
      [figures],
    );
    expect(rows).toEqual([]);
  });

  test.each([
    [
      'g650',
      ['Garden of 650 roses', 'Gallery 4, 650 seats', 'Hall G, 650 seats', 'G-Class, 650 hp', '650 G'],
    ],
    ['4x4', ['4 extra beds, 4 baths', 'Suite 4, x-ray room 4', '4 x 14 m', '44 x 4', '4 boxes of 4']],
    ['a320', ['A suite of 320 m²', 'Apartment 320', 'B320']],
    ['100m2', ['100 mats, 2 rooms', '100 seats, 2 m high', '1100 m2', '100 m 12 s']],
    ['7500', ['7 cabins, 500 m away', '7 50 0', '17,500', '7,5000', '2027 500']],
    ['saint tropez', ['1st row, Tropez', 'Station Tropez', 'Stable of Tropez']],
    ['7500.00', ['7 cabins, 500 m away', '17,500', '7.50 a day']],
    ['fuel', ['Full moon', 'Fully yours']],
    ['247', ['24 7', '24 hours, 7 days']],
  ])('but %s is not found in words that stand apart', async (text, names) => {
    const { rows } = await stack.database.query(
      'select name from unnest($2::text[]) name where search_document(name) @@ (select search_query($1))',
      [text, names],
    );
    expect(rows).toEqual([]);
  });

  test('and by every word of its name, summary, description, features and city, with accents or without', async () => {
    for (const item of sampleOf(catalogueItems, 24, 'words of items')) {
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
        where search_words(word) <> '' and not (select search_document($1)) @@ search_query(word)`,
        [name, [name, ...words, ...words.map((word) => [...word].slice(0, 3).join(''))]],
      );
      expect(rows).toEqual([]);
    });
    await fc.assert(property, runs(60));
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
      [
        'tropez',
        'Saint Tropez',
        'saint-tropez',
        'st tropez',
        'St.-Tropez',
        'St. Tropez, France',
        'France',
        'fr',
        'Francia',
        'Frankreich',
      ],
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
    await fc.assert(property, wireRuns(25));
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

describe('the words of a search are made a query of once, however many items there are', () => {
  let session: Client;
  beforeAll(async () => {
    session = new Client({ connectionString: stack.databaseUrl });
    await session.connect();
    await session.query(`set track_functions = 'all'`);
    // Within one transaction nothing that was counted is handed on.
    await session.query('begin');
    // A plan for all values knows no word, so nothing of it is made while planning.
    await session.query('set plan_cache_mode = force_generic_plan');
  });
  afterAll(() => session.end());

  /** How often each function of ours runs for a statement that is prepared, as the database counts it. */
  async function callsOf(statement: SQL, name: string): Promise<Record<string, number>> {
    const { sql: text, params } = new PgDialect().sqlToQuery(statement);
    const before = await counted();
    await session.query({ name, text, values: params });
    const calls = (await counted()).map(([called, calls]) => {
      const [, earlier = 0] = before.find(([one]) => one === called) ?? [];
      return [called, calls - earlier] as const;
    });
    return Object.fromEntries(calls.filter(([, calls]) => calls > 0));
  }

  /** What this session has counted and not yet handed on. */
  async function counted(): Promise<(readonly [string, number])[]> {
    const { rows } = await session.query<{ name: string; calls: number }>(
      'select funcname as name, calls::int from pg_stat_xact_user_functions order by 1',
    );
    return rows.map(({ name, calls }) => [name, calls]);
  }

  test.each<[string, Partial<Search>]>([
    ['text', { text: 'villa' }],
    ['place', { place: 'st tropez' }],
  ])('%s', async (name, given) => {
    const statements: SQL[] = [];
    const database: Database = {
      async query(statement) {
        statements.push(statement);
        return [];
      },
      batch: stack.runtime.database.batch,
    };
    await searchItems(database, { ...v.parse(searchSchema, {}), ...given });
    const [statement = sql``] = statements;
    const once = await callsOf(sql`select search_query(${Object.values(given)[0]})`, `${name} alone`);
    expect(once.search_words).toBeGreaterThan(0);
    expect(await callsOf(statement, `${name} of items`)).toEqual(once);
    const { rows } = await session.query<{ count: number }>(
      'select count(*)::int from items where is_listed',
    );
    expect(rows[0]?.count).toBeGreaterThan(20);
  });
});
