import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import keepDeposits from '../netlify/functions/keep-deposits.ts';
import makeProviderCalls from '../netlify/functions/make-provider-calls.ts';
import { createdReservationSchema } from '../src/booking/reservation.ts';
import { issuedCreditSchema } from '../src/credit/issue-credit.ts';
import { documentListSchema } from '../src/document/documents.ts';
import { disputesSchema } from '../src/payment/dispute-evidence.ts';
import { type Operation, operationsOf, readApiDocument } from './support/api-document.ts';
import {
  ada,
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  quote,
  reservationBody,
  settledAll,
} from './support/booking.ts';
import { type Answer, type Call, call } from './support/client.ts';
import { cloneItem } from './support/cloned-item.ts';
import { fireSchedule } from './support/fire-schedule.ts';
import { violations } from './support/json-schema.ts';
import { startReceiver } from './support/receiver.ts';
import { type Stack, startStack } from './support/stack.ts';
import { staff } from './support/staff.ts';
import { deliver, eventOf, secondsOf } from './support/stripe-events.ts';

let stack: Stack;
let operations: Map<string, Operation>;
const succeeded = new Set<string>();
beforeAll(async () => {
  stack = await startStack();
  operations = operationsOf(await readApiDocument(stack));
});
afterAll(() => stack.stop());

/** Holds an answer, and the body that was sent for it, against what the document says of the route. */
function check(route: string, answer: Answer, sent?: unknown): Answer {
  const operation = operations.get(route);
  const type = answer.headers.get('Content-Type')?.split(';')[0] ?? '';
  const schema = operation?.responses[answer.status]?.content?.[type]?.schema;
  expect(
    schema,
    `${route} answered ${answer.status} ${type}, which the document does not know`,
  ).toBeDefined();
  const body = type.endsWith('json') ? answer.json() : answer.text;
  expect(violations(schema, body), `${route} ${answer.status}: ${answer.text}`).toEqual([]);
  if (answer.status >= 300) return answer;
  succeeded.add(route);
  const taken = operation?.requestBody?.content['application/json']?.schema;
  if (taken) expect(violations(taken, sent), `${route} took what its document refuses`).toEqual([]);
  return answer;
}

/** Calls a route, whose path may have `{slug}` or `{id}` for what follows, and checks the answer. */
async function ask(route: string, path: string, options: Call = {}): Promise<Answer> {
  const [method = ''] = route.split(' ');
  const answer = await stack.call(path, { from: newClient(), ...options, method });
  return check(route, answer, options.body);
}

const key = () => ({ 'Idempotency-Key': randomUUID() });

async function held(): Promise<CreatedReservation> {
  const { wish } = await cloneItem(stack);
  const body = reservationBody((await quote(stack, wish)).quote);
  const answer = await ask('POST /api/v1/reservations', '/reservations', { body, headers: key() });
  return bodyOf(answer, 201, createdReservationSchema);
}

describe('what a route really answers is what the document says', () => {
  test('of the catalogue', async () => {
    await ask('GET /api/v1/items', '/items');
    await ask('GET /api/v1/items', '/items?category=villa&from=2027-06-01&to=2027-06-08&limit=2');
    await ask('GET /api/v1/items', '/items?limit=0');
    for (const slug of ['riad-zahra', 'layali', 'kagetsu-garden-hall', 'lantern-and-lark'])
      await ask('GET /api/v1/items/{slug}', `/items/${slug}`);
    await ask('GET /api/v1/items/{slug}', '/items/no-such-item');
    for (const slug of ['riad-zahra', 'gardenia'])
      await ask(
        'GET /api/v1/items/{slug}/availability',
        `/items/${slug}/availability?from=2027-06-01&to=2027-06-08`,
      );
    await ask('GET /api/v1/items/{slug}/availability', '/items/riad-zahra/availability?from=2027-06-01');
    await ask(
      'GET /api/v1/items/{slug}/availability',
      '/items/no-such-item/availability?from=2027-06-01&to=2027-06-02',
    );
  });

  test('of quotes', async () => {
    const route = 'POST /api/v1/quotes';
    const riad = { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-08', guests: 2 };
    await ask(route, '/quotes', { body: riad });
    await ask(route, '/quotes', { body: { ...riad, extras: { chef: 1 }, promotionCode: 'WELCOME10' } });
    await ask(route, '/quotes', { body: { ...riad, price: 1 } });
    await ask(route, '/quotes', { body: { ...riad, item: 'no-such-item' } });
    await ask(route, '/quotes', { body: '{', headers: { 'Content-Type': 'application/json' } });
    await ask(route, '/quotes', { body: 'item=riad', headers: { 'Content-Type': 'text/plain' } });
    await ask(route, '/quotes', { body: { item: 'x'.repeat(300_000) } });
  });

  test('of a promotion code in small letters, which is taken', async () => {
    await ask('POST /api/v1/quotes', '/quotes', {
      body: {
        item: 'riad-zahra',
        from: '2027-06-01',
        to: '2027-06-08',
        guests: 2,
        promotionCode: 'welcome10',
      },
    });
  });

  test('of a reservation that is made, refused, taken before and replayed', async () => {
    const route = 'POST /api/v1/reservations';
    const { wish } = await cloneItem(stack);
    const body = reservationBody(
      (await quote(stack, wish)).quote,
      { ...ada, phone: '+33 6 12 34 56 78', note: 'Late' },
      'fr',
    );
    const headers = key();
    await ask(route, '/reservations', { body, headers });
    await ask(route, '/reservations', { body, headers });
    await ask(route, '/reservations', { body, headers: key() });
    await ask(route, '/reservations', { body });
    await ask(route, '/reservations', { body: { ...body, language: 'xx' }, headers });
  });

  test('of a reservation from its hold to its cancellation', async () => {
    const reservation = await held();
    const headers = authorized(reservation);
    const one = (path: string) => [`/reservations/${reservation.id}${path}`, { headers }] as const;
    await ask('GET /api/v1/reservations/{id}', ...one(''));
    await ask('GET /api/v1/reservations/{id}', `/reservations/${reservation.id}`);
    await ask('GET /api/v1/reservations/{id}', '/reservations/res_unknown', { headers });
    await ask('GET /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
    const body = { reservation: reservation.id };
    await ask('POST /api/v1/payment-intents', '/payment-intents', { body, headers });
    await ask('POST /api/v1/payment-intents', '/payment-intents', { body });
    await pay(stack, (await openPayment(stack, reservation)).intentId);
    await ask('POST /api/v1/payment-intents', '/payment-intents', { body, headers });
    await ask('GET /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
    await ask('POST /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
    await ask('GET /api/v1/reservations/{id}/cancellation', ...one('/cancellation'));
    await ask('POST /api/v1/reservations/{id}/cancel', ...one('/cancel'));
    await ask('GET /api/v1/reservations/{id}', ...one(''));
    await ask('POST /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
  });

  test('of a confirmation as a calendar file', async () => {
    const reservation = await held();
    await pay(stack, (await openPayment(stack, reservation)).intentId);
    const headers = { ...authorized(reservation), Accept: 'text/calendar' };
    await ask('GET /api/v1/reservations/{id}/confirmation', `/reservations/${reservation.id}/confirmation`, {
      headers,
    });
  });

  test('of the money of a reservation, through PayPal, for its guest and for the staff', async () => {
    const reservation = await held();
    const { id: payment, orderId } = await openPaypalPayment(stack, reservation);
    await ask('POST /api/v1/payments/{id}/capture', `/payments/${payment}/capture`, {
      method: 'POST',
      headers: authorized(reservation),
    });
    const back = stack.paypal.returnUrlOf(orderId);
    await approve(stack, orderId);
    const returned = await call(`${stack.url}${new URL(back).pathname}${new URL(back).search}`, {
      from: newClient(),
    });
    expect(returned.status).toBe(303);
    succeeded.add('GET /api/v1/payments/{id}/return');
    const headers = authorized(reservation);
    for (const as of [headers, staff, {}]) {
      await ask('GET /api/v1/payments/{id}', `/payments/${payment}`, { headers: as });
      await ask('GET /api/v1/reservations/{id}/statement', `/reservations/${reservation.id}/statement`, {
        headers: as,
      });
      await ask('GET /api/v1/security-deposits/{id}', `/security-deposits/${reservation.id}`, {
        headers: as,
      });
      const documents = await ask('GET /api/v1/documents/{id}', `/documents/${reservation.id}`, {
        headers: as,
      });
      if (documents.status !== 200) continue;
      const [first] = v.parse(documentListSchema, documents.json()).documents;
      await ask('GET /api/v1/documents/{id}/{document}', `/documents/${reservation.id}/${first?.id}`, {
        headers: as,
      });
    }
    const refund = { amount: 100, reason: 'the pool was cold' };
    const route = 'POST /api/v1/payments/{id}/refunds';
    await ask(route, `/payments/${payment}/refunds`, { body: refund, headers: { ...staff, ...key() } });
    await ask(route, `/payments/${payment}/refunds`, { body: refund, headers: key() });
    await ask(route, `/payments/${payment}/refunds`, {
      body: { ...refund, amount: -1 },
      headers: { ...staff, ...key() },
    });
    await ask('POST /api/v1/security-deposits/{id}/release', `/security-deposits/${reservation.id}/release`, {
      method: 'POST',
      headers: staff,
    });
    await ask('POST /api/v1/security-deposits/{id}/capture', `/security-deposits/${reservation.id}/capture`, {
      body: { amount: 1, reason: 'a scratch', evidenceNote: 'photograph 3' },
      headers: staff,
    });
    stack.paypal.openDispute(stack.paypal.capturesOf(orderId)[0] ?? '');
    await settledAll(stack);
    const disputes = await ask('GET /api/v1/disputes', '/disputes', { headers: staff });
    const [dispute] = v.parse(disputesSchema, disputes.json()).disputes;
    await ask('GET /api/v1/disputes/{id}/evidence', `/disputes/${dispute?.id}/evidence`, { headers: staff });
    await ask('GET /api/v1/payment-reviews', '/payment-reviews', { headers: staff });
    await ask('POST /api/v1/payments/{id}/review', `/payments/${payment}/review`, {
      body: { decision: 'approve' },
      headers: staff,
    });
    await ask('GET /api/v1/reconciliations', '/reconciliations', { headers: staff });
    await ask('GET /api/v1/ledger/trial-balance', '/ledger/trial-balance', { headers: staff });
    await ask('GET /api/v1/ledger/trial-balance', '/ledger/trial-balance?at=yesterday', { headers: staff });
    await ask('POST /api/v1/ledger/exchange-rates', '/ledger/exchange-rates', {
      body: { day: '2027-03-01', reportingCurrency: 'EUR', rates: { USD: '0.92' } },
      headers: staff,
    });
  });

  test('of a security deposit that is held and taken, and of a payment that is reviewed', async () => {
    const reservation = await held();
    const { orderId } = await openPaypalPayment(stack, reservation);
    await approve(stack, orderId);
    await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    await fireSchedule(stack, keepDeposits);
    await fireSchedule(stack, makeProviderCalls);
    await ask('POST /api/v1/security-deposits/{id}/capture', `/security-deposits/${reservation.id}/capture`, {
      body: { amount: 100, reason: 'a scratch', evidenceNote: 'photograph 3' },
      headers: staff,
    });
    const doubtful = await held();
    const { id } = await openPayment(stack, doubtful);
    await stack.database.query(`update payment_assessments set outcome = 'review' where payment_id = $1`, [
      id,
    ]);
    await ask('GET /api/v1/payment-reviews', '/payment-reviews', { headers: staff });
    await ask('POST /api/v1/payments/{id}/review', `/payments/${id}/review`, {
      body: { decision: 'approve' },
      headers: staff,
    });
  });

  test('of gift cards', async () => {
    const body = { kind: 'gift-card', amount: 5000, currency: 'EUR', note: 'sold at the desk' };
    const issued = await ask('POST /api/v1/credits', '/credits', { body, headers: staff });
    await ask('POST /api/v1/credits', '/credits', { body: { ...body, amount: 0 }, headers: staff });
    const reservation = await held();
    const { code } = v.parse(issuedCreditSchema, issued.json());
    await ask('POST /api/v1/reservations/{id}/credit', `/reservations/${reservation.id}/credit`, {
      body: { code },
      headers: authorized(reservation),
    });
    await ask('POST /api/v1/reservations/{id}/credit', `/reservations/${reservation.id}/credit`, {
      body: { code: '2222-2222-2222-2222' },
      headers: authorized(reservation),
    });
  });

  test('of events of PayPal', async () => {
    const sent: Answer[] = [];
    const receiver = await startReceiver(async (body, headers) => {
      sent.push(await stack.call('/webhooks/paypal', { method: 'POST', body, headers, from: newClient() }));
    });
    stack.paypal.setWebhookUrl(receiver.url);
    stack.paypal.approve((await openPaypalPayment(stack, await held())).orderId);
    await stack.paypal.settled();
    stack.paypal.setWebhookUrl(`${stack.url}/api/v1/webhooks/paypal`);
    await receiver.close();
    const [answer] = sent;
    if (!answer) throw new Error('no event came');
    check('POST /api/v1/webhooks/paypal', answer);
    await ask('POST /api/v1/webhooks/paypal', '/webhooks/paypal', { body: {} });
  });

  test('of events of Stripe', async () => {
    const event = eventOf(
      'customer.created',
      { id: 'cus_1', object: 'customer' },
      { created: secondsOf(stack) },
    );
    check('POST /api/v1/webhooks/stripe', await deliver(stack, event));
    await ask('POST /api/v1/webhooks/stripe', '/webhooks/stripe', { body: {} });
  });

  test('of the contact form', async () => {
    const body = {
      name: 'Ada',
      email: 'ada@guests.example',
      message: 'Is the pool warm?',
      item: 'riad-zahra',
      language: 'es',
    };
    await ask('POST /api/v1/contact', '/contact', { body, headers: key() });
    await ask('POST /api/v1/contact', '/contact', { body });
    await ask('POST /api/v1/contact', '/contact', { body: { ...body, email: 'ada' }, headers: key() });
  });

  test('of the health check', async () => {
    await ask('GET /api/v1/health', '/health');
    stack.redis.faults({ refuse: '503' });
    const broken = await ask('GET /api/v1/health', '/health');
    stack.redis.clearFaults();
    expect(broken.status).toBe(503);
  });

  test('of the documentation itself', async () => {
    check('GET /api/v1/openapi.json', await stack.call('/openapi.json', { from: newClient() }));
    check('GET /api/docs', await call(`${stack.url}/api/docs`, { from: newClient() }));
  });
});

test('each route of the document was called above, and answered with success', () => {
  expect([...succeeded].sort()).toEqual([...operations.keys()].sort());
});
