import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startViesSandbox, type ViesSandbox } from '../../../dev/vies.ts';
import {
  createdReservationSchema,
  reservationResponseSchema,
} from '../../../src/booking/present-reservation.ts';
import { findReservation, guestOf } from '../../../src/booking/reservation.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { ada, authorized, bodyOf, newClient, quote, reservationBody } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { type Stack, startStack } from '../../support/harness/stack.ts';
import { fieldsOfPage, postForm } from '../../support/http/plain-form.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

let vies: ViesSandbox;
let stack: Stack;
let offStack: Stack;
beforeAll(async () => {
  vies = await startViesSandbox({ port: 0 });
  [stack, offStack] = await Promise.all([
    startStack({ variables: { VIES_API_URL: vies.url } }),
    startStack(),
  ]);
  await quietMails(stack);
  await quietMails(offStack);
});
afterAll(async () => {
  await vies.close();
  await stack.stop();
  await offStack.stop();
});
beforeEach(() => vies.answerWith('valid'));

const billing = { name: 'Analytical Engines GmbH', address: 'Rosenallee 12', city: 'Berlin', country: 'DE' };

async function request(vatNumber: string | undefined, country = 'DE', on = stack) {
  const { wish } = await cloneItem(on);
  const named = { ...billing, country, ...(vatNumber === undefined ? {} : { vatNumber }) };
  const options = {
    body: { ...reservationBody((await quote(on, wish)).quote, ada), billing: named },
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  };
  return { wish, post: () => on.call('/reservations', options) };
}

async function checkOf(id: string) {
  const reservation = await findReservation(stack.runtime.database, id);
  return reservation && guestOf(stack.runtime, reservation).billing?.vatNumberCheck;
}

test('a VAT number that VIES has is taken, and that it was asked is kept sealed beside it', async () => {
  const before = vies.asked().length;
  const { post } = await request('de 123.456.789');
  const made = bodyOf(await post(), 201, createdReservationSchema);
  expect(vies.asked().slice(before)).toEqual(['DE123456789']);
  expect(await checkOf(made.id)).toBe('valid');
});

test.each(['invalid', 'INVALID_INPUT'] as const)(
  'a VAT number that VIES calls %s is refused at its field, and no time is taken for it',
  async (answer) => {
    vies.answerWith(answer);
    const { post, wish } = await request('DE123456789');
    const refused = await post();
    expect(refused.status, refused.text).toBe(422);
    expect(refused.json()).toMatchObject({ errors: [{ field: 'billing.vatNumber' }] });
    expect(await quote(stack, wish)).toMatchObject({ isAvailable: true });
  },
);

test.each(['MS_UNAVAILABLE', 'MS_MAX_CONCURRENT_REQ', 'slow'] as const)(
  'while VIES answers %s the reservation goes on, and that nobody answered is kept and logged',
  async (answer) => {
    vies.answerWith(answer);
    const { post } = await request('DE123456789');
    const made = bodyOf(await post(), 201, createdReservationSchema);
    expect(await checkOf(made.id)).toBe('unanswered');
    expect(stack.logLines.some((line) => line.includes('vies-unanswered'))).toBe(true);
    expect(stack.logLines.join()).not.toContain('123456789');
  },
);

test('a request that was taken is answered alike when it comes again, whatever VIES says by then', async () => {
  const { post } = await request('DE123456789');
  const made = bodyOf(await post(), 201, createdReservationSchema);
  vies.answerWith('invalid');
  expect(bodyOf(await post(), 201, createdReservationSchema)).toEqual(made);
});

test('VIES is asked by its own code for Greece, and neither about numbers of other registers nor where there is no number', async () => {
  const before = vies.asked().length;
  for (const [number, country] of [
    ['GR123456789', 'GR'],
    ['GB123456789', 'GB'],
    ['CHE123456789', 'CH'],
    ['100123456700003', 'AE'],
    [undefined, 'DE'],
  ] as const)
    bodyOf(await (await request(number, country)).post(), 201, createdReservationSchema);
  expect(vies.asked().slice(before)).toEqual(['EL123456789']);
});

test('without VIES_API_URL nothing is asked and nothing is said of a check', async () => {
  const before = vies.asked().length;
  const { post } = await request('DE123456789', 'DE', offStack);
  const made = bodyOf(await post(), 201, createdReservationSchema);
  const kept = await findReservation(offStack.runtime.database, made.id);
  expect(kept && guestOf(offStack.runtime, kept).billing).not.toHaveProperty('vatNumberCheck');
  expect(vies.asked().length).toBe(before);
  expect(parseConfig(offStack.environment, 'dev').viesApiUrl).toBeUndefined();
});

test('the plain form says in its language that VIES has no such number', async () => {
  vies.answerWith('invalid');
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
    'billing.vatNumber': 'DE123456789',
  };
  const review = await postForm(stack, '/reservations', form, newClient());
  stack.clock.advance({ seconds: 2 });
  const second = { ...fieldsOfPage(review.text), acceptsPolicy: 'on' };
  const refused = await postForm(stack, '/reservations', second, newClient());
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('Ce numéro de TVA est inconnu de VIES');
});

test('the guest sees in the reservation whom the invoice is for, and nothing of the check', async () => {
  const { post } = await request('de 123.456.789');
  const made = bodyOf(await post(), 201, createdReservationSchema);
  expect(made.billing).toEqual({ ...billing, vatNumber: 'DE123456789' });
  const answer = await stack.call(`/reservations/${made.id}`, {
    headers: authorized(made),
    from: newClient(),
  });
  expect(bodyOf(answer, 200, reservationResponseSchema).billing).toEqual(made.billing);
  expect(answer.text).not.toContain('vatNumberCheck');
});
