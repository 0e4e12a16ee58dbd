import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { openPayment, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { paymentState, reservationState } from '../../support/booking/settled-state.ts';
import { testEnvironment } from '../../support/harness/environment.ts';
import { useStack } from '../../support/harness/stack.ts';

const live = { STRIPE_SECRET_KEY: 'sk_live_sandbox', STRIPE_PUBLISHABLE_KEY: 'pk_live_sandbox' };
const connections = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
  UPSTASH_REDIS_REST_URL: 'http://127.0.0.1',
  SMTP_URL: 'smtp://127.0.0.1',
};

describe('at the start', () => {
  test.each([
    ['a live secret key beside a test key for the page', { STRIPE_SECRET_KEY: 'sk_live_x' }],
    ['a test secret key beside a live key for the page', { STRIPE_PUBLISHABLE_KEY: 'pk_live_x' }],
    [
      'live keys beside the sandbox of PayPal',
      { ...live, PAYPAL_API_URL: 'https://api-m.sandbox.paypal.com' },
    ],
  ])('%s is refused, without the keys', (_, variables) => {
    const parse = () => parseConfig({ ...testEnvironment, ...connections, ...variables }, 'dev');
    expect(parse).toThrow(/mode/);
    expect(parse).not.toThrow(/_live_|_test_/);
  });

  test('certificates of PayPal’s sandbox are not taken beside the live API, nor those of the live one beside the sandbox', () => {
    const originsAt = (url: string) =>
      parseConfig({ ...testEnvironment, ...connections, PAYPAL_API_URL: url }, 'dev').paypal?.certOrigins;
    expect(originsAt('https://api-m.paypal.com')).toEqual(['https://api.paypal.com']);
    expect(originsAt('https://api-m.sandbox.paypal.com')).toEqual(['https://api.sandbox.paypal.com']);
  });
});

describe.each([
  ['live', live],
  ['test', {}],
])('under a %s key', (mode, variables) => {
  const stack = useStack({ variables });

  /** The event of a success that was lost, as it would have been sent. */
  async function lostSuccess() {
    stack.stripe.chaos({ drop: 'all' });
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const { id, intentId } = await openPayment(stack, reservation);
    stack.stripe.pay(intentId, 'success');
    await settledAll(stack);
    const state = await (await fetch(`${stack.stripe.url}/_sandbox/state`)).json();
    const { events } = v.parse(
      v.looseObject({ events: v.record(v.string(), v.looseObject({ type: v.string() })) }),
      state,
    );
    const event = Object.values(events).findLast(({ type }) => type === 'payment_intent.succeeded');
    return { reservation, id, event: { ...event, id: `evt_${randomUUID().replaceAll('-', '')}` } };
  }

  const said = () =>
    stack.logLines
      .map((line) => JSON.parse(line))
      .filter(({ message }) => message === 'event of another mode or account');

  test.each([
    ['of the other mode', { livemode: mode !== 'live' }],
    ['of a connected account', { account: 'acct_1OfSomebodyElse' }],
  ])('a signed success %s is not applied, and said once however often it comes', async (_, changes) => {
    const { reservation, id, event } = await lostSuccess();
    const before = said().length;
    for (let time = 0; time < 3; time += 1)
      expect(await stack.stripe.sendSigned(JSON.stringify({ ...event, ...changes }))).toBe(200);
    expect(await paymentState(stack, id)).toMatchObject({ status: 'pending', captured: 0 });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
    expect(said().slice(before)).toEqual([
      expect.objectContaining({ level: 'warn', eventId: event.id, eventType: 'payment_intent.succeeded' }),
    ]);
  });

  test('one of its own is applied', async () => {
    const { reservation, event } = await lostSuccess();
    expect(await stack.stripe.sendSigned(JSON.stringify(event))).toBe(200);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
  });
});
