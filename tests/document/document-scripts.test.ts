import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { extractText, getDocumentProxy } from 'unpdf';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { DocumentContent } from '../../src/document/content.ts';
import { renderDocument } from '../../src/document/render.ts';
import { type Levelled, levelled, visualOrder } from '../../src/document/sheet/direction.ts';
import { paragraphsOf } from '../../src/document/sheet/wrap.ts';
import { currencySchema, minor } from '../../src/platform/money/money.ts';
import { isolated } from '../../src/platform/text/isolated.ts';
import { runs } from '../support/harness/seeded-property.ts';

/** An invoice of nothing to someone: only the words matter here. */
function invoice(name: string, issuer: Partial<DocumentContent['issuer']> = {}): DocumentContent {
  return {
    kind: 'invoice',
    number: 'FT-INV-2027-000123',
    issuedAt: '2027-04-01T10:00:00Z',
    issuer: {
      name: 'Fine Things SARL',
      addressLines: ['4 rue des Voiliers'],
      taxId: 'FR00',
      email: 'a@b.example',
      timeZone: 'Europe/Paris',
      ...issuer,
    },
    customer: { name, email: 'ada@guests.example', addressLines: [] },
    language: 'en',
    reservation: {
      reference: 'ABCD-2345',
      itemName: 'Villa Belombre',
      city: 'Nice',
      startsAt: '2027-06-12T14:00:00Z',
      endsAt: '2027-06-19T08:00:00Z',
      timeZone: 'Europe/Paris',
    },
    currency: v.parse(currencySchema, 'EUR'),
    lines: [],
    taxSummary: [],
    total: minor(0),
  };
}

/** The words of a PDF, without what stands between them, in composed characters. */
async function textOf(pdf: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return bare(text);
}

function bare(text: string): string {
  return text.normalize('NFKC').replace(/[\s\u200b-\u200d]+/gu, '');
}

/** How many glyphs of a PDF are the box of a character that its font lacks: glyph 0, in the two-byte codes of pdfkit. */
function boxes(pdf: Uint8Array): number {
  const bytes = Buffer.from(pdf);
  let count = 0;
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 7)) {
    let content: string;
    try {
      content = inflateSync(bytes.subarray(at + 7)).toString('latin1');
    } catch {
      continue; // `endstream`
    }
    if (!content.includes(' TJ')) continue;
    const codes = [...content.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    count += codes.filter((code) => code === '0000').length;
  }
  return count;
}

const named = [
  ['Japanese', '山田太郎'],
  ['Japanese, with a variant character', '髙橋 﨑 𠮷田'],
  ['Chinese', '欧阳锋'],
  ['Korean', '김철수'],
  ['Korean, as a Mac decomposes it', '김철수'.normalize('NFD')],
  ['Thai', 'สมชาย ใจดี'],
  ['Hindi', 'राजेश हिन्दी विक्रम'],
  ['Bengali', 'রবীন্দ্রনাথ ঠাকুর'],
  ['Tamil', 'கௌரி கொழும்பு'],
  ['Telugu', 'శ్రీనివాస్'],
  ['Kannada', 'ಕೃಷ್ಣಮೂರ್ತಿ'],
  ['Malayalam', 'മോഹൻലാൽ'],
  ['Sinhala', 'ශ්‍රී ලංකා'],
  ['Khmer', 'សុភាព ខ្មែរ'],
  ['Lao', 'ສົມພອນ'],
  ['Burmese', 'အောင်ဆန်းစုကြည်'],
  ['Tibetan', 'བསྟན་འཛིན'],
  ['Amharic', 'ኃይለ ሥላሴ'],
  ['Arabic', 'ليلى العمري'],
  ['Persian, with a joiner', 'علی‌رضا'],
  ['Urdu', 'محمد اقبال ٹھاکر'],
  ['Hebrew', 'דוד בן־גוריון'],
  ['Fulani', '𞤀𞤣𞤢𞤥'],
  ['Rohingya', '𐴀𐴞𐴕𐴐𐴝'],
  ['Georgian', 'შოთა რუსთაველი'],
  ['Armenian', 'Արամ Խաչատրյան'],
  ['Cherokee', 'ᏍᏏᏉᏯ'],
  ['Inuktitut', 'ᓄᓇᕗᑦ'],
  ['Yoruba', 'Ṣọlá Ọláńrewájú'],
  ['Vietnamese', 'Nguyễn Thị Ánh'],
  ['Yi', 'ꆈꌠ'],
  ['Georgian, in capitals', 'ᲜᲘᲜᲝ ᲑᲔᲠᲘᲫᲔ'],
  ['Georgian, in both', 'Ნინო ბერიძე'],
  ['Cherokee', 'ᏣᎳᎩ ᎠᏂᏴᏫᏯ'],
  ['Ol Chiki', 'ᱥᱟᱱᱛᱟᱲ'],
  ['Balinese', 'ᬯᬬᬦ᭄'],
  ['Osage', '𐓏𐓘𐓻𐓘𐓻𐓟'],
  ['Vai', 'ꕙꔤ'],
  ['Sundanese', 'ᮃᮞᮨᮕ᮪'],
  ['Cree and Inuktitut', 'ᓀᐦᐃᔭᐤ ᐃᓄᒃᑎᑐᑦ'],
] as const;

describe('a document', () => {
  test.each(named)('writes a name in %s, without a box, and says it', async (_, name) => {
    const pdf = await renderDocument(invoice(name));
    expect(boxes(pdf)).toBe(0);
    expect(await textOf(pdf)).toContain(bare(name));
    expect(
      Buffer.from(pdf)
        .toString('latin1')
        .match(/Unifont/gi) ?? [],
      'a font of pixels',
    ).toEqual([]);
  });

  test('writes a name that ends in a mark, which pdf.js reads apart from the word where it runs from right to left', async () => {
    const pdf = await renderDocument(invoice('މުޙައްމަދު'));
    expect(boxes(pdf)).toBe(0);
    const text = await textOf(pdf);
    expect(Array.from('މުޙައްމަދު').filter((one) => !text.includes(one))).toEqual([]);
  });

  test.each([
    'ص.ب. ١٢٣٤٥',
    'شارع ۱۲۳۴۵',
    'دبي 12345',
    '12345 دبي',
    'شركة (فيلا)',
    'Villa 12 (فيلا)',
    'תל אביב-יפו 61000',
  ])('says %s in the order in which it is read', async (address) => {
    const pdf = await renderDocument(invoice(address));
    expect(boxes(pdf)).toBe(0);
    expect(await textOf(pdf)).toContain(bare(address));
  });

  test.each(['🛥️ Ada', 'Ada 👩‍💻 🇫🇷 👍🏽', 'Ada \u{1e6d0}', 'Ada \u{105c0}', 'Ada \u{e000}', 'Ada \u{3400f}'])(
    'writes something legible for %s, which is not of a name',
    async (name) => {
      const pdf = await renderDocument(invoice(name));
      expect(boxes(pdf)).toBe(0);
      expect(await textOf(pdf)).toContain('Ada');
    },
  );

  test('writes any letter of the scripts of names, in a line and in a table', async () => {
    const scripts =
      'Arabic Armenian Bengali Bopomofo Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Kannada Katakana Khmer Lao Latin Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan Adlam Balinese Canadian_Aboriginal Chakma Cherokee Javanese Lisu Meetei_Mayek Mongolian Nko Ol_Chiki Osage Sundanese Syriac Tifinagh Vai Yi';
    const letters = scripts.split(' ').map((script) => lettersOf(script));
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc
            .constantFrom(...letters)
            .chain((all) => fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 12 })),
          { minLength: 1, maxLength: 8 },
        ),
        async (words) => {
          const pdf = await renderDocument(
            invoice('Ada', {
              addressLines: words.map((word) => word.join('')),
              name: words[0]?.join('') ?? '',
            }),
          );
          expect(boxes(pdf)).toBe(0);
          const text = await textOf(pdf);
          // Letters drawn at random may compose to one that the text then says, as two signs of Tamil do.
          const said = new Set(text + text.normalize('NFKD'));
          const isSaid = (character: string) =>
            text.includes(number(character)) || Array.from(bare(character)).every((one) => said.has(one));
          expect(words.flat().filter((character) => !isSaid(character))).toEqual([]);
        },
      ),
      runs(10),
    );
  });
});

test('every font that a document may need is shipped with the functions', () => {
  const root = join(import.meta.dirname, '../..');
  const patterns = readFileSync(join(root, 'netlify.toml'), 'utf8').match(/node_modules\/[^"]+/g) ?? [];
  const shipped = new Set(globSync(patterns, { cwd: root }));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const families = Object.keys(dependencies).filter((name) => name.startsWith('@fontsource/'));
  expect(families.length).toBeGreaterThan(20);
  for (const family of families) {
    const folder = `node_modules/${family}`;
    const fonts = globSync(`${folder}/files/*-400-normal.woff`, { cwd: root });
    expect(fonts).not.toEqual([]);
    for (const file of [`${folder}/unicode.json`, `${folder}/package.json`, ...fonts])
      expect(shipped.has(file), file).toBe(true);
  }
});

function number(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The letters and marks of a script, as far as this machine's Unicode knows them. */
function lettersOf(script: string): string[] {
  const isLetter = new RegExp(`(?!\\p{DI})(?=\\p{Script=${script}})[\\p{L}\\p{M}]`, 'u');
  const all: string[] = [];
  for (let code = 0x41; code < 0x2fa20; code++)
    if (isLetter.test(String.fromCodePoint(code))) all.push(String.fromCodePoint(code));
  return all;
}

describe('a name that runs from right to left, in a line of ours', () => {
  const said = (line: Levelled) =>
    visualOrder(line).map(({ shown, isRightToLeft }) => ({ shown, isRightToLeft }));

  test.each(['יאכטה', 'يخت القمر'])('%s keeps the line in its order: name, figures, signs', (name) => {
    const [line = ''] = paragraphsOf(`${isolated(name)} (per night), 3\u00a0×\u00a0€5.00`);
    const { base } = levelled(line);
    expect(base, 'the line stays at the left').toBe(0);
    expect(said(levelled(line))).toEqual([
      { shown: name, isRightToLeft: true },
      { shown: ' (per night), 3\u00a0×\u00a0€5.00', isRightToLeft: false },
    ]);
  });

  test('and signs that are not in pairs go', () => {
    expect(paragraphsOf('a\u2068b')).toEqual(['ab']);
    expect(paragraphsOf('\u2069a\u2068b')).toEqual(['ab']);
    expect(paragraphsOf('\u2068\u2068a\u2069\u2069')).toEqual(['a']);
  });

  test('is drawn in the line of a document without a box', async () => {
    const content = invoice('Ada');
    const lines = [
      {
        description: `${isolated('יאכטה')} (per night), ${isolated('סוף שבוע')}`,
        quantity: 3,
        unitPrice: minor(500),
        net: minor(1500),
        taxes: [],
        gross: minor(1500),
      },
    ];
    const pdf = await renderDocument({ ...content, lines, total: minor(1500) });
    expect(boxes(pdf)).toBe(0);
    expect(await textOf(pdf)).toContain('pernight');
  });
});
