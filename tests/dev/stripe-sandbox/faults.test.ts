import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { client, held, paid, refusal, secretKey, start } from './client.ts';

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
    const impatient = client(sandbox, secretKey, { timeout: 1000 });
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
