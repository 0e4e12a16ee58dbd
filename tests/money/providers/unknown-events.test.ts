import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { openPayment, pay, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { countOf } from '../../support/booking/settled-state.ts';
import { wireRuns } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const stripeTypes = [
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.succeeded',
  'charge.succeeded',
  'charge.refunded',
  'refund.created',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.closed',
  'v1.billing.meter.error_report_triggered',
  'invoice.paid',
];

const paypalTypes = [
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DENIED',
  'PAYMENT.CAPTURE.REFUNDED',
  'PAYMENT.REFUND.FAILED',
  'PAYMENT.AUTHORIZATION.CREATED',
  'CUSTOMER.DISPUTE.CREATED',
  'CUSTOMER.DISPUTE.RESOLVED',
  'BILLING.SUBSCRIPTION.ACTIVATED',
];

/** Words that are almost right, and values that no schema of ours was written for. */
const oddValue = fc.oneof(
  fc.constantFrom(
    '',
    'evt_1',
    'succeeded',
    'EUR',
    'eur',
    'charge',
    'refund',
    'dispute',
    'payment_intent',
    '\u0000',
    'pay_\u0000',
    '../x',
    '2027-02-30T00:00:00Z',
    '-1.00',
    '1e9',
  ),
  fc.constantFrom(0, -1, 1, 1.5, 100, 1e15, 9e15, 1e308),
  fc.constantFrom(null, true, false),
  fc.constantFrom(
    [],
    {},
    [{}],
    { id: 'x' },
    { object: null },
    { currency_code: 'EUR', value: '0.00' },
    { total: '1.00', currency: 'EUR' },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

async function stateOf(url: string) {
  const state = await (await fetch(`${url}/_sandbox/state`)).json();
  return v.parse(v.looseObject({ events: v.record(v.string(), v.any()) }), state);
}

/** A copy of `genuine` of which one or more fields, however deep, are missing or other than they ought to be. */
function altered(genuine: object): fc.Arbitrary<unknown> {
  const paths: string[][] = [];
  const visit = (value: unknown, path: string[]) => {
    if (path.length > 0) paths.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name]);
  };
  visit(genuine, []);
  const change = fc.record({
    path: fc.constantFrom(...paths),
    value: fc.option(oddValue, { nil: undefined }),
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = structuredClone(genuine);
    for (const { path, value } of changes) set(copy, path, value);
    return copy;
  });
}

function set(target: unknown, [name = '', ...rest]: string[], value: unknown): void {
  if (typeof target !== 'object' || target === null) return;
  const record = target as Record<string, unknown>; // what JSON gives
  if (rest.length > 0) set(record[name], rest, value);
  else if (value === undefined) delete record[name];
  // A copy: what is drawn twice would be the same object, and could come to hold itself.
  else record[name] = structuredClone(value);
}

const anyBody = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom('[]', '"v2.core.event"', '0', 'null', 'true', '{}', '{', 'not JSON', '[[[[]]]]'),
);

/** Well-signed, so never the 500 of a bug and never an end to everything: taken, or refused for good. */
async function expectTaken(body: string, send: (body: string) => Promise<number | string>) {
  const before = stack.logLines.length;
  const status = await send(body);
  const failures = stack.logLines.slice(before).filter((line) => JSON.parse(line).level === 'error');
  expect([status, failures, body]).toEqual([200, [], body]);
}

describe('a well-signed event of Stripe', () => {
  const send = (body: string) => stack.stripe.sendSigned(body);

  test('that is thin is taken with a line in the log, and nothing is stored', async () => {
    const before = await countOf(stack, 'payment_events');
    const thin = {
      id: 'evt_test_65UqUPxiGTwFOAkaZEB3',
      object: 'v2.core.event',
      type: 'v1.billing.meter.error_report_triggered',
      created: '2027-03-01T09:00:00.000Z',
      livemode: false,
      related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
    };
    await expectTaken(JSON.stringify(thin), send);
    expect(await countOf(stack, 'payment_events')).toBe(before);
    expect(stack.logLines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'event not understood',
        eventId: thin.id,
        eventType: thin.type,
      }),
    );
  });

  test('of any shape is never our bug', async () => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const { intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    const { id } = stack.stripe.openDispute(intentId, { amount: 100 });
    stack.stripe.closeDispute(id, 'won');
    stack.stripe.refundInDashboard(intentId, 100);
    await settledAll(stack);
    const genuine = Object.values<object>((await stateOf(stack.stripe.url)).events);
    const shaped = fc.constantFrom(...genuine).chain((event) =>
      fc
        .tuple(altered(event), fc.option(fc.constantFrom(...stripeTypes), { nil: undefined }))
        .map(([copy, type]) => {
          if (type) set(copy, ['type'], type);
          return JSON.stringify(copy);
        }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 5, arbitrary: shaped }, { weight: 1, arbitrary: anyBody }),
        (body) => expectTaken(body, send),
      ),
      wireRuns(60),
    );
  });
});

describe('a well-signed event of PayPal', () => {
  const send = (body: string) => stack.paypal.sendSigned(body);

  test('of any shape is never our bug', async () => {
    const order = stack.paypal.sellElsewhere({ currency_code: 'EUR', value: '20.00' });
    stack.paypal.refundInDashboard(order, { currency_code: 'EUR', value: '1.00' });
    stack.paypal.openDispute(order, { currency_code: 'EUR', value: '2.00' });
    await settledAll(stack);
    const state = await stateOf(stack.paypal.url);
    const genuine = Object.values<{ id: string; type: string; resource: object }>(state.events).map(
      ({ id, type, resource }) => ({
        id,
        event_version: '1.0',
        create_time: '2027-03-01T09:00:00.000Z',
        resource_type: 'capture',
        resource_version: '2.0',
        event_type: type,
        resource,
      }),
    );
    const shaped = fc.constantFrom(...genuine).chain((event) =>
      fc
        .tuple(altered(event), fc.option(fc.constantFrom(...paypalTypes), { nil: undefined }))
        .map(([copy, type]) => {
          if (type) set(copy, ['event_type'], type);
          return JSON.stringify(copy);
        }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 5, arbitrary: shaped }, { weight: 1, arbitrary: anyBody }),
        (body) => expectTaken(body, send),
      ),
      wireRuns(60),
    );
  });
});
