import createClient from 'openapi-fetch';
import type { components, paths } from './api.ts';

type Schemas = components['schemas'];

/** The main job through a client whose types were generated from the document: no cast, no type of ours. */
export async function walk(
  baseUrl: string,
  stay: { readonly from: string; readonly to: string },
  pay: (clientSecret: string) => Promise<void>,
) {
  const client = createClient<paths>({ baseUrl });
  const found = await client.GET('/api/v1/items', {
    params: { query: { category: 'villa', ...stay, guests: 2, limit: 5 } },
  });
  const [item] = given(found.data, found.error).items;
  if (!item) throw new Error('nothing is free');

  const path = { slug: item.slug };
  const free = await client.GET('/api/v1/items/{slug}/availability', { params: { path, query: stay } });
  const days = given(free.data, free.error).days.filter(({ isFree }) => isFree);

  const priced = await client.POST('/api/v1/quotes', { body: { item: item.slug, ...stay, guests: 2 } });
  const { quote, total } = given(priced.data, priced.error);

  const body: Schemas['ReservationRequest'] = {
    quote,
    guest: { name: 'Ada Lovelace', email: 'ada@guests.example' },
    language: 'en',
    acceptsPolicy: true,
  };
  const header = { 'Idempotency-Key': crypto.randomUUID() };
  const made = await client.POST('/api/v1/reservations', { params: { header }, body });
  const { id, manageToken } = given(made.data, made.error);
  const late = await client.POST('/api/v1/reservations', {
    params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
    body,
  });
  // A form is refused by a page, which is a text; whoever sends JSON has a problem.
  const refusal = typeof late.error === 'object' ? late.error : undefined;
  const instead = refusal && 'alternatives' in refusal ? refusal.alternatives : undefined;

  const headers = { Authorization: `Bearer ${manageToken}` };
  const begun = await client.POST('/api/v1/payment-intents', {
    headers,
    body: { reservation: id, provider: 'stripe' },
  });
  const { checkout, amount } = given(begun.data, begun.error);
  if (!checkout || !('clientSecret' in checkout)) throw new Error('there is nothing to pay');
  await pay(checkout.clientSecret);

  const params = { path: { id } };
  const confirmed = await client.GET('/api/v1/reservations/{id}/confirmation', { headers, params });
  const { paid, reference } = given(confirmed.data, confirmed.error);
  const cancelled = await client.POST('/api/v1/reservations/{id}/cancel', { headers, params });
  const { status } = given(cancelled.data, cancelled.error);
  return { days: days.length, total, amount, paid, reference, status, refused: refusal?.code, instead };
}

/** What was answered as JSON. Throws what was refused, by its code. */
function given<T extends object>(
  data: T | string | undefined,
  error: Schemas['Problem'] | string | undefined,
): T {
  if (typeof data === 'object') return data;
  throw new Error(typeof error === 'object' ? `${error.code}: ${error.detail}` : 'this is no JSON');
}
