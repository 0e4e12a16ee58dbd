import { expect, test } from 'vitest';
import {
  createdItem,
  itemContent,
  postItem,
  putItem,
  type SentItem,
} from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import { refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

const [season, autumn] = itemContent().seasons;
const [extra] = itemContent().extras;
const [tax] = itemContent().taxes;
const [town] = itemContent().touristTaxes;
if (!season || !autumn || !extra || !tax || !town) throw new Error('the sample lacks something');
const unit = { name: 'A', isActive: true };

/** What is wrong, and the field at which it is told. */
const wrong: readonly (readonly [what: string, change: object, field: string])[] = [
  ['a zone that there is not', { timeZone: 'Europe/Pariss' }, 'timeZone'],
  ['a zone by its abbreviation', { timeZone: 'CET' }, 'timeZone'],
  ['a zone by its offset', { timeZone: '+02:00' }, 'timeZone'],
  ['24:00', { endTime: '24:00' }, 'endTime'],
  ['a time of no day', { startTime: '25:00' }, 'startTime'],
  ['a time with seconds', { startTime: '16:00:00' }, 'startTime'],
  ['a currency that there is not', { currency: 'XQX' }, 'currency'],
  ['a currency in small letters', { currency: 'eur' }, 'currency'],
  ['a category that there is not', { category: 'castle' }, 'category'],
  ['a category of the language', { category: 'constructor' }, 'category'],
  ['a country that there is not', { place: { city: 'Antibes', country: 'ZZ' } }, 'place.country'],
  ['a town without a name', { place: { city: ' \u200b ', country: 'FR' } }, 'place.city'],
  ['a policy that there is not', { cancellationPolicy: { code: 'none', version: 1 } }, 'cancellationPolicy'],
  ['a version to come', { cancellationPolicy: { code: 'moderate', version: 9 } }, 'cancellationPolicy'],
  ['a NUL in a code', { cancellationPolicy: { code: 'a\0', version: 1 } }, 'cancellationPolicy.code'],
  ['a company that there is not', { legalEntity: 'nobody' }, 'legalEntity'],
  ['a slug that is taken', { slug: 'riad-zahra' }, 'slug'],
  ['a slug in capitals', { slug: 'Villa' }, 'slug'],
  ['a slug that leads elsewhere', { slug: '../villa' }, 'slug'],
  ['a state that there is not', { state: 'hidden' }, 'state'],
  ['no name', { name: '' }, 'name'],
  ['a name of two lines', { name: 'Villa\nMimosa' }, 'name'],
  ['half a character', { name: 'Villa \ud800' }, 'name'],
  ['a long name', { name: 'x'.repeat(121) }, 'name'],
  ['a long description', { description: 'x'.repeat(10_001) }, 'description'],
  ['no description', { description: '' }, 'description'],
  ['many features', { features: Array.from({ length: 51 }, (_, at) => `${at}`) }, 'features'],
  ['nobody', { capacity: 0 }, 'capacity'],
  ['half a person', { capacity: 1.5 }, 'capacity'],
  ['what is given away', { rate: { per: 'night', amount: 0 } }, 'rate.amount'],
  ['a part of a cent', { rate: { per: 'night', amount: 0.5 } }, 'rate.amount'],
  ['an amount as a text', { rate: { per: 'night', amount: '100' } }, 'rate.amount'],
  ['more than anything costs', { rate: { per: 'night', amount: 1e15 } }, 'rate.amount'],
  ['a number past 2^53', { securityDeposit: 2 ** 60 }, 'securityDeposit'],
  ['another unit of time', { rate: { per: 'week', amount: 1 } }, 'rate.per'],
  [
    'a stay dearer than can be reckoned',
    { rate: { per: 'night', amount: 1e12 }, maximumStay: 200 },
    'maximumStay',
  ],
  ['the longest stay shorter than the shortest', { minimumStay: 9, maximumStay: 8 }, 'maximumStay'],
  ['a grid of four minutes', { gridMinutes: 4 }, 'gridMinutes'],
  ['no weekday', { arrivalDays: [] }, 'arrivalDays'],
  ['an eighth day', { arrivalDays: [8] }, 'arrivalDays.0'],
  ['a day twice', { arrivalDays: [1, 1] }, 'arrivalDays.1'],
  ['null among the days', { weekendDays: [null] }, 'weekendDays.0'],
  ['two prices of weekends', { weekendPercentBasisPoints: 1, weekendFixedAmount: 1 }, 'weekendFixedAmount'],
  [
    'a weekend for nothing',
    { weekendPercentBasisPoints: -10_000, weekendFixedAmount: null },
    'weekendPercentBasisPoints',
  ],
  ['four years ahead', { horizonDays: 1461 }, 'horizonDays'],
  ['nothing due now', { dueNowBasisPoints: 0 }, 'dueNowBasisPoints'],
  [
    'a unit that is another item’s',
    { units: [{ ...unit, id: 'unt_01hzzzzzzzzzzzzzzzzzzzzzzz' }] },
    'units.0.id',
  ],
  ['two units of one name', { units: [unit, unit] }, 'units.1.name'],
  [
    'too many units',
    { units: Array.from({ length: 201 }, (_, at) => ({ ...unit, name: `${at}` })) },
    'units',
  ],
  [
    'seasons that overlap by a day',
    { seasons: [season, { ...autumn, from: '2027-08-31' }] },
    'seasons.1.from',
  ],
  [
    'the same, the other way round',
    { seasons: [{ ...autumn, from: '2027-08-31' }, season] },
    'seasons.0.from',
  ],
  ['a season twice', { seasons: [season, season] }, 'seasons.1.from'],
  [
    'a season within another',
    { seasons: [season, { ...season, from: '2027-07-10', to: '2027-07-11' }] },
    'seasons.1.from',
  ],
  ['a season without a day', { seasons: [{ ...season, to: season.from }] }, 'seasons.0.to'],
  ['a season that ends before it begins', { seasons: [{ ...season, to: '2027-01-01' }] }, 'seasons.0.to'],
  ['a date that there is not', { seasons: [{ ...season, from: '2027-02-30' }] }, 'seasons.0.from'],
  ['a season at two prices', { seasons: [{ ...season, fixedAmount: 1 }] }, 'seasons.0.fixedAmount'],
  ['a season at none', { seasons: [{ ...season, percentBasisPoints: null }] }, 'seasons.0.fixedAmount'],
  [
    'a season for nothing',
    { seasons: [{ ...season, percentBasisPoints: -10_000 }] },
    'seasons.0.percentBasisPoints',
  ],
  [
    'a season no stay of which may be',
    { seasons: [{ ...season, minimumStay: 29 }] },
    'seasons.0.minimumStay',
  ],
  ['many seasons', { seasons: Array(201).fill(season) }, 'seasons'],
  ['a code twice', { extras: [extra, extra] }, 'extras.1.code'],
  ['a code with spaces', { extras: [{ ...extra, code: 'a b' }] }, 'extras.0.code'],
  ['an extra by the hour', { extras: [{ ...extra, per: 'hour' }] }, 'extras.0.per'],
  ['an extra that gives back', { extras: [{ ...extra, amount: -1 }] }, 'extras.0.amount'],
  ['an extra dearer than can be reckoned', { extras: [{ ...extra, amount: 1e12 }] }, 'extras.0.amount'],
  ['none of an extra', { extras: [{ ...extra, maxQuantity: 0 }] }, 'extras.0.maxQuantity'],
  ['a tax twice', { taxes: [tax, tax] }, 'taxes.1.name'],
  [
    'a tax on an extra that there is not',
    { taxes: [{ ...tax, onExtras: ['chef', 'boat'] }] },
    'taxes.0.onExtras.1',
  ],
  [
    'a tax on an extra of the language',
    { taxes: [{ ...tax, onExtras: ['constructor'] }] },
    'taxes.0.onExtras.0',
  ],
  ['a tax on nothing', { taxes: [{ ...tax, onStay: false, onExtras: [] }] }, 'taxes.0.onStay'],
  ['a tax of more than all', { taxes: [{ ...tax, basisPoints: 10_001 }] }, 'taxes.0.basisPoints'],
  ['a tax of the town twice', { touristTaxes: [town, town] }, 'touristTaxes.1.name'],
  [
    'children of nineteen',
    { touristTaxes: [{ ...town, exemptBelowAge: 19 }] },
    'touristTaxes.0.exemptBelowAge',
  ],
  ['no night', { touristTaxes: [{ ...town, maximumNights: 0 }] }, 'touristTaxes.0.maximumNights'],
  ['a field that is not known', { price: 1 }, 'price'],
  ['a hidden name', JSON.parse('{"__proto__": {}}'), '__proto__'],
];

test.each(wrong)(
  '%s is refused at its field, for a new item and for one that is saved',
  async (_, change, field) => {
    const content = Object.defineProperties(itemContent(), Object.getOwnPropertyDescriptors(change));
    expect(refusedFields(await postItem(stack, content))).toEqual([field]);
    const made = await createdItem(stack);
    expect(refusedFields(await putItem(stack, made, content))).toEqual([field]);
  },
);

test('every field is needed: what is left out cannot be told from what is to be emptied', async () => {
  for (const name of Object.keys(itemContent())) {
    const content = Object.fromEntries(Object.entries(itemContent()).filter(([one]) => one !== name));
    expect(refusedFields(await postItem(stack, content))).toEqual([name]);
  }
});

/** What an owner may mean, although it looks odd. */
const right: Readonly<Record<string, Partial<SentItem>>> = {
  'without units, seasons, extras, taxes and features': {
    units: [],
    seasons: [],
    extras: [],
    taxes: [],
    touristTaxes: [],
    features: [],
  },
  'with a name in any script': { name: '別荘 ミモザ — فيلا ميموزا 👩‍👧', description: 'ไทย' },
  'in yen, which have no parts': { currency: 'JPY', rate: { per: 'day', amount: 1 } },
  'in dinars, which have a thousand': { currency: 'KWD', rate: { per: 'hour', amount: 12_345 } },
  'with seasons that touch, in any order': { seasons: [autumn, season] },
  'with a season over the change to winter time': {
    seasons: [{ ...season, from: '2027-10-31', to: '2027-11-01', minimumStay: null }],
  },
  'in a zone whose days are skipped': { timeZone: 'Pacific/Apia' },
  'with a unit that is retired': { units: [{ name: 'A', isActive: false }] },
  'with a code that objects of the language have': { extras: [{ ...extra, code: 'constructor' }], taxes: [] },
  'at the largest amounts': {
    rate: { per: 'night', amount: 1_000_000_000_000 },
    maximumStay: 28,
    seasons: [],
    securityDeposit: 1_000_000_000_000,
  },
};

test.each(Object.entries(right))('an item %s is taken, and comes back as it was sent', async (_, change) => {
  const made = await createdItem(stack, change);
  const sent = itemContent({ ...change, slug: `${made.content.slug}` });
  const byFrom = (a: { from: string }, b: { from: string }) => (a.from < b.from ? -1 : 1);
  expect(made.content).toMatchObject({ ...sent, seasons: sent.seasons.toSorted(byFrom) });
});

test('the dearest stay that can be saved is quoted, to the unit', async () => {
  const made = await createdItem(stack, {
    rate: { per: 'night', amount: 1_000_000_000_000 },
    seasons: [],
    weekendFixedAmount: null,
    extras: [],
    taxes: Array.from({ length: 20 }, (_, at) => ({
      ...tax,
      name: `${at}`,
      basisPoints: 10_000,
      isIncluded: false,
      onExtras: [],
    })),
    touristTaxes: [],
  });
  const answer = await stack.call(`/items?from=2027-04-05&to=2027-05-03&text=Mimosa&limit=50`);
  expect(answer.status, answer.text).toBe(200);
  const quoted = await stack.call('/quotes', {
    body: { item: made.content.slug, from: '2027-04-05', to: '2027-05-03', guests: 1 },
  });
  expect([201, 422], quoted.text).toContain(quoted.status);
});

test('of two who take one slug at once, one is refused at the field', async () => {
  const content = itemContent();
  const answers = await Promise.all([postItem(stack, content), postItem(stack, content)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
  for (const answer of answers.filter(({ status }) => status === 422))
    expect(refusedFields(answer)).toEqual(['slug']);
});
