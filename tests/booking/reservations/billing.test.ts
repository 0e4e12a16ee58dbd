import { randomUUID } from 'node:crypto';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, expect, test } from 'vitest';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import {
  ada,
  authorized,
  bodyOf,
  newClient,
  openPayment,
  pay,
  quote,
  reservationBody,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { documentFiles } from '../../support/booking/document-files.ts';
import { useStack } from '../../support/harness/stack.ts';
import { fieldsOfPage, postForm } from '../../support/http/plain-form.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));

const billing = {
  name: 'Analytical Engines GmbH',
  address: 'Rosenallee 12\nHinterhaus',
  postalCode: '10115',
  city: 'Berlin',
  country: 'de',
  vatNumber: 'de 123.456.789',
};

async function post(billing: unknown, language = 'en') {
  const { wish } = await cloneItem(stack);
  return stack.call('/reservations', {
    body: { ...reservationBody((await quote(stack, wish)).quote, ada, language), billing },
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
}

test('an invoice, a receipt and a credit note are for whom the guest named, with address and VAT number, in the language of the guest', async () => {
  const reservation = bodyOf(await post(billing, 'fr'), 201, createdReservationSchema);
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  await settledAll(stack);
  await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  const files = await documentFiles(stack.runtime, reservation.id, ['receipt', 'invoice', 'credit-note']);
  expect(files.map(({ filename }) => filename.split('-')[1]).sort()).toEqual(['CRN', 'INV', 'REC']);
  for (const { pdf } of files) {
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
    for (const said of [
      'Analytical Engines GmbH',
      'Ada Lovelace',
      'Rosenallee 12',
      'Hinterhaus',
      '10115 Berlin',
      'Allemagne',
      'N° de TVA DE123456789',
    ])
      expect(text).toContain(said);
  }
});

test('whom an invoice is for rests sealed', async () => {
  const { id } = bodyOf(await post(billing), 201, createdReservationSchema);
  const { rows } = await stack.database.query<{ row: string }>(
    'select r::text as row from reservations r where id = $1',
    [id],
  );
  expect(rows[0]?.row).not.toMatch(/Analytical|Rosenallee|123456789/);
});

test.each([
  ['a VAT number of another form', { vatNumber: 'DE12345678' }, ['billing.vatNumber']],
  ['a VAT number of another country', { vatNumber: 'ATU12345678' }, ['billing.vatNumber']],
  ['no country', { country: 'Germany' }, ['billing.country']],
  ['a country that is none', { country: 'XX' }, ['billing.country']],
  ['a country that is no more', { country: 'DD' }, ['billing.country']],
  ['nothing', { name: '', address: ' ', city: '' }, ['billing.address', 'billing.city', 'billing.name']],
  ['control characters', { city: 'Ber\u0000lin' }, ['billing.city']],
])('%s is refused at its field', async (_, change, fields) => {
  const answer = await post({ ...billing, ...change });
  expect(answer.status, answer.text).toBe(422);
  const { errors } = answer.json() as { errors: { field: string }[] }; // what every problem of fields is
  expect(errors.map(({ field }) => field).sort()).toEqual(fields);
});

test('the plain form takes the same, says what is wrong in its language, and passes it on to the page that reserves', async () => {
  const { wish } = await cloneItem(stack);
  const form = {
    item: wish.item,
    from: wish.from,
    to: wish.to,
    guests: '1',
    'guest.name': 'Ada Lovelace',
    'guest.email': 'ada@guests.example',
    language: 'fr',
    ...Object.fromEntries(Object.entries(billing).map(([name, value]) => [`billing.${name}`, value])),
  };
  const wrong = await postForm(stack, '/reservations', { ...form, 'billing.vatNumber': 'DE1' }, newClient());
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('Ce n’est pas un numéro de TVA de ce pays.');
  expect(wrong.text).toContain('Numéro de TVA');
  const review = await postForm(stack, '/reservations', form, newClient());
  expect(review.status, review.text).toBe(200);
  stack.clock.advance({ seconds: 2 });
  const reserved = await postForm(
    stack,
    '/reservations',
    { ...fieldsOfPage(review.text), acceptsPolicy: 'on' },
    newClient(),
  );
  expect(reserved.status, reserved.text).toBe(303);
});
