import { beforeAll, expect, test } from 'vitest';
import { createMidas } from '../../kit/client/create-midas.ts';
import type { Midas } from '../../kit/client/midas.ts';
import { authorized, book } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';
import { refused } from './support/refused.ts';
import { createTestSurroundings } from './support/test-surroundings.ts';

const stack = useStack();
let midas: Midas;
beforeAll(async () => {
  midas = createMidas({ baseUrl: stack.url, language: 'es' }, await createTestSurroundings());
});

const guest = { name: 'Ada Lovelace', email: 'ada@guests.example' };
const stay = { from: '2027-06-01', to: '2027-06-06' };

/** Finds, prices and holds an item, as a page does it. */
async function hold(slug: string) {
  const { quote, total } = await midas.quotes.create({ item: slug, ...stay, guests: 2 });
  const created = await midas.reservations.create({ quote, guest, acceptsPolicy: true });
  return { quote, total, created, link: { id: created.id, token: created.manageToken } };
}

test('the API takes what the client sends, from the list of items to the payment', async () => {
  const first = await midas.items.list({ category: 'villa', guests: 2, limit: 1 });
  expect(first.items).toHaveLength(1);
  const second = await midas.items.list({
    category: 'villa',
    guests: 2,
    limit: 1,
    cursor: first.nextCursor ?? '',
  });
  expect(second.items[0]?.slug).not.toBe(first.items[0]?.slug);

  const item = await midas.items.get('riad-zahra');
  expect(item.slug).toBe('riad-zahra');
  const { days } = await midas.items.availability(item.slug, stay);
  expect(days.map(({ isFree }) => isFree)).toEqual([true, true, true, true, true]);

  const { created, total, link } = await hold(item.slug);
  expect(created).toMatchObject({ status: 'held', total, language: 'es' });
  expect(await midas.reservations.get(link)).toMatchObject({ reference: created.reference, guest });

  const intent = await midas.payments.open(link);
  expect(intent).toMatchObject({ reservation: link.id, provider: 'stripe', status: 'open' });
  expect(await midas.payments.get(intent.id, link)).toMatchObject({ id: intent.id, nextAction: 'pay' });
  expect(await midas.payments.open(link, { provider: 'paypal' })).toMatchObject({ provider: 'paypal' });
});

test('what the API refuses comes with its code, its fields and what is free instead', async () => {
  const [quote, other] = await Promise.all([
    midas.quotes.create({ item: 'podere-lavinia', ...stay, guests: 2 }),
    midas.quotes.create({ item: 'podere-lavinia', ...stay, guests: 2 }),
  ]);
  await midas.reservations.create({ quote: quote.quote, guest, acceptsPolicy: true });
  const taken = await refused(midas.reservations.create({ quote: other.quote, guest, acceptsPolicy: true }));
  expect(taken).toMatchObject({ code: 'slot-taken', status: 409 });
  expect(taken.alternatives.length).toBeGreaterThan(0);
  expect(taken.requestId).toBeTruthy();

  const wrong = await refused(
    midas.reservations.create({ quote: 'none', guest: { ...guest, email: 'ada' }, acceptsPolicy: true }),
  );
  expect(wrong).toMatchObject({ code: 'validation-failed', fields: [{ name: 'guest.email' }] });
});

test('a reservation is cancelled by its link, once, after what comes back is known', async () => {
  const { created, link } = await hold('villa-belombre');
  const { canCancel, paid } = await midas.reservations.previewCancellation(link);
  expect({ canCancel, paid: paid.amount }).toEqual({ canCancel: true, paid: 0 });
  expect(await midas.reservations.cancel(link)).toMatchObject({ id: created.id, status: 'cancelled' });
  expect(await refused(midas.reservations.calendarFile(link))).toMatchObject({ status: 409 });
  expect(await refused(midas.reservations.get({ ...link, token: 'wrong' }))).toMatchObject({ status: 404 });
});

test('the documents of a paid reservation are listed and fetched by its link, each as it was drawn', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const link = { id: reservation.id, token: reservation.manageToken };
  const { documents } = await midas.documents.list(link);
  expect(documents.map(({ kind }) => kind).sort()).toEqual(['invoice', 'receipt']);
  const file = await midas.documents.file(link, documents[0]?.id ?? '');
  expect(file.type).toBe('application/pdf');
  const bytes = Buffer.from(await file.arrayBuffer());
  expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  const whole = await fetch(`${stack.url}/api/v1/documents/${link.id}/${documents[0]?.id}`, {
    headers: authorized(reservation),
  });
  expect(bytes.equals(Buffer.from(await whole.arrayBuffer()))).toBe(true);
});

test('a message reaches the owner', async () => {
  expect(
    await midas.contact.send({ ...guest, message: '¿Está afinado el piano?', item: 'gardenia' }),
  ).toEqual({
    state: 'sent',
  });
  const { rows } = await stack.database.query('select language from enquiries');
  expect(rows).toEqual([{ language: 'es' }]);
});
