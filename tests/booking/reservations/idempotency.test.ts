import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import { enquiryResponseSchema } from '../../../src/enquiry/enquiry.ts';
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
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { whileKeyIsHeldUp } from '../../support/booking/hold-settlement.ts';
import { messagesAbout, reservationState } from '../../support/booking/settled-state.ts';
import { someoneWaits } from '../../support/database/someone-waits.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();
beforeEach(() => {
  stack.clock.set('2027-03-01T09:00:00Z');
  stack.proxy.clearFaults();
});

type Headers = Record<string, string>;

/** A creating route with a body that it accepts, another that it accepts too, and what it makes. */
interface Creating {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly otherBody: Readonly<Record<string, unknown>>;
  /** How many of the things there are that this body asks for. */
  count(): Promise<number>;
}

async function countRows(sql: string, params: unknown[] = []): Promise<number> {
  return (await stack.database.query(sql, params)).rows.length;
}

const creating: Record<string, () => Promise<Creating>> = {
  'POST /reservations': async () => {
    const item = await cloneItem(stack, { units: 2 });
    const body = reservationBody((await quote(stack, item.wish)).quote);
    return {
      path: '/reservations',
      body,
      otherBody: { ...body, guest: { ...ada, email: 'grace@guests.example' } },
      count: () => countRows('select from reservations where item_id = $1', [item.id]),
    };
  },
  'POST /contact': async () => {
    const body = { name: 'Grace Hopper', email: 'grace@guests.example', message: 'Is the quay lit?' };
    const before = await countRows('select from enquiries');
    return {
      path: '/contact',
      body,
      otherBody: { ...body, message: 'And is it guarded?' },
      count: async () => (await countRows('select from enquiries')) - before,
    };
  },
};
const routes = Object.entries(creating);

function post({ path }: Creating, body: unknown, headers: Headers): Promise<Answer> {
  return stack.call(path, { body, headers, from: newClient() });
}

const keyed = (key: string = randomUUID()) => ({ 'Idempotency-Key': key });

function expectReplay(again: Answer, first: Answer): void {
  expect([again.status, again.text]).toEqual([201, first.text]);
}

test.each(routes)(
  '%s: the same request again makes nothing new and gets the same answer, byte for byte',
  async (_route, make) => {
    const route = await make();
    const key = keyed();
    const first = await post(route, route.body, key);
    expect(first.status).toBe(201);
    expectReplay(await post(route, route.body, key), first);
    const reordered = Object.fromEntries(Object.entries(route.body).reverse());
    expectReplay(await post(route, reordered, key), first);
    expect(await route.count()).toBe(1);
    expect((await post(route, route.body, keyed())).status).toBe(201);
    expect(await route.count()).toBe(2);
    await stack.functions.settled();
  },
);

test.each(routes)(
  '%s: a key that was used for another request is refused, and the first stays as it is',
  async (_route, make) => {
    const route = await make();
    const key = keyed();
    const first = await post(route, route.body, key);
    expectRefusal(await post(route, route.otherBody, key), 422, 'idempotency-key-reused');
    expectReplay(await post(route, route.body, key), first);
    expect(await route.count()).toBe(1);
  },
);

test.each(routes)('%s: without a key, or with one that is none, nothing is made', async (_route, make) => {
  const route = await make();
  for (const headers of [{}, keyed(''), keyed('a b'), keyed('ä'), keyed('k'.repeat(256))]) {
    expectRefusal(await post(route, route.body, headers), 400, 'idempotency-key-missing');
  }
  expect(await route.count()).toBe(0);
  expect((await post(route, route.body, keyed(`!~${randomUUID()}${'k'.repeat(217)}`))).status).toBe(201);
});

test('one key on two routes is two requests', async () => {
  const key = keyed();
  for (const make of Object.values(creating)) {
    const route = await make();
    expect((await post(route, route.body, key)).status).toBe(201);
  }
});

test.each(routes)(
  '%s: while the first request is still being worked on, the same again is told so at once; later it gets the answer',
  async (_route, make) => {
    const route = await make();
    const key = keyed();
    const { first, early } = await whileKeyIsHeldUp(stack, route.path, key['Idempotency-Key'], async () => {
      const first = post(route, route.body, key);
      await someoneWaits(stack);
      return { first, early: await post(route, route.body, key) };
    });
    expectRefusal(early, 409, 'request-in-flight');
    expect(Number(early.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await first).status).toBe(201);
    expectReplay(await post(route, route.body, key), await first);
    expect(await route.count()).toBe(1);
  },
);

test.each(routes)(
  '%s: when the answer is lost on the way, asking again finds what was made',
  async (_route, make) => {
    const route = await make();
    const key = keyed();
    stack.proxy.faults({ matching: /idempotency_keys|create_hold/, next: 1, failAfter: true });
    const lost = await post(route, route.body, key);
    expect(lost.status).toBeGreaterThanOrEqual(500);
    expect(await route.count()).toBe(1);
    const found = await post(route, route.body, key);
    expect(found.status).toBe(201);
    expectReplay(await post(route, route.body, key), found);
    expect(await route.count()).toBe(1);
  },
);

test.each(routes)('%s: a request that failed leaves its key to be used again', async (_route, make) => {
  const route = await make();
  const key = keyed();
  stack.proxy.faults({ matching: /idempotency_keys|create_hold/, next: 1, failBefore: '503' });
  expect((await post(route, route.body, key)).status).toBeGreaterThanOrEqual(500);
  expect(await route.count()).toBe(0);
  expect((await post(route, route.body, key)).status).toBe(201);
});

async function reserved(): Promise<{
  route: Creating;
  key: Headers;
  first: Answer;
  made: CreatedReservation;
}> {
  const route = await creating['POST /reservations']?.();
  if (!route) throw new Error('the table above names this route');
  const key = keyed();
  const first = await post(route, route.body, key);
  return { route, key, first, made: bodyOf(first, 201, createdReservationSchema) };
}

test('a reservation paid, cancelled or lapsed meanwhile is still answered as it was made', async () => {
  const paid = await reserved();
  await pay(stack, (await openPayment(stack, paid.made)).intentId);
  expect(await reservationState(stack, paid.made.id)).toMatchObject({ status: 'confirmed' });
  const replay = await post(paid.route, paid.route.body, paid.key);
  expectReplay(replay, paid.first);
  expect([paid.first, replay].map(({ headers }) => headers.get('Idempotent-Replayed'))).toEqual([
    null,
    'true',
  ]);

  const options = { method: 'POST', headers: authorized(paid.made), from: newClient() };
  expect((await stack.call(`/reservations/${paid.made.id}/cancel`, options)).status).toBe(200);
  expectReplay(await post(paid.route, paid.route.body, paid.key), paid.first);

  const expired = await reserved();
  stack.clock.advance({ minutes: 20 });
  expectReplay(await post(expired.route, expired.route.body, expired.key), expired.first);
  expect(await expired.route.count()).toBe(1);
  expect(await messagesAbout(stack, expired.made.id)).toEqual(['guest-hold']);
});

test('a reservation is found again by its key a day later too, when its quote has long expired', async () => {
  const { route, key, first } = await reserved();
  stack.clock.advance({ minutes: 31 });
  expectReplay(await post(route, route.body, key), first);
  stack.clock.advance({ days: 1 });
  expectReplay(await post(route, route.body, key), first);
  expectRefusal(await post(route, route.body, keyed()), 422, 'quote-invalid');
});

test('an enquiry answers with its id', async () => {
  const route = await creating['POST /contact']?.();
  if (!route) throw new Error('the table above names this route');
  const { id } = bodyOf(await post(route, route.body, keyed()), 201, enquiryResponseSchema);
  expect(await messagesAbout(stack, id)).toEqual(['owner-new-enquiry']);
  await stack.functions.settled();
});
