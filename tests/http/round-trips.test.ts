import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createdReservationSchema } from '../../src/booking/present-reservation.ts';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import { staff } from '../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  book,
  type CreatedReservation,
  intentIdOf,
  openPayment,
  quote,
  reservationBody,
  reserve,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { mailsAbout } from '../support/booking/settled-state.ts';
import { written } from '../support/enquiry/enquiries.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { fieldsOfPage } from '../support/http/plain-form.ts';
import { nothing, one, startTripCounter, type TripCounter, type Trips } from '../support/http/round-trips.ts';
import { intentEvent, secondsOf, signatureOf } from '../support/payment/stripe-events.ts';

const stack = useStack();
let counter: TripCounter;
let expectTrips: TripCounter['expectTrips'];
beforeAll(async () => {
  counter = await startTripCounter(stack);
  expectTrips = counter.expectTrips;
});
afterAll(() => counter.close());

let ready: CreatedReservation;
beforeEach(async () => {
  ready = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
});

const form = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: testEnvironment.SITE_URL };

test.each([
  '/items',
  '/items?text=piano&from=2027-06-01&to=2027-06-08&guests=2',
  '/items/riad-zahra',
  '/categories?language=es',
  '/items/riad-zahra/availability?from=2027-06-01&to=2027-08-01',
  '/health',
])('GET %s: one trip to the database, one to Redis, and nothing afterwards', async (path) => {
  expect((await expectTrips(one, 200, path)).after).toEqual(nothing);
});

test.each(['/openapi.json', '/../docs'])('GET %s: no trip to the database', async (path) => {
  await expectTrips({ ...one, database: 0 }, 200, path);
});

test.each([
  '/payments?status=succeeded',
  '/refunds',
  '/disputes?status=needs-response',
  '/reconciliation-differences?state=open',
  '/payouts',
  '/documents?kind=invoice',
  '/credits?left=yes',
  '/security-deposits',
  '/ledger/journal?from=2027-01-01&to=2027-12-31',
  '/audit-events?action=reservation.held',
])('GET %s for the staff: one and one', async (path) => {
  expect((await expectTrips(one, 200, path, { headers: staff })).after).toEqual(nothing);
});

test('POST /quotes: one and one', async () => {
  const { wish } = await cloneItem(stack);
  expect((await expectTrips(one, 201, '/quotes', { body: { ...wish, guests: 1 } })).after).toEqual(nothing);
});

test('POST /reservations: one and one, and nothing after the answer: its mail waits while the guest pays', async () => {
  const { quote: token } = await quote(stack, (await cloneItem(stack)).wish);
  const options = { body: reservationBody(token), headers: { 'Idempotency-Key': randomUUID() } };
  const { after } = await expectTrips(one, 201, '/reservations', options);
  expect(after.database).toBe(0);
  await expectTrips(one, 201, '/reservations', options);
  await expectTrips(one, 409, '/reservations', { ...options, headers: { 'Idempotency-Key': randomUUID() } });
});

test('the plain form of a reservation: one and one for the page with the price, one and one for reserving', async () => {
  const { wish } = await cloneItem(stack);
  const fields = {
    item: wish.item,
    from: wish.from,
    to: wish.to,
    guests: '1',
    'guest.name': 'Ada',
    'guest.email': 'ada@guests.example',
  };
  const review = await expectTrips(one, 200, '/reservations', {
    body: String(new URLSearchParams(fields)),
    headers: form,
  });
  stack.clock.advance({ seconds: 2 });
  const filledIn = { ...fieldsOfPage(review.answer.text), acceptsPolicy: 'on' };
  await expectTrips(one, 303, '/reservations', {
    body: String(new URLSearchParams(filledIn)),
    headers: form,
  });
});

test('a refused form of a reservation: one and one for the names of what it asks for, and one more where the price was refused', async () => {
  const { item, from, to } = (await cloneItem(stack)).wish;
  const guest = { 'guest.name': 'Ada', 'guest.email': 'ada@guests.example' };
  const refused = (wrong: Readonly<Record<string, string>>) => ({
    body: String(new URLSearchParams({ item, from, to, guests: '1', ...guest, ...wrong })),
    headers: form,
  });
  await expectTrips(one, 422, '/reservations', refused({ 'guest.email': 'x' }));
  await expectTrips({ ...one, database: 2 }, 422, '/reservations', refused({ promotionCode: 'NOSUCH' }));
});

test.each(['', '/cancellation'])('GET /reservations/{id}%s: one and one', async (path) => {
  expect(
    (await expectTrips(one, 200, `/reservations/${ready.id}${path}`, { headers: authorized(ready) })).after,
  ).toEqual(nothing);
});

test.each(['', '?name=ada&sort=start&owed=due'])(
  'GET /reservations%s for the staff: one and one',
  async (query) => {
    const { after } = await expectTrips(one, 200, `/reservations${query}`, { headers: staff });
    expect(after).toEqual(nothing);
  },
);

test('what the staff read and write of a reservation: one and one each', async () => {
  const path = `/reservations/${ready.id}`;
  const headers = { ...staff, 'Idempotency-Key': randomUUID() };
  await expectTrips(one, 200, `${path}/story`, { headers: staff });
  await expectTrips(one, 201, `${path}/notes`, { body: { text: 'Late' }, headers });
  await expectTrips(one, 200, `${path}/tags/vip`, { method: 'PUT', headers: staff });
  await expectTrips(one, 200, `${path}/tags/vip`, { method: 'DELETE', headers: staff });
});

test('a change of a reservation, previewed and made: one and one each', async () => {
  const reservation = await book(stack, { ...(await cloneItem(stack)).wish });
  const path = `/reservations/${reservation.id}`;
  const body = { from: '2028-03-01', to: '2028-03-03' };
  const { answer } = await expectTrips(one, 200, `${path}/change-previews`, { body, headers: staff });
  const headers = { ...staff, 'Idempotency-Key': randomUUID() };
  const done = { change: Object(answer.json()).change, reason: 'Their flight was moved.' };
  await expectTrips(one, 201, `${path}/changes`, { body: done, headers });
});

test('what the desk does for somebody: one and one each', async () => {
  const { wish } = await cloneItem(stack);
  const asked = await expectTrips(one, 201, '/desk-quotes', { body: { ...wish, guests: 1 }, headers: staff });
  const body = { quote: Object(asked.answer.json()).quote, guest: { name: 'Ada' }, status: 'confirmed' };
  await expectTrips(one, 201, '/desk-bookings', {
    body,
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
  });
});

test('what the desk does with a reservation: one and one each', async () => {
  const of = (path: string) => `/reservations/${ready.id}${path}`;
  const key = () => ({ ...staff, 'Idempotency-Key': randomUUID() });
  const reason = 'Known to the house.';
  await expectTrips(one, 200, of('/payment-link'), { body: {}, headers: staff });
  await expectTrips(one, 201, of('/cash'), { body: { amount: 100, currency: 'EUR' }, headers: key() });
  await expectTrips(one, 200, of('/confirm'), { body: { reason }, headers: staff });
  await expectTrips(one, 200, of('/staff-cancellations'), { headers: staff });
  await expectTrips(one, 201, of('/handovers'), { body: { kind: 'handover' }, headers: key() });
  const cancelled = { body: { refund: 'all', reason }, headers: key() };
  await expectTrips(one, 200, of('/staff-cancellations'), cancelled);
});

test('blocks, made, read, changed and taken away: one and one each', async () => {
  const { slug } = await cloneItem(stack);
  const body = { item: slug, from: '2027-08-01', to: '2027-08-02', reason: 'own-use' };
  const key = { ...staff, 'Idempotency-Key': randomUUID() };
  const { answer } = await expectTrips(one, 201, '/blocks', { body, headers: key });
  const path = `/blocks/${Object(answer.json()).id}`;
  await expectTrips(one, 200, path, { headers: staff });
  await expectTrips(one, 200, `/blocks?item=${slug}`, { headers: staff });
  const version = (number: number) => ({ ...staff, 'If-Match': `"${number}"` });
  await expectTrips(one, 200, path, { method: 'PUT', body, headers: version(1) });
  await expectTrips(one, 200, path, { method: 'DELETE', headers: version(2) });
});

test('guests, found, read, noted, banned and let in again: one and one each', async () => {
  const { answer } = await expectTrips(one, 200, '/guests?email=ada@guests.example', { headers: staff });
  const path = `/guests/${Object(answer.json()).guests[0].id}`;
  await expectTrips(one, 200, path, { headers: staff });
  const key = { ...staff, 'Idempotency-Key': randomUUID() };
  await expectTrips(one, 201, `${path}/notes`, { body: { text: 'Kind' }, headers: key });
  await expectTrips(one, 200, `${path}/tags/vip`, { method: 'PUT', headers: staff });
  const ban = { email: 'mallory@guests.example', reason: 'never came' };
  const banned = await expectTrips(one, 201, '/guest-bans', { body: ban, headers: staff });
  await expectTrips(one, 200, '/guest-bans', { headers: staff });
  const lifted = `/guest-bans/${Object(banned.answer.json()).id}`;
  await expectTrips(one, 200, lifted, { method: 'DELETE', headers: staff });
});

test('POST /payment-intents: one, one for the assessment beside the call of the provider, and that; with a security deposit Stripe is asked for a customer too', async () => {
  const { after } = await expectTrips({ ...one, database: 2, provider: 2 }, 201, '/payment-intents', {
    body: { reservation: ready.id },
    headers: authorized(ready),
  });
  expect(after.database, "the provider's id is noted, and nothing is due").toBe(1);
  await expectTrips({ ...one, provider: 1 }, 201, '/payment-intents', {
    body: { reservation: ready.id },
    headers: authorized(ready),
  });
});

test('a whole booking, with the mails and documents that follow from it: at most ten trips to the database', async () => {
  const { quote: token } = await quote(stack, (await cloneItem(stack)).wish);
  const options = { body: reservationBody(token), headers: { 'Idempotency-Key': randomUUID() } };
  const reserved = await counter.trips('/reservations', options);
  const reservation = bodyOf(reserved.answer, 201, createdReservationSchema);
  const opened = await counter.trips('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
  });
  const payment = bodyOf(opened.answer, 201, paymentIntentResponseSchema);
  const subject = { id: payment.id, intentId: intentIdOf(payment), ...reservation.total };
  const body = JSON.stringify(
    intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) }),
  );
  const headers = { 'Stripe-Signature': signatureOf(body, secondsOf(stack)) };
  const confirmed = await counter.trips('/webhooks/stripe', { method: 'POST', body, headers });
  expect((await mailsAbout(stack, reservation.id)).map((mail) => mail.split(' ')[0])).toEqual([
    'guest-confirmation',
    'owner-new-reservation',
  ]);
  const trips = [reserved, opened, confirmed].map(({ before, after }) => [before.database, after.database]);
  const all = trips.flat().reduce((sum, some) => sum + some);
  expect(all, `before and after each answer: ${JSON.stringify(trips)}`).toBeLessThanOrEqual(10);
});

test('POST /webhooks/stripe: one trip to the database, one for the risk of a payment beside a question to the provider, none to Redis; mail follows the answer', async () => {
  const subject = { ...(await openPayment(stack, ready)), ...ready.total };
  await stack.functions.settled();
  const body = JSON.stringify(
    intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) }),
  );
  const headers = { 'Stripe-Signature': signatureOf(body, secondsOf(stack)) };
  const paid: Trips = { database: 2, redis: 0, provider: 1 };
  await expectTrips(paid, 200, '/webhooks/stripe', { method: 'POST', body, headers });
  expect((await expectTrips(paid, 200, '/webhooks/stripe', { method: 'POST', body, headers })).after).toEqual(
    nothing,
  );
});

test('a signature that does not hold costs no trip at all', async () => {
  await expectTrips(nothing, 400, '/webhooks/stripe', {
    method: 'POST',
    body: '{}',
    headers: { 'Stripe-Signature': 't=1,v1=00' },
  });
});

test('the confirmation, read, downloaded and sent again: one and one each', async () => {
  const booked = await book(stack, (await cloneItem(stack)).wish);
  const path = `/reservations/${booked.id}/confirmation`;
  await expectTrips(one, 200, path, { headers: authorized(booked) });
  await expectTrips(one, 200, path, { headers: { ...authorized(booked), Accept: 'text/calendar' } });
  await expectTrips(one, 202, path, { method: 'POST', headers: authorized(booked) });
});

test('POST /reservations/{id}/cancel: one and one', async () => {
  await expectTrips(one, 200, `/reservations/${ready.id}/cancel`, {
    method: 'POST',
    headers: authorized(ready),
  });
});

test('POST /contact, as JSON and as a form: one and one', async () => {
  const enquiry = { name: 'Grace', email: 'grace@guests.example', message: 'Hello' };
  await expectTrips(one, 201, '/contact', { body: enquiry, headers: { 'Idempotency-Key': randomUUID() } });
  await expectTrips(one, 303, '/contact', { body: String(new URLSearchParams(enquiry)), headers: form });
});

test('enquiries, listed, read, given to somebody, answered and let through: one and one each', async () => {
  const id = await written(stack, { topic: 'x' });
  await stack.functions.settled();
  const path = `/enquiries/${id}`;
  const version = (number: number) => ({
    ...staff,
    'If-Match': `"${number}"`,
    'Idempotency-Key': randomUUID(),
  });
  await expectTrips(one, 200, `${path}/let-through`, { method: 'POST', headers: staff });
  for (const read of [path, '/enquiries', '/enquiries?unanswered=yes&item=riad-zahra&email=a@b.example'])
    expect((await expectTrips(one, 200, read, { headers: staff })).after).toEqual(nothing);
  const body = { status: 'closed', assignee: null };
  await expectTrips(one, 200, path, { method: 'PUT', body, headers: version(2) });
  await expectTrips(one, 201, `${path}/answers`, { body: { text: 'Yes' }, headers: version(3) });
  await expectTrips(one, 412, `${path}/answers`, { body: { text: 'Yes' }, headers: version(3) });
});

test('a token that does not belong to a reservation costs no trip to the database', async () => {
  const { before } = await counter.trips(`/reservations/${ready.id}`, {
    headers: { Authorization: 'Bearer t1.nothing' },
  });
  expect(before.database).toBe(0);
});

test('a request that is refused for its fields costs no trip to the database', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  for (const path of ['/quotes', '/reservations', '/payment-intents', '/contact'])
    await expectTrips({ ...one, database: 0 }, 422, path, { body: {}, headers });
});
