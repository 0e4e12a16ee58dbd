import { randomUUID } from 'node:crypto';
import type * as v from 'valibot';
import type { itemContentSchema } from '../../../src/catalogue/editing/item-content.ts';
import { itemVersionRowSchema } from '../../../src/catalogue/editing/item-version.ts';
import { staff } from '../account/staff.ts';
import { bodyOf, newClient } from '../booking/booking.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';

export type SentItem = v.InferInput<typeof itemContentSchema>;

const season = {
  name: 'Summer',
  from: '2027-07-01',
  to: '2027-09-01',
  percentBasisPoints: 2500,
  fixedAmount: null,
  minimumStay: 3,
  arrivalDays: [6],
  departureDays: null,
  weekendDays: null,
  weekendPercentBasisPoints: null,
  weekendFixedAmount: null,
};

/** A villa with something of everything, by a slug of its own. */
export function itemContent(change: Partial<SentItem> = {}): SentItem {
  return {
    slug: `villa-${randomUUID()}`,
    state: 'listed',
    category: 'villa',
    name: 'Villa Mimosa',
    summary: 'Six rooms above the bay.',
    description: 'A house of 1912.\n\nWith a garden.',
    features: ['Pool', 'Sea view'],
    place: { city: 'Antibes', country: 'FR' },
    timeZone: 'Europe/Paris',
    capacity: 8,
    currency: 'EUR',
    rate: { per: 'night', amount: 45_000 },
    startTime: '16:00',
    endTime: '10:00',
    gridMinutes: 60,
    minimumStay: 1,
    maximumStay: 28,
    arrivalDays: [1, 2, 3, 4, 5, 6, 7],
    departureDays: [1, 2, 3, 4, 5, 6, 7],
    weekendDays: [5, 6],
    weekendPercentBasisPoints: null,
    weekendFixedAmount: 50_000,
    leadTimeMinutes: 1440,
    turnaroundMinutes: 240,
    horizonDays: 365,
    securityDeposit: 100_000,
    depositLeadHours: 24,
    dueNowBasisPoints: 10_000,
    balanceDueDays: 30,
    isInstantPaymentOnly: false,
    legalEntity: 'main',
    cancellationPolicy: { code: 'moderate', version: 1 },
    units: [{ name: 'The house', isActive: true }],
    seasons: [season, { ...season, name: 'Autumn', from: '2027-09-01', to: '2027-11-01', minimumStay: null }],
    extras: [{ code: 'chef', name: 'Chef', per: 'day', amount: 30_000, maxQuantity: 1 }],
    taxes: [
      {
        name: 'VAT',
        basisPoints: 1000,
        isIncluded: true,
        onStay: true,
        onExtras: ['chef'],
        onTouristTax: false,
      },
    ],
    touristTaxes: [{ name: 'Taxe de séjour', amount: 250, exemptBelowAge: 18, maximumNights: null }],
    ...change,
  };
}

/** What of it guests read, in French whole and in Spanish in part. */
export function translatedContent(change: Partial<SentItem> = {}): SentItem {
  const content = itemContent();
  const [summer, ...seasons] = content.seasons;
  const [chef] = content.extras;
  const [vat] = content.taxes;
  const [town] = content.touristTaxes;
  if (!summer || !chef || !vat || !town) throw new Error('the sample lacks something');
  return {
    ...content,
    translations: {
      fr: {
        name: 'Villa des Mimosas',
        summary: 'Six chambres au-dessus de la baie.',
        description: 'Une maison de 1912.\n\nAvec un jardin.',
        features: ['Piscine'],
      },
      es: { summary: 'Seis habitaciones sobre la bahía.' },
    },
    seasons: [{ ...summer, translations: { fr: { name: 'Été' } } }, ...seasons],
    extras: [
      { ...chef, translations: { fr: { name: 'Chef à domicile' }, es: { name: 'Chef a domicilio' } } },
    ],
    taxes: [{ ...vat, translations: { fr: { name: 'TVA' }, es: { name: 'IVA' } } }],
    touristTaxes: [{ ...town, translations: { es: { name: 'Tasa turística' } } }],
    ...change,
  };
}

export type SavedItem = v.InferOutput<typeof itemVersionRowSchema>;

/** Creates it as a machine with every scope does. */
export function postItem(stack: Stack, content: unknown, key: string = randomUUID()): Promise<Answer> {
  return stack.call('/catalogue/items', {
    body: content,
    headers: { ...staff, 'Idempotency-Key': key },
    from: newClient(),
  });
}

export async function createdItem(stack: Stack, change: Partial<SentItem> = {}): Promise<SavedItem> {
  return bodyOf(await postItem(stack, itemContent(change)), 201, itemVersionRowSchema);
}

/** Saves the content of an item as the version after the one that it was read as. */
export function putItem(
  stack: Stack,
  { id, version }: Pick<SavedItem, 'id' | 'version'>,
  content: unknown,
): Promise<Answer> {
  return stack.call(`/catalogue/items/${id}`, {
    method: 'PUT',
    body: content,
    headers: { ...staff, 'If-Match': `"${version}"` },
    from: newClient(),
  });
}

export async function readItem(stack: Stack, id: string): Promise<SavedItem> {
  const answer = await stack.call(`/catalogue/items/${id}`, { headers: staff, from: newClient() });
  return bodyOf(answer, 200, itemVersionRowSchema);
}
