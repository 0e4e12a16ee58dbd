import fc from 'fast-check';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, describe, expect, test } from 'vitest';
import { boat, townVilla, villa } from '../dev/gallery/items.ts';
import { sampleReservation } from '../dev/gallery/samples.ts';
import type { DocumentContent } from '../src/document/content.ts';
import { creditLines, documentLines } from '../src/document/lines.ts';
import { renderDocument } from '../src/document/render.ts';
import { parseConfig } from '../src/platform/config.ts';
import { createRuntime, type Runtime } from '../src/platform/runtime.ts';
import { testEnvironment } from './support/environment.ts';
import { runs } from './support/seeded-property.ts';

let runtime: Runtime;
beforeAll(() => {
  const addresses = {
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
  };
  runtime = createRuntime(parseConfig({ ...testEnvironment, ...addresses }, 'dev'));
});

const stay = {
  item: villa,
  from: '2027-06-12',
  to: '2027-06-19',
  wishes: { guests: 4, extras: {}, discount: undefined },
};

function invoice(
  language: 'en' | 'fr' | 'es',
  changes: Partial<DocumentContent['customer']> = {},
): DocumentContent {
  const { quote, reference, startsAt, endsAt, currency } = sampleReservation(runtime, stay, language);
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
    },
    customer: { name: 'Ada Lovelace', email: 'ada@guests.example', addressLines: [], ...changes },
    language,
    reservation: {
      reference,
      itemName: quote.item.name,
      city: quote.item.city,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      timeZone: quote.item.timeZone,
    },
    currency,
    ...documentLines(quote, language),
  };
}

async function textOf(pdf: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return text.replace(/[\s\u00a0\u202f]+/g, ' ');
}

describe('an invoice', () => {
  test.each([
    ['en', 'Invoice'],
    ['fr', 'Facture'],
    ['es', 'Factura'],
  ] as const)('in %s says its number, its customer and its total', async (language, title) => {
    const content = invoice(language);
    const text = await textOf(await renderDocument(content));
    for (const said of [title, 'FT-INV-2027-000123', 'Ada Lovelace', 'Fine Things SARL'])
      expect(text).toContain(said);
    const total = String(Math.floor(content.total / 100));
    expect(text.replace(/[ .,\u2019]/g, '')).toContain(total);
  });

  test('of the same content has the same bytes', async () => {
    const [one, two] = await Promise.all([renderDocument(invoice('en')), renderDocument(invoice('en'))]);
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
  });

  test('is drawn for names of any script, with emoji, and of any length', async () => {
    for (const name of ['Ελένη Ψ', 'Мария Щ', 'ليلى', '山田花子', '🛥️ Ada', 'x'.repeat(300)])
      expect((await renderDocument(invoice('en', { name }))).length).toBeGreaterThan(1000);
  });
});

/** Four of whom two are children, with a chef and a transfer, at a tenth less. */
const townStay = {
  ...stay,
  item: townVilla,
  wishes: {
    guests: 4,
    childAges: [3, 9],
    extras: { chef: 1, transfer: 1 },
    discount: { code: 'SUMMER', percentBasisPoints: 1000, fixedAmount: null, minimumAmount: null },
  },
};

describe('where lines are taxed differently', () => {
  test('each rate has its lines, its part of the discount and its base; what the town asks has none', () => {
    const { quote } = sampleReservation(runtime, townStay, 'en');
    const { lines, taxSummary, total } = documentLines(quote, 'en');
    expect(total).toBe(quote.total);
    const of = (name: string) => lines.filter(({ taxes }) => taxes.some((tax) => tax.name === name));
    for (const { name, net, tax, basisPoints } of taxSummary) {
      const gross = of(name).reduce((sum, line) => sum + line.gross, 0);
      expect(net + tax).toBe(gross);
      expect(Math.abs(tax * (10_000 + basisPoints) - gross * basisPoints)).toBeLessThanOrEqual(10_000);
    }
    expect(taxSummary.map(({ name }) => name)).toEqual(['TVA 10 %', 'TVA 20 %']);
    expect(lines.filter(({ description }) => description === 'Discount SUMMER')).toHaveLength(2);
    expect(lines.find(({ taxes }) => taxes.length === 0)).toMatchObject({
      description: 'Taxe de séjour (per person and night)',
      quantity: 14,
      unitPrice: 288,
      net: 4_032,
      gross: 4_032,
    });
  });

  test('the invoice says the rates and what the town asks', async () => {
    const { quote } = sampleReservation(runtime, townStay, 'fr');
    const text = await textOf(await renderDocument({ ...invoice('fr'), ...documentLines(quote, 'fr') }));
    for (const said of ['TVA 10 %', 'TVA 20 %', 'Taxe de séjour (par personne et par nuit)', 'SUMMER'])
      expect(text).toContain(said);
  });

  test('a price from before there were groups is read as it was: every tax on every line', () => {
    for (const item of [villa, boat]) {
      const hours = item === boat ? { from: '2027-06-12T10:00', to: '2027-06-12T13:30' } : {};
      const { quote } = sampleReservation(runtime, { ...stay, ...hours, item }, 'en');
      const { taxGroups: _, ...old } = quote;
      expect(documentLines(old, 'en')).toEqual(documentLines(quote, 'en'));
    }
  });
});

test.each([
  ['of one rate', stay],
  ['of two rates, with what a town asks and a discount', townStay],
])('parts of a sale %s that are credited one after another add up to the whole, tax by tax', (_, sold) => {
  const { quote } = sampleReservation(runtime, sold, 'en');
  const whole = documentLines(quote, 'en');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: quote.total }), { maxLength: 6 }), (cuts) => {
      const edges = [...new Set([0, ...cuts, quote.total])].sort((a, b) => a - b);
      const parts = edges
        .slice(1)
        .map((edge, index) => creditLines(quote, 'en', edge - (edges[index] ?? 0), edges[index] ?? 0));
      const sum = (pick: (part: (typeof parts)[number]) => number) =>
        parts.reduce((all, part) => all + pick(part), 0);
      expect(sum(({ total }) => total)).toBe(whole.total);
      for (const { name, net, tax } of whole.taxSummary) {
        const ofRate = (part: (typeof parts)[number]) => part.taxSummary.find((one) => one.name === name);
        expect(sum((part) => ofRate(part)?.tax ?? 0)).toBe(tax);
        expect(sum((part) => ofRate(part)?.net ?? 0)).toBe(net);
      }
      for (const [index, line] of whole.lines.entries())
        expect(sum(({ lines }) => lines[index]?.gross ?? 0)).toBe(line.gross);
    }),
    runs(200),
  );
});
