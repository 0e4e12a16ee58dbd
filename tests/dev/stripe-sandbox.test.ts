import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import Stripe from 'stripe';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type StripeSandbox, type StripeSandboxOptions, startStripeSandbox } from '../../dev/stripe/start.ts';

const secretKey = 'sk_test_sandbox';
const webhookSecret = 'whsec_sandbox';
const started: StripeSandbox[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options: Partial<StripeSandboxOptions> = {}) {
  const sandbox = await startStripeSandbox({
    port: 0,
    secretKey,
    webhookSecret,
    webhookRetryDelaysMs: [1, 2, 4],
    ...options,
  });
  started.push(sandbox);
  return { sandbox, stripe: client(sandbox) };
}

function client({ port }: StripeSandbox, key = secretKey, options: Stripe.StripeConfig = {}) {
  const where = { host: '127.0.0.1', port, protocol: 'http' } as const;
  return new Stripe(key, { ...where, maxNetworkRetries: 0, telemetry: false, ...options });
}

type Received = { event: Stripe.Event; body: string; signature: string; receivedAt: number };

/** A webhook receiver that answers what `answer` says, 200 unless told otherwise. */
async function receiver(answer: (attempt: number, event: Stripe.Event) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return response.end();
    const body = Buffer.concat(await request.toArray()).toString();
    const event: Stripe.Event = JSON.parse(body);
    const signature = String(request.headers['stripe-signature']);
    const attempt = received.filter((earlier) => earlier.event.id === event.id).length;
    received.push({ event, body, signature, receivedAt: performance.now() });
    response.writeHead(answer(attempt, event), { location: '/followed' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    types: () => received.map(({ event }) => event.type),
  };
}

/** The error a call ends with; fails the test when it does not. */
async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error(`Not refused by the API: ${error}`);
  return error;
}

const ofCard = { amount: 12_500, currency: 'eur', payment_method_types: ['card'] };
const paid = { ...ofCard, confirm: true, payment_method: 'pm_card_visa' };
const held = { ...paid, capture_method: 'manual' } as const;

async function eventTypes(stripe: Stripe): Promise<string[]> {
  return (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
}

function chargeOf(intent: Stripe.PaymentIntent): Stripe.Charge {
  if (intent.latest_charge === null || typeof intent.latest_charge === 'string')
    throw new Error('Not expanded.');
  return intent.latest_charge;
}

describe('a payment', () => {
  test('is created, confirmed and succeeds, with the fields, the charge and the events of the real one', async () => {
    const { stripe } = await start();
    const created: Stripe.PaymentIntent = await stripe.paymentIntents.create({
      ...ofCard,
      description: 'Villa Aurora, 3 nights',
      receipt_email: 'guest@example.com',
      metadata: { reservation: 'res_1', 0: 'zero' },
    });
    expect(created).toMatchObject({
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount: 12_500,
      capture_method: 'automatic_async',
      livemode: false,
      metadata: { reservation: 'res_1', 0: 'zero' },
    });
    expect(created.client_secret?.startsWith(`${created.id}_secret_`)).toBe(true);

    const options = { payment_method: 'pm_card_visa', expand: ['latest_charge.payment_intent'] };
    const confirmed = await stripe.paymentIntents.confirm(created.id, options);
    const charge: Stripe.Charge = chargeOf(confirmed);
    expect(confirmed).toMatchObject({ status: 'succeeded', amount_received: 12_500, amount_capturable: 0 });
    expect(charge).toMatchObject({
      captured: true,
      amount_captured: 12_500,
      receipt_email: 'guest@example.com',
    });
    expect(charge.payment_intent).toMatchObject({ id: created.id, metadata: { reservation: 'res_1' } });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ payment_intent: created.id });
    expect(await eventTypes(stripe)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  test('leaves events that show each object as it was at that moment', async () => {
    const { stripe } = await start();
    const intent = await stripe.paymentIntents.create(paid, { idempotencyKey: 'once' });
    const [succeeded, , created] = (await stripe.events.list()).data;
    if (created?.type !== 'payment_intent.created') throw new Error('The first event is the creation.');
    expect(created.data.object.status).toBe('requires_confirmation');
    expect(succeeded).toMatchObject({
      object: 'event',
      type: 'payment_intent.succeeded',
      api_version: Stripe.API_VERSION,
      livemode: false,
      request: { id: intent.lastResponse.requestId, idempotency_key: 'once' },
      data: { object: { id: intent.id, status: 'succeeded', latest_charge: intent.latest_charge } },
    });
    expect(await stripe.events.retrieve(created.id)).toEqual(created);
  });

  test('can be changed while it is open, and keeps its amount once it is made', async () => {
    const { stripe } = await start();
    const { id } = await stripe.paymentIntents.create({ ...ofCard, metadata: { a: '1', b: '2' } });
    const changed = await stripe.paymentIntents.update(id, {
      amount: 9_000,
      metadata: { a: '', c: '3' },
      payment_method: 'pm_card_visa',
    });
    expect(changed).toMatchObject({ amount: 9_000, status: 'requires_confirmation' });
    expect(changed.metadata).toEqual({ b: '2', c: '3' });
    await stripe.paymentIntents.confirm(id);
    const error = await refusal(stripe.paymentIntents.update(id, { amount: 1_000 }));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
    expect((await stripe.paymentIntents.update(id, { metadata: '' })).metadata).toEqual({});
  });

  test('by a declined card throws StripeCardError, leaves a failed charge and can be tried again', async () => {
    const { stripe } = await start();
    const { id } = await stripe.paymentIntents.create(ofCard);
    const declined = stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
    });
    const error = await refusal(declined);
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { id, status: 'requires_payment_method', payment_method: null },
    });
    const failed = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(failed.last_payment_error).toMatchObject({ code: 'card_declined', charge: chargeOf(failed).id });
    expect(chargeOf(failed)).toMatchObject({ status: 'failed', paid: false, failure_code: 'card_declined' });
    const retried = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(retried).toMatchObject({ status: 'succeeded', last_payment_error: null });
    expect(await eventTypes(stripe)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  test('by a 3-D Secure card waits for the guest, and only an approval charges it', async () => {
    const { sandbox, stripe } = await start();
    const secure = {
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: 'https://shop.example/back',
    };
    const { id } = await stripe.paymentIntents.create(ofCard);
    const asked = await stripe.paymentIntents.confirm(id, secure);
    expect(asked).toMatchObject({ status: 'requires_action', latest_charge: null });
    expect(asked.next_action?.redirect_to_url).toMatchObject({ return_url: 'https://shop.example/back' });

    expect(sandbox.pay(id, 'decline').last_payment_error?.code).toBe('payment_intent_authentication_failure');
    await stripe.paymentIntents.confirm(id, secure);
    sandbox.pay(id, 'success');
    const passed = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(passed.status).toBe('succeeded');
    const card = chargeOf(passed).payment_method_details?.card;
    expect(card?.three_d_secure?.result).toBe('authenticated');
    expect(await eventTypes(stripe)).toEqual([
      'payment_intent.created',
      'payment_intent.requires_action',
      'payment_intent.payment_failed',
      'payment_intent.requires_action',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    const absent = await refusal(
      stripe.paymentIntents.create({ ...paid, payment_method: secure.payment_method, off_session: true }),
    );
    expect(absent).toMatchObject({ statusCode: 402, code: 'authentication_required' });
  });

  test('that processes is settled later, either way', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ processing: true });
    const first = await stripe.paymentIntents.create(paid);
    expect(first).toMatchObject({ status: 'processing', amount_received: 0 });
    expect(sandbox.pay(first.id, 'success')).toMatchObject({
      status: 'succeeded',
      latest_charge: first.latest_charge,
    });
    sandbox.chaos({ processing: false });
    const { id } = await stripe.paymentIntents.create(ofCard);
    expect(sandbox.pay(id, 'processing').status).toBe('processing');
    expect(sandbox.pay(id, 'decline').status).toBe('requires_payment_method');
    const { data } = await stripe.events.list({
      types: ['payment_intent.processing', 'payment_intent.payment_failed'],
    });
    expect(data.map(({ type }) => type)).toEqual([
      'payment_intent.payment_failed',
      'payment_intent.processing',
      'payment_intent.processing',
    ]);
  });
});

describe('a hold', () => {
  test('is captured in part, once; the rest counts as refunded on the charge', async () => {
    const { stripe } = await start();
    const intent = await stripe.paymentIntents.create({ ...held, expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 12_500,
      amount_received: 0,
    });
    const charge = chargeOf(intent);
    expect(charge).toMatchObject({ captured: false, amount_captured: 0, paid: true });
    expect(charge.payment_method_details?.card?.capture_before).toBe(charge.created + 7 * 24 * 60 * 60);

    const tooMuch = await refusal(stripe.paymentIntents.capture(intent.id, { amount_to_capture: 12_501 }));
    expect(tooMuch).toMatchObject({ code: 'amount_too_large', param: 'amount_to_capture' });
    const options = { amount_to_capture: 10_000, expand: ['latest_charge'] };
    const captured = await stripe.paymentIntents.capture(intent.id, options);
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 10_000, amount_capturable: 0 });
    expect(chargeOf(captured)).toMatchObject({
      amount_captured: 10_000,
      amount_refunded: 2_500,
      refunded: false,
    });
    const again = await refusal(stripe.paymentIntents.capture(intent.id));
    expect(again).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
    expect(await eventTypes(stripe)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
    ]);
  });

  test('is released by a cancellation, which sends charge.refunded of an uncaptured charge', async () => {
    const { stripe } = await start();
    const { id } = await stripe.paymentIntents.create(held);
    const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'requested_by_customer' });
    expect(canceled).toMatchObject({ status: 'canceled', amount_capturable: 0 });
    expect(canceled.cancellation_reason).toBe('requested_by_customer');
    const [, released] = (await stripe.events.list()).data;
    expect(released).toMatchObject({
      type: 'charge.refunded',
      data: { object: { captured: false, refunded: true } },
    });
    for (const attempt of [stripe.paymentIntents.capture(id), stripe.paymentIntents.cancel(id)]) {
      expect(await refusal(attempt)).toMatchObject({ code: 'payment_intent_unexpected_state' });
    }
  });

  test('lapses by itself after capture_before', async () => {
    let now = new Date('2026-06-01T12:00:00Z');
    const { stripe } = await start({ clock: () => now });
    const { id } = await stripe.paymentIntents.create(held);
    now = new Date('2026-06-08T11:59:59Z');
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    now = new Date('2026-06-08T12:00:00Z');
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
      canceled_at: now.getTime() / 1000,
    });
  });
});

describe('a refund', () => {
  test('never exceeds what is left of the charge', async () => {
    const { stripe } = await start();
    const intent = await stripe.paymentIntents.create(paid);
    const refund: Stripe.Refund = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 2_500,
      reason: 'requested_by_customer',
      metadata: { reservation: 'res_1' },
    });
    expect(refund).toMatchObject({ status: 'succeeded', amount: 2_500, charge: intent.latest_charge });
    const tooMuch = await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 10_001 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    expect(tooMuch.message).toContain('greater than unrefunded amount on charge (€100.00)');
    const rest = await stripe.refunds.create({ charge: String(intent.latest_charge), expand: ['charge'] });
    expect(rest).toMatchObject({ amount: 10_000, charge: { amount_refunded: 12_500, refunded: true } });
    const over = await refusal(stripe.refunds.create({ payment_intent: intent.id }));
    expect(over).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' });
    expect(
      (await stripe.refunds.list({ payment_intent: intent.id })).data.map(({ amount }) => amount),
    ).toEqual([10_000, 2_500]);
    expect((await eventTypes(stripe)).slice(3, 6)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.updated',
    ]);
  });

  test('needs money that was taken', async () => {
    const { stripe } = await start();
    for (const { id } of [
      await stripe.paymentIntents.create(ofCard),
      await stripe.paymentIntents.create(held),
    ]) {
      const error = await refusal(stripe.refunds.create({ payment_intent: id }));
      expect(error.message).toContain('does not have a successful charge to refund');
    }
    const unknown = await refusal(stripe.refunds.create({ charge: 'ch_none' }));
    expect(unknown).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'charge' });
  });
});

describe('the API', () => {
  test.each<[string, Stripe.PaymentIntentCreateParams, object]>([
    ['too small', { ...ofCard, amount: 49 }, { param: 'amount', code: 'amount_too_small' }],
    [
      'too small in yen',
      { ...ofCard, amount: 49, currency: 'jpy' },
      { param: 'amount', code: 'amount_too_small' },
    ],
    ['too large', { ...ofCard, amount: 100_000_000 }, { param: 'amount', code: 'amount_too_large' }],
    ['no whole number', { ...ofCard, amount: 10.5 }, { param: 'amount', code: 'parameter_invalid_integer' }],
    ['a third decimal', { ...ofCard, amount: 1_001, currency: 'kwd' }, { param: 'amount' }],
    ['an unknown currency', { ...ofCard, currency: 'zzz' }, { param: 'currency' }],
    [
      'an unknown method',
      { ...paid, payment_method: 'pm_x' },
      { code: 'resource_missing', param: 'payment_method' },
    ],
    ['no address', { ...ofCard, receipt_email: 'guest' }, { code: 'email_invalid', param: 'receipt_email' }],
    [
      'an empty text',
      { ...ofCard, description: '' },
      { code: 'parameter_invalid_empty', param: 'description' },
    ],
    ['an unknown choice', { ...ofCard, capture_method: 'later' }, { param: 'capture_method' }],
    ['long metadata', { ...ofCard, metadata: { note: 'x'.repeat(501) } }, { param: 'metadata[note]' }],
    [
      'no way back',
      { ...paid, automatic_payment_methods: { enabled: true } },
      { type: 'StripeInvalidRequestError' },
    ],
  ])('refuses %s with a 400 that names the parameter', async (_, parameters, expected) => {
    const { stripe } = await start();
    const error = await refusal(stripe.paymentIntents.create(parameters));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error).toMatchObject({ statusCode: 400, ...expected });
    expect((await stripe.paymentIntents.list()).data.filter(({ status }) => status === 'succeeded')).toEqual(
      [],
    );
  });

  test('refuses unknown and missing parameters, paths and ids', async () => {
    const { stripe } = await start();
    const intents = '/v1/payment_intents';
    const unknown = stripe.rawRequest('POST', intents, {
      ...ofCard,
      payment_method_options: { card: { colour: 1 } },
    });
    expect(await refusal(unknown)).toMatchObject({
      code: 'parameter_unknown',
      param: 'payment_method_options[card][colour]',
    });
    const incomplete = stripe.rawRequest('POST', intents, { currency: 'eur' });
    expect(await refusal(incomplete)).toMatchObject({ code: 'parameter_missing', param: 'amount' });
    expect(await refusal(stripe.rawRequest('GET', '/v1/nothing'))).toMatchObject({ statusCode: 404 });
    expect(await refusal(stripe.paymentIntents.retrieve('pi_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'intent',
    });
    await stripe.paymentIntents.create(ofCard);
    expect(await refusal(stripe.paymentIntents.list({ expand: ['data.metadata'] }))).toMatchObject({
      statusCode: 400,
      param: 'expand',
    });
  });

  test('knows its secret key, as a bearer token and as basic authentication', async () => {
    const { sandbox } = await start();
    const error = await refusal(client(sandbox, 'sk_test_wrong_1234').paymentIntents.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).not.toContain('sk_test_wrong_1234');
    const status = async (authorization?: string) => {
      const headers = authorization ? { authorization } : {};
      return (await fetch(`${sandbox.url}/v1/events`, { headers })).status;
    };
    expect(await status(`Basic ${btoa(`${secretKey}:`)}`)).toBe(200);
    expect(await status()).toBe(401);
  });

  test('names each request and echoes the version it was asked in', async () => {
    const { stripe } = await start();
    const { lastResponse } = await stripe.paymentIntents.create(ofCard);
    expect(lastResponse.requestId).toMatch(/^req_\w{24}$/);
    expect(lastResponse.apiVersion).toBe(Stripe.API_VERSION);
  });

  test('lists by cursor, newest first, and by time', async () => {
    let now = new Date('2026-06-01T12:00:00Z');
    const { stripe } = await start({ clock: () => now });
    const made: string[] = [];
    for (let second = 0; second < 5; second += 1) {
      now = new Date(Date.UTC(2026, 5, 1, 12, 0, second));
      made.unshift((await stripe.paymentIntents.create(ofCard)).id);
    }
    const walked = await stripe.paymentIntents.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
    expect(walked.map(({ id }) => id)).toEqual(made);
    const before = await stripe.paymentIntents.list({ limit: 2, ending_before: String(made[3]) });
    expect(before).toMatchObject({ data: [{ id: made[1] }, { id: made[2] }], has_more: true });
    const from = Date.UTC(2026, 5, 1, 12, 0, 3) / 1000;
    const late = await stripe.paymentIntents.list({ created: { gte: from } });
    expect(late.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const [event] = (await stripe.events.list({ type: 'payment_intent.*', created: from })).data;
    expect(event?.data.object).toMatchObject({ id: made[1] });
    const lost = await refusal(stripe.paymentIntents.list({ starting_after: 'pi_none' }));
    expect(lost).toMatchObject({ statusCode: 400, param: 'starting_after' });
  });

  test('gives ids that the caller’s randomness decides', async () => {
    const ids = await Promise.all(
      [start, start].map(async (begin) => {
        const { stripe } = await begin({ random: () => 0.5 });
        return (await stripe.paymentIntents.create(ofCard)).id;
      }),
    );
    expect(ids[0]).toBe(ids[1]);
  });
});

describe('an idempotency key', () => {
  test('replays the first answer, declines included, and does nothing twice', async () => {
    const { stripe } = await start();
    const options = { idempotencyKey: 'pay_1' };
    const first = await stripe.paymentIntents.create(paid, options);
    const { currency, amount, ...others } = paid;
    const second = await stripe.paymentIntents.create({ ...others, amount, currency }, options);
    expect(second).toEqual(first);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();

    const declined = { ...paid, payment_method: 'pm_card_chargeDeclined' };
    const once = await refusal(stripe.paymentIntents.create(declined, { idempotencyKey: 'pay_2' }));
    const twice = await refusal(stripe.paymentIntents.create(declined, { idempotencyKey: 'pay_2' }));
    expect(twice.charge).toBe(once.charge);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(2);
  });

  test('refuses other parameters and another path with StripeIdempotencyError', async () => {
    const { stripe } = await start();
    const options = { idempotencyKey: 'pay_1' };
    const { id } = await stripe.paymentIntents.create(ofCard, options);
    const other = await refusal(stripe.paymentIntents.create({ ...ofCard, amount: 1_000 }, options));
    const unpaid = await stripe.paymentIntents.create(ofCard);
    await stripe.paymentIntents.cancel(unpaid.id, {}, { idempotencyKey: 'cancel_1' });
    const elsewhere = await refusal(stripe.paymentIntents.cancel(id, {}, { idempotencyKey: 'cancel_1' }));
    for (const error of [other, elsewhere]) {
      expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
      expect(error).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    }
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method');
  });

  test('is not spent by a request that failed validation, and is forgotten after a day', async () => {
    let now = new Date('2026-06-01T12:00:00Z');
    const { stripe } = await start({ clock: () => now });
    const options = { idempotencyKey: 'pay_1' };
    await refusal(stripe.paymentIntents.create({ ...ofCard, amount: 1 }, options));
    const first = await stripe.paymentIntents.create(ofCard, options);
    now = new Date('2026-06-02T12:00:01Z');
    expect((await stripe.paymentIntents.create(ofCard, options)).id).not.toBe(first.id);
  });

  test('is refused with 409 while its first request is under way', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ apiFault: { effect: 'before', answer: 'hang', next: 1 } });
    const options = { idempotencyKey: 'pay_1' };
    const leave = new AbortController();
    const hanging = fetch(`${sandbox.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'idempotency-key': options.idempotencyKey },
      body: new URLSearchParams({ amount: '12500', currency: 'eur' }),
      signal: leave.signal,
    });
    const left = expect(hanging).rejects.toThrow('abort');
    await vi.waitFor(() => expect(sandbox.counts()['POST /v1/payment_intents']).toBe(1), { interval: 2 });
    const error = await refusal(stripe.paymentIntents.create(ofCard, options));
    expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    leave.abort();
    await left;
    const retried = await vi.waitFor(() => stripe.paymentIntents.create(ofCard, options), { interval: 2 });
    expect(retried.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  });
});

describe('an API fault', () => {
  const options = { idempotencyKey: 'pay_1' };

  test('before the effect leaves nothing behind', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ apiFault: { effect: 'before', answer: 'error', next: 2 } });
    for (const attempt of [1, 2]) {
      const error = await refusal(stripe.paymentIntents.create(paid, options));
      expect(error, `attempt ${attempt}`).toBeInstanceOf(Stripe.errors.StripeAPIError);
    }
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
    const created = await stripe.paymentIntents.create(paid, options);
    expect(created.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  });

  test('after the effect hides a payment that a repeat with the same key finds', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ apiFault: { effect: 'after', answer: 'error', next: 1 } });
    expect(await refusal(stripe.paymentIntents.create(paid, options))).toMatchObject({ statusCode: 500 });
    const repeated = await stripe.paymentIntents.create(paid, options);
    expect((await stripe.paymentIntents.list()).data.map(({ id }) => id)).toEqual([repeated.id]);
  });

  test('that the API records is replayed for the key, though the payment was made', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ apiFault: { effect: 'after', answer: 'recorded_error', next: 1 } });
    const patient = client(sandbox, secretKey, { maxNetworkRetries: 2 });
    await refusal(patient.paymentIntents.create(paid, options));
    expect(sandbox.counts()['POST /v1/payment_intents'], 'the SDK is told not to retry').toBe(1);
    expect(await refusal(stripe.paymentIntents.create(paid, options))).toMatchObject({ statusCode: 500 });
    expect((await stripe.paymentIntents.list()).data).toMatchObject([{ status: 'succeeded' }]);
  });

  test('that breaks the connection is survived by the SDK’s own retry, which replays', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ apiFault: { effect: 'after', answer: 'close', next: 1 } });
    const created = await stripe.paymentIntents.create(paid);
    expect(created.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
    expect(sandbox.counts()).toMatchObject({ 'POST /v1/payment_intents': 2, 'GET /v1/payment_intents': 1 });
  });

  test('that hangs after the effect runs into the client’s timeout', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ apiFault: { effect: 'after', answer: 'hang', next: 1 } });
    const impatient = client(sandbox, secretKey, { timeout: 50 });
    const error = await refusal(impatient.paymentIntents.create(paid, options));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const repeated = await stripe.paymentIntents.create(paid, options);
    expect(repeated.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  test('strikes only the route it names, until it is lifted', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({
      apiFault: { effect: 'before', answer: 'error', route: 'POST /v1/payment_intents/:id/capture' },
    });
    const { id } = await stripe.paymentIntents.create(held);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await refusal(stripe.paymentIntents.capture(id))).toMatchObject({ statusCode: 500 });
    }
    sandbox.chaos({ apiFault: null });
    expect((await stripe.paymentIntents.capture(id)).status).toBe('succeeded');
    expect(sandbox.counts()['POST /v1/payment_intents/:id/capture']).toBe(4);
  });
});

describe('a webhook', () => {
  test('carries a signature that the SDK accepts over the exact bytes, and no other secret’s', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    const { id } = await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    const [delivered] = hook.received;
    if (!delivered) throw new Error('Nothing arrived.');
    const { body, signature } = delivered;
    const event = await stripe.webhooks.constructEventAsync(body, signature, webhookSecret);
    expect(event).toMatchObject({ type: 'payment_intent.created', data: { object: { id } } });
    await expect(stripe.webhooks.constructEventAsync(body, signature, 'whsec_other')).rejects.toThrow();
    const rewritten = JSON.stringify(JSON.parse(body));
    await expect(stripe.webhooks.constructEventAsync(rewritten, signature, webhookSecret)).rejects.toThrow();
  });

  test('is retried with the same event until it is accepted', async () => {
    const hook = await receiver((attempt) => [500, 302][attempt] ?? 200);
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(3);
    expect(new Set(hook.received.map(({ event }) => event.id)).size).toBe(1);
    expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
  });

  test('is given up after the last retry, stays pending, and can be redelivered', async () => {
    let broken = true;
    const hook = await receiver(() => (broken ? 503 : 200));
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(4);
    const [event] = (await stripe.events.list({ delivery_success: false })).data;
    expect(event?.pending_webhooks).toBe(1);
    broken = false;
    sandbox.redeliver(String(event?.id));
    await sandbox.settled();
    expect(hook.received.at(-1)?.event.id).toBe(event?.id);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  test('to a receiver that does not answer in time is retried', async () => {
    let attempts = 0;
    const server = createServer((_request, response) => {
      attempts += 1;
      if (attempts > 1) response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { sandbox, stripe } = await start({ webhookTimeoutMs: 30 });
    // A server that listens on TCP has an AddressInfo.
    sandbox.setWebhookUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(attempts).toBe(2);
  });

  test('is sent in as many copies at once as told', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    sandbox.chaos({ duplicate: 3 });
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(3);
    expect(new Set(hook.received.map(({ event }) => event.id)).size).toBe(1);
  });

  test('waits for as long as told', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    sandbox.chaos({ delayMs: 60 });
    const before = performance.now();
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(Number(hook.received[0]?.receivedAt) - before).toBeGreaterThan(58);
  });

  test.each([
    ['when the batch is full', { size: 3, holdMs: 60_000 }],
    ['when it has been held long enough', { size: 99, holdMs: 40 }],
  ])('comes in another order, the same for the same seed, %s', async (_, batch) => {
    const orders = await Promise.all(
      [7, 7].map(async (seed) => {
        const hook = await receiver();
        const { sandbox, stripe } = await start({ webhookUrl: hook.url });
        sandbox.chaos({ reorder: { ...batch, seed } });
        await stripe.paymentIntents.create(paid);
        await sandbox.settled();
        return hook.types();
      }),
    );
    const happened = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];
    expect(orders[0]).not.toEqual(happened);
    expect([...(orders[0] ?? [])].sort()).toEqual([...happened].sort());
    expect(orders[0]).toEqual(orders[1]);
  });

  test('is lost, all or by type, while the event can still be listed', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    sandbox.chaos({ drop: ['payment_intent.succeeded', 'charge.*'] });
    await stripe.paymentIntents.create(paid);
    await sandbox.settled();
    expect(hook.types()).toEqual(['payment_intent.created']);
    sandbox.chaos({ drop: 'all' });
    await stripe.paymentIntents.create(paid);
    await sandbox.settled();
    expect(hook.received).toHaveLength(1);
    expect(await eventTypes(stripe)).toHaveLength(6);
  });
});

describe('the switches over HTTP', () => {
  const post = (url: string, body?: unknown) =>
    fetch(url, { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) });

  test('do what they do in process, and refuse what they do not know', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    const chaos = `${sandbox.url}/_sandbox/chaos`;
    expect((await post(chaos, { duplicate: 2, drop: ['charge.*'] })).status).toBe(200);
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(2);
    for (const wrong of [
      { duplicate: 0 },
      { colour: 1 },
      { apiFault: { effect: 'before', answer: 'error', route: 'x' } },
    ]) {
      expect((await post(chaos, wrong)).status).toBe(400);
    }
    const state = await (await fetch(`${sandbox.url}/_sandbox/state`)).json();
    expect(state).toMatchObject({
      chaos: { duplicate: 2, drop: ['charge.*'] },
      counts: { 'POST /v1/payment_intents': 1 },
      attempts: [{ outcome: 200 }, { outcome: 200 }],
    });
    const [event] = (await stripe.events.list()).data;
    expect((await post(`${sandbox.url}/_sandbox/events/${event?.id}/redeliver`)).status).toBe(202);
    expect((await post(`${sandbox.url}/_sandbox/events/evt_none/redeliver`)).status).toBe(404);
    await sandbox.settled();
    expect(hook.received).toHaveLength(3);
    expect((await post(`${sandbox.url}/_sandbox/reset`)).status).toBe(204);
    expect(await eventTypes(stripe)).toEqual([]);
    expect(sandbox.counts()['POST /v1/payment_intents']).toBe(0);
  });
});

describe('the pay page', () => {
  const returnUrl = 'https://shop.example/thanks?lang=en';

  async function opened(parameters: Partial<Stripe.PaymentIntentCreateParams> = {}) {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create({ ...ofCard, ...parameters });
    const secret = intent.client_secret ?? '';
    const query = new URLSearchParams({ client_secret: secret, return_url: returnUrl });
    const address = `${sandbox.url}/pay/${intent.id}?${query}`;
    const press = (outcome: string, clientSecret = secret) =>
      fetch(`${sandbox.url}/pay/${intent.id}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ client_secret: clientSecret, return_url: returnUrl, outcome }),
      });
    return { sandbox, stripe, intent, secret, address, press };
  }

  test.each([
    ['success', 'succeeded', 'succeeded'],
    ['decline', 'failed', 'requires_payment_method'],
  ])('%s leads back to the shop with what became of the payment', async (outcome, redirectStatus, status) => {
    const { stripe, intent, secret, press } = await opened();
    const response = await press(outcome);
    expect(response.status).toBe(303);
    const back = new URL(String(response.headers.get('location')));
    expect(`${back.origin}${back.pathname}`).toBe('https://shop.example/thanks');
    expect(Object.fromEntries(back.searchParams)).toEqual({
      lang: 'en',
      payment_intent: intent.id,
      payment_intent_client_secret: secret,
      redirect_status: redirectStatus,
    });
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe(status);
  });

  test('3-D Secure leads to a challenge, and its answer back to the shop', async () => {
    const { sandbox, stripe, intent, press } = await opened();
    const asked = await press('requires_action');
    expect(asked.status).toBe(303);
    const challenge = await fetch(new URL(String(asked.headers.get('location')), sandbox.url));
    const html = await challenge.text();
    expect(html).toContain('Approve');
    expect(html).toContain('Refuse');
    expect(html).not.toContain('>Pay<');
    const answered = await press('success');
    expect(new URL(String(answered.headers.get('location'))).searchParams.get('redirect_status')).toBe(
      'succeeded',
    );
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  test('shows the end of a payment that has no way back', async () => {
    const { sandbox, intent, secret } = await opened();
    const body = new URLSearchParams({ client_secret: secret, outcome: 'success' });
    const shown = await fetch(`${sandbox.url}/pay/${intent.id}`, { method: 'POST', body });
    expect(await shown.text()).toContain('This payment is made');
  });

  test('a second press changes nothing', async () => {
    const { stripe, press } = await opened();
    await press('success');
    const again = await press('decline');
    expect(new URL(String(again.headers.get('location'))).searchParams.get('redirect_status')).toBe(
      'succeeded',
    );
    expect((await eventTypes(stripe)).filter((type) => type === 'charge.succeeded')).toHaveLength(1);
  });

  test('refuses a wrong client secret and an address that is no web page', async () => {
    const { sandbox, stripe, intent, secret, press } = await opened();
    expect((await press('success', `${secret}x`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/pay/${intent.id}`)).status).toBe(404);
    const script = new URLSearchParams({ client_secret: secret, return_url: 'javascript:alert(1)' });
    expect((await fetch(`${sandbox.url}/pay/${intent.id}?${script}`)).status).toBe(400);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method');
  });

  test('needs no script and no other host, and shows what it was given as text', async () => {
    const { address } = await opened({ description: '<script>alert("x")</script>' });
    const response = await fetch(address);
    const html = await response.text();
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    const policy = String(response.headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' https://shop.example");
  });

  test.each([
    [1_234_50, 'eur', '€1,234.50'],
    [5_000, 'jpy', '¥5,000'],
    [12_340, 'kwd', /KWD\s12\.340/],
  ])('shows %d of %s in its own decimals', async (amount, currency, shown) => {
    const { address } = await opened({ amount, currency });
    expect(await (await fetch(address)).text()).toMatch(shown);
  });
});

describe('the stand-in for Stripe.js', () => {
  /** As much of a browser as the script touches. */
  async function browser(sandbox: StripeSandbox) {
    const script = await fetch(`${sandbox.url}/v3/`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    const visited: string[] = [];
    const mounted: { textContent: string }[] = [];
    const parent = { replaceChildren: (child: { textContent: string }) => mounted.push(child) };
    const window = { location: { assign: (url: string) => visited.push(url) } };
    const document = {
      currentScript: { src: `${sandbox.url}/v3/` },
      createElement: () => ({ textContent: '', style: {}, remove() {} }),
      querySelector: (selector: string) => (selector === '#payment' ? parent : null),
    };
    const page = createContext({ window, document, fetch, URL, URLSearchParams, queueMicrotask });
    new Script(await script.text()).runInContext(page);
    const run = (code: string): unknown => new Script(code).runInContext(page);
    return { run, visited, mounted };
  }

  test('mounts a notice and leads to the pay page', async () => {
    const { sandbox, stripe } = await start();
    const { id, client_secret: secret } = await stripe.paymentIntents.create(ofCard);
    const { run, visited, mounted } = await browser(sandbox);
    run(`
      const stripe = window.Stripe('pk_test_sandbox');
      const elements = stripe.elements({ clientSecret: '${secret}' });
      elements.create('payment').mount('#payment');
      stripe.confirmPayment({ elements, confirmParams: { return_url: 'https://shop.example/thanks' } });
    `);
    expect(mounted[0]?.textContent).toContain('Sandbox payment');
    const [address = ''] = visited;
    expect(new URL(address).pathname).toBe(`/pay/${id}`);
    const html = await (await fetch(address)).text();
    expect(html).toContain('€125.00');
    expect(() => run(`window.Stripe('sk_test_sandbox')`)).toThrow('publishable key');
  });

  test('retrieves what a browser may see, from any origin, with the right secret alone', async () => {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create({ ...ofCard, metadata: { margin: '40%' } });
    sandbox.pay(intent.id, 'success');
    const { run } = await browser(sandbox);
    const retrieve = (secret: string) => run(`window.Stripe('pk_test').retrievePaymentIntent('${secret}')`);
    const answer = await retrieve(String(intent.client_secret));
    expect(answer).toMatchObject({ paymentIntent: { id: intent.id, status: 'succeeded', amount: 12_500 } });
    expect(JSON.stringify(answer)).not.toContain('margin');
    expect(await retrieve(`${intent.id}_secret_wrong`)).toMatchObject({
      error: { code: 'resource_missing' },
    });
    const address = `${sandbox.url}/v3/payment_intents/${intent.id}?client_secret=${intent.client_secret}`;
    const cross = await fetch(address, { headers: { origin: 'https://shop.example' } });
    expect(cross.headers.get('access-control-allow-origin')).toBe('*');
  });
});

test('a restart with the same state file keeps payments, keys and undelivered events', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const stateFile = join(folder, 'stripe.json');
  const options = { idempotencyKey: 'pay_1' };
  const broken = await receiver(() => 500);
  const first = await start({ stateFile, webhookUrl: broken.url });
  const intent = await first.stripe.paymentIntents.create(held, options);
  await first.sandbox.settled();
  await first.sandbox.close();

  const hook = await receiver();
  const second = await start({ stateFile, webhookUrl: hook.url });
  await second.sandbox.settled();
  expect(hook.types().sort()).toEqual([
    'charge.succeeded',
    'payment_intent.amount_capturable_updated',
    'payment_intent.created',
  ]);
  expect((await second.stripe.paymentIntents.create(held, options)).id).toBe(intent.id);
  expect((await second.stripe.paymentIntents.capture(intent.id)).status).toBe('succeeded');
});

test('the guest in process reaches every outcome, and is refused what cannot be paid', async () => {
  const { sandbox, stripe } = await start();
  const outcomes = [
    'success',
    'decline',
    'insufficient_funds',
    'requires_action',
    'pm_card_mastercard',
  ] as const;
  const reached: string[] = [];
  for (const outcome of outcomes) {
    const { id } = await stripe.paymentIntents.create({ amount: 5_000, currency: 'jpy' });
    const { status, last_payment_error: error } = sandbox.pay(id, outcome);
    reached.push(`${status} ${error?.decline_code ?? '-'}`);
    if (status === 'requires_action') reached.push(sandbox.pay(id, 'pm_card_amex').status);
  }
  expect(reached).toEqual([
    'succeeded -',
    'requires_payment_method generic_decline',
    'requires_payment_method insufficient_funds',
    'requires_action -',
    'succeeded',
    'succeeded -',
  ]);
  const { id } = await stripe.paymentIntents.create(ofCard);
  await stripe.paymentIntents.cancel(id);
  expect(() => sandbox.pay(id, 'success')).toThrow('status of canceled');
  expect(() => sandbox.pay('pi_none', 'success')).toThrow('No such payment_intent');
});
