import fc from 'fast-check';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, describe, expect, test } from 'vitest';
import { townVilla, villa } from '../../dev/gallery/items.ts';
import { sampleReservation } from '../../dev/gallery/samples.ts';
import type { DocumentContent } from '../../src/document/content.ts';
import { creditLines, documentLines } from '../../src/document/lines.ts';
import { renderDocument } from '../../src/document/render.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createRuntime, type Runtime } from '../../src/platform/runtime.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { runs } from '../support/harness/seeded-property.ts';

let runtime: Runtime;
beforeAll(() => {
  const addresses = {
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
  };
  runtime = createRuntime(parseConfig({ ...testEnvironment, ...addresses }, 'dev'));
});

const tax = { onStay: true, onExtras: null, onTouristTax: false };

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
});

/** At ten per cent more on Fridays and Saturdays, with a tax inside the price and one on top of it. */
const resort = {
  ...villa,
  weekendPercentBasisPoints: 1000,
  seasons: [],
  taxes: [
    { ...tax, name: 'VAT', basisPoints: 1000, isIncluded: true },
    { ...tax, name: 'Resort fee', basisPoints: 800, isIncluded: false },
  ],
};
const resortStay = { ...stay, item: resort };

describe('where one tax is inside the price and another on top of it', () => {
  test('each stands beside the amount that its rate is reckoned on', () => {
    const { quote } = sampleReservation(runtime, resortStay, 'en');
    const { taxSummary, lines, total } = documentLines(quote, 'en');
    const price = quote.lines
      .filter(({ kind }) => kind !== 'tax')
      .reduce((sum, { amount }) => sum + amount, 0);
    expect(taxSummary.map(({ name }) => name)).toEqual(['VAT', 'Resort fee']);
    const [inside, onTop] = taxSummary;
    expect(inside).toMatchObject({ net: price - (inside?.tax ?? 0) });
    expect(onTop).toMatchObject({ net: price, tax: Math.round(price * 0.08) });
    expect(total).toBe(price + (onTop?.tax ?? 0));
    for (const line of lines)
      expect(line.gross).toBe(line.net + line.taxes.reduce((sum, { amount }) => sum + amount, 0));
  });

  test('on a part that is credited too', () => {
    const { quote } = sampleReservation(runtime, resortStay, 'en');
    const half = creditLines(quote, 'en', Math.floor(quote.total / 2));
    for (const { net, tax: amount, basisPoints } of half.taxSummary)
      expect(Math.abs(amount * 10_000 - net * basisPoints)).toBeLessThanOrEqual(30_000);
  });
});

test('nights at two prices are told apart, on an invoice and where only amounts stand', async () => {
  for (const language of ['en', 'fr', 'es'] as const) {
    const { quote } = sampleReservation(runtime, resortStay, language);
    for (const { lines } of [documentLines(quote, language), creditLines(quote, language, 100_000)]) {
      const said = lines.map(({ description }) => description);
      expect(new Set(said).size).toBe(said.length);
      expect(said).toHaveLength(2);
    }
  }
  const [weekend, week] = documentLines(sampleReservation(runtime, resortStay, 'en').quote, 'en').lines;
  expect(weekend?.description).toBe('Villa Gardénia (per night), 2\u00a0×\u00a0€1,595.00');
  expect(week?.description).toBe('Villa Gardénia (per night), 5\u00a0×\u00a0€1,450.00');
});

test('a rate stands once beside a tax whose name has it', async () => {
  const { quote } = sampleReservation(
    runtime,
    {
      ...stay,
      item: {
        ...villa,
        taxes: [
          { ...tax, name: 'TVA 10 %', basisPoints: 1000, isIncluded: true },
          { ...tax, name: 'Resort fee', basisPoints: 800, isIncluded: false },
        ],
      },
    },
    'en',
  );
  const text = await textOf(await renderDocument({ ...invoice('en'), ...documentLines(quote, 'en') }));
  // In the summary each has a column.
  expect(text.match(/10\s*%\s*10\s*%\s*€/g)).toHaveLength(1);
  expect(text).toMatch(/TVA 10\s%\s€/);
  expect(text).toMatch(/Resort fee\s8%\s€/);
});

test('a credit note of next to nothing shows no line and no tax of nothing', async () => {
  const { quote } = sampleReservation(runtime, townStay, 'en');
  const sale = creditLines(quote, 'en', 1);
  const text = await textOf(
    await renderDocument({
      ...invoice('en'),
      kind: 'credit-note',
      invoiceNumber: 'FT-INV-2027-000123',
      reason: 'Refund',
      ...sale,
    }),
  );
  expect(text).toContain('€0.01');
  const names = new Set(sale.lines.map(({ description }) => description.replaceAll('\u00a0', ' ')));
  expect([...names].filter((name) => text.includes(name))).toHaveLength(1);
  expect(text).not.toContain('€0.00 €0.00');
  expect(text).not.toContain('SUMMER');
});

test('the dates stand below the reservation, however long the address of the customer is', async () => {
  const addressLines = [
    'Analytical Engines Ltd',
    '12 St James’s Square',
    'Suite 4',
    'London SW1Y 4JH',
    'United Kingdom',
  ];
  const placed = async (content: DocumentContent) => {
    const pdf = await getDocumentProxy(new Uint8Array(await renderDocument(content)));
    const { items } = await (await pdf.getPage(1)).getTextContent();
    return items.flatMap((item) =>
      'str' in item && /^From/.test(item.str) ? [Math.round(item.transform[5])] : [],
    );
  };
  const [plain] = await placed(invoice('en'));
  expect(plain).toBeGreaterThan(0);
  const [long] = await placed(invoice('en', { addressLines, vatNumber: 'GB123456789' }));
  expect(Math.abs((long ?? 0) - (plain ?? 0)), 'in points').toBeLessThan(4);
});

test.each([
  ['of one rate', stay],
  ['of two rates, one of them on top', resortStay],
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
