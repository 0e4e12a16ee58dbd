import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createdReservationSchema } from '../../src/booking/present-reservation.ts';
import { itemVersionRowSchema } from '../../src/catalogue/editing/item-version.ts';
import { searchResultSchema } from '../../src/catalogue/search.ts';
import type { Language } from '../../src/platform/languages.ts';
import { itemSchema } from '../../src/terms/item.ts';
import { staff } from '../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  newClient,
  openPayment,
  pay,
  quote,
  reservationBody,
} from '../support/booking/booking.ts';
import { expectPage, send, spaced } from '../support/booking/reservation-form.ts';
import { policyContent } from '../support/catalogue/coded-content.ts';
import {
  createdItem,
  putItem,
  type SavedItem,
  translatedContent,
} from '../support/catalogue/item-content.ts';
import { useStack } from '../support/harness/stack.ts';
import { refusedFields } from '../support/http/refusal.ts';
import { one, startTripCounter, type TripCounter } from '../support/http/round-trips.ts';

const stack = useStack();
let counter: TripCounter;
let item: SavedItem;
beforeAll(async () => {
  stack.clock.set('2027-03-03T09:00:00Z');
  counter = await startTripCounter(stack);
  await stack.call('/catalogue/policies/translated', {
    method: 'PUT',
    body: policyContent({
      translations: {
        fr: { name: 'Modérée', text: 'Cinq jours avant, tout revient.' },
        es: { name: 'Moderada' },
      },
    }),
    headers: { ...staff, 'If-None-Match': '*' },
  });
  item = await createdItem(
    stack,
    translatedContent({ cancellationPolicy: { code: 'translated', version: 1 } }),
  );
});
afterAll(() => counter.close());

const get = (path: string) => stack.call(path, { from: newClient() });
const shown = async (language?: string) =>
  bodyOf(await get(`/items/${item.content.slug}${language ? `?language=${language}` : ''}`), 200, itemSchema);
/** A week of the summer with all that has a name; its tourist tax begins at 18. */
const wish = (slug: unknown = item.content.slug) => ({
  item: `${slug}`,
  from: '2027-07-03',
  to: '2027-07-10',
  guests: 2,
  extras: { chef: 1 },
});

test('an item is read in a language field by field; what is not translated stands as the house has written it', async () => {
  const words = ({
    name,
    summary,
    description,
    features,
    seasons,
    extras,
    taxes,
    touristTaxes,
  }: typeof plain) => ({
    name,
    summary,
    description,
    features,
    names: [...seasons, ...extras, ...taxes, ...touristTaxes].map((one) => [one.name, one.language]),
  });
  const plain = await shown();
  expect(words(plain)).toEqual({
    name: 'Villa Mimosa',
    summary: 'Six rooms above the bay.',
    description: 'A house of 1912.\n\nWith a garden.',
    features: ['Pool', 'Sea view'],
    names: ['Summer', 'Autumn', 'Chef', 'VAT', 'Taxe de séjour'].map((name) => [name, undefined]),
  });
  expect(words(await shown('fr'))).toEqual({
    name: 'Villa des Mimosas',
    summary: 'Six chambres au-dessus de la baie.',
    description: 'Une maison de 1912.\n\nAvec un jardin.',
    features: ['Piscine'],
    names: [
      ['Été', 'fr'],
      ['Autumn', undefined],
      ['Chef à domicile', 'fr'],
      ['TVA', 'fr'],
      ['Taxe de séjour', undefined],
    ],
  });
  expect(words(await shown('es'))).toEqual({
    ...words(plain),
    summary: 'Seis habitaciones sobre la bahía.',
    names: [
      ['Summer', undefined],
      ['Autumn', undefined],
      ['Chef a domicilio', 'es'],
      ['IVA', 'es'],
      ['Tasa turística', 'es'],
    ],
  });
  expect(await shown('en')).toEqual(plain);
});

test('a policy says in which language its text is; a name alone does not', async () => {
  const of = async (language?: Language) => {
    const { name, text, language: written } = (await shown(language)).cancellationPolicy;
    return [name, text, written];
  };
  const text = 'Five days before the start everything comes back.';
  expect(await of()).toEqual(['Moderate', text, undefined]);
  expect(await of('fr')).toEqual(['Modérée', 'Cinq jours avant, tout revient.', 'fr']);
  expect(await of('es')).toEqual(['Moderada', text, undefined]);
});

test('a list shows names and summaries in a language, in the order of the house’s own names', async () => {
  const list = async (query: string) => {
    const answer = await get(`/items?category=villa&limit=50${query}`);
    return bodyOf(answer, 200, searchResultSchema).items;
  };
  const [plain, french] = [await list(''), await list('&language=fr')];
  expect(french.map(({ slug }) => slug)).toEqual(plain.map(({ slug }) => slug));
  expect(french.find(({ slug }) => slug === item.content.slug)).toMatchObject({
    name: 'Villa des Mimosas',
    summary: 'Six chambres au-dessus de la baie.',
  });
});

test('a search finds the words of every language, whatever language is asked in, names as one word too', async () => {
  const finds = async (text: string, query = '') => {
    const answer = await get(`/items?text=${encodeURIComponent(text)}&limit=50${query}`);
    return bodyOf(answer, 200, searchResultSchema).items.map(({ slug }) => slug);
  };
  for (const words of [
    'Mimosas',
    'maison jardin',
    'piscine',
    'bahía habitaciones',
    'bahia',
    'Pool',
    'Six chambres',
    'desmimosas',
  ])
    for (const query of ['', '&language=fr', '&language=es'])
      expect(await finds(words, query), words).toContain(item.content.slug);
  // Names of extras are no words of the item, in any language.
  expect(await finds('domicile')).toEqual([]);
  const made = await createdItem(stack, translatedContent());
  expect(await finds('piscine')).toContain(made.content.slug);
  const { slug, units } = made.content;
  const saved = await putItem(stack, made, {
    ...translatedContent({ slug: `${slug}` }),
    units,
    translations: { fr: { features: ['Bassin'] } },
  });
  expect(saved.status).toBe(200);
  expect(await finds('piscine')).not.toContain(slug);
  expect(await finds('bassin')).toContain(slug);
});

test.each(['/items?language=de', '/items/riad-zahra?language=de', '/items/riad-zahra?language=FR'])(
  'a language that nobody is written to in is refused: %s',
  async (path) => {
    expect(refusedFields(await get(path))).toEqual(['language']);
  },
);

test('the CDN keeps an item and a list for each language apart, and each language has an ETag of its own', async () => {
  for (const path of [`/items/${item.content.slug}`, '/items?text=Mimosa']) {
    const of = (language: string) => `${path}${path.includes('?') ? '&' : '?'}language=${language}`;
    const answers = [await get(path), await get(of('fr')), await get(of('es'))];
    expect(answers.map(({ headers }) => headers.get('Netlify-Vary'))).toEqual(['query', 'query', 'query']);
    expect(new Set(answers.map(({ headers }) => headers.get('ETag'))).size).toBe(3);
    expect(new Set(answers.map(({ headers }) => headers.get('Netlify-Cache-Tag'))).size).toBe(1);
  }
});

test('a language costs no trip more', async () => {
  await counter.expectTrips(one, 200, '/items?language=fr');
  await counter.expectTrips(one, 200, `/items/${item.content.slug}?language=fr`);
  await counter.expectTrips(one, 201, '/quotes', { body: { ...wish(), language: 'fr' } });
});

test('a price is the same in every language, line by line but for the names', async () => {
  const offers = await Promise.all(
    [undefined, 'en', 'fr', 'es'].map((language) =>
      quote(stack, { ...wish(), ...(language ? { language } : {}) }),
    ),
  );
  const amounts = offers.map(({ lines, includedTaxes, total }) => ({
    lines: lines.map(({ name: _, language: __, ...line }) => line),
    taxes: includedTaxes.map(({ amount }) => amount),
    total,
  }));
  for (const one of amounts) expect(one).toEqual(amounts[0]);
  expect(offers[2]?.lines.map(({ name }) => name)).toEqual([
    'Été',
    'Été',
    'Chef à domicile',
    'Taxe de séjour',
  ]);
  expect(offers[2]?.includedTaxes.map(({ name }) => name)).toEqual(['TVA']);
});

/** Quotes in one language, has every word of the item changed, and books in another or the same. */
async function bookAfterChange(quoted: Language, reserved: Language) {
  const made = await createdItem(
    stack,
    translatedContent({ cancellationPolicy: { code: 'translated', version: 1 } }),
  );
  const { quote: token } = await quote(stack, { ...wish(made.content.slug), language: quoted });
  const changed = bodyOf(
    await putItem(stack, made, {
      ...translatedContent({ slug: `${made.content.slug}`, units: [] }),
      units: made.content.units,
      name: 'Changed',
      translations: { fr: { name: 'Changée' } },
      seasons: [],
      extras: [],
      taxes: [],
      touristTaxes: [],
    }),
    200,
    itemVersionRowSchema,
  );
  expect(changed.version).toBe(2);
  await stack.mailbox.clear();
  const answer = await stack.call('/reservations', {
    body: reservationBody(token, { name: 'Ada', email: 'ada@guests.example' }, reserved),
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  const reservation = bodyOf(answer, 201, createdReservationSchema);
  await pay(stack, (await openPayment(stack, reservation)).intentId);
  const mails = stack.mailbox.messages().filter(({ to }) => to.includes('ada@guests.example'));
  return { reservation, mail: spaced(mails.map(({ text }) => text).join('\n')) };
}

test('a quote keeps its words after they were changed: reservation, mails and calendar of the booking speak them', async () => {
  const { reservation, mail } = await bookAfterChange('fr', 'fr');
  expect(reservation.item.name).toBe('Villa des Mimosas');
  expect(reservation.lines.map(({ name, language }) => [name, language])).toContainEqual(['Été', 'fr']);
  for (const words of [
    'Villa des Mimosas',
    'nuits, Été',
    'Chef à domicile',
    'TVA',
    'Cinq jours avant, tout revient.',
  ])
    expect(mail).toContain(words);
  expect(mail).not.toContain('Chang');
  const calendar = await stack.call(`/reservations/${reservation.id}/confirmation`, {
    headers: { ...authorized(reservation), Accept: 'text/calendar' },
    from: newClient(),
  });
  expect(calendar.text).toContain('Villa des Mimosas');
});

test('a reservation may be in another language than its quote: its mails speak their own around the words that were agreed', async () => {
  const { reservation, mail } = await bookAfterChange('fr', 'en');
  expect(reservation.language).toBe('en');
  expect(mail).toContain('Villa des Mimosas');
  // The season is named in French alone, and the policy was accepted in French.
  expect(mail).not.toContain('Été');
  expect(mail).toContain('Cinq jours avant, tout revient.');
  const spanish = await bookAfterChange('fr', 'es');
  expect(spanish.mail).toContain('Villa des Mimosas');
  expect(spanish.mail).not.toContain('Cinq jours avant');
  expect(spanish.mail).toMatch(/5 días/);
});

test('the page with the price that a plain form leads to says names in the language of the form', async () => {
  const { from, to, item: slug } = wish();
  const fields = {
    item: slug,
    from,
    to,
    guests: '2',
    'extras.chef': '1',
    'guest.name': 'Ada',
    'guest.email': 'ada@guests.example',
    language: 'fr',
  };
  const answer = await send(stack, fields);
  const page = spaced(expectPage(answer, 200));
  for (const words of ['Villa des Mimosas', '(Été)', 'Chef à domicile', 'Cinq jours avant, tout revient.'])
    expect(page).toContain(words);
  expect(answer.text).not.toMatch(/<span lang="en">/);
  const spanish = await send(stack, { ...fields, language: 'es' });
  expect(spaced(expectPage(spanish, 200))).not.toMatch(/Summer|Été/);
});

const anything = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const texts = fc.record(
  {
    name: anything,
    summary: anything,
    description: anything,
    features: fc.array(anything, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const given = fc.record({ en: texts, fr: texts, es: texts }, { requiredKeys: [] });

test('property: whatever is translated, who asks in no language is answered what was answered before, byte by byte', async () => {
  const made = await createdItem(stack);
  const slug = `${made.content.slug}`;
  const answers = async () => {
    const bodies = [await get(`/items/${slug}`), await get('/items?category=villa&limit=50')];
    const offer = await stack.call('/quotes', { body: wish(slug), from: newClient() });
    return [...bodies.map(({ text }) => text), offer.text.replace(/"(id|quote)":"[^"]*"/g, '')];
  };
  const before = await answers();
  let last = made;
  await fc.assert(
    fc.asyncProperty(given, fc.option(anything, { nil: undefined }), async (translations, name) => {
      const named = name ? { translations: { fr: { name }, en: { name } } } : {};
      const answer = await putItem(stack, last, {
        ...last.content,
        translations,
        extras: translatedContent().extras.map((one) => ({ ...one, ...named })),
        touristTaxes: translatedContent().touristTaxes.map((one) => ({ ...one, ...named })),
      });
      if (answer.status === 422) return;
      last = bodyOf(answer, 200, itemVersionRowSchema);
      expect(await answers()).toEqual(before);
    }),
    { numRuns: 15 },
  );
  expect(last.version).toBeGreaterThan(1);
});
