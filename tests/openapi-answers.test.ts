import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createdReservationSchema } from '../src/booking/reservation.ts';
import { type Operation, operationsOf, readApiDocument } from './support/api-document.ts';
import {
  ada,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  quote,
  reservationBody,
} from './support/booking.ts';
import { type Answer, type Call, call } from './support/client.ts';
import { cloneItem } from './support/cloned-item.ts';
import { violations } from './support/json-schema.ts';
import { type Stack, startStack } from './support/stack.ts';
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
