import Stripe from 'stripe';
import { describe, expect, test, vi } from 'vitest';
import { patienceMs } from '../../support/harness/patience.ts';
import { ofCard, paid, refusal, secretKey, start } from './client.ts';

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
    await vi.waitFor(() => expect(sandbox.counts()['POST /v1/payment_intents']).toBe(1), {
      interval: 2,
      timeout: patienceMs,
    });
    const error = await refusal(stripe.paymentIntents.create(ofCard, options));
    expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    leave.abort();
    await left;
    const retried = await vi.waitFor(() => stripe.paymentIntents.create(ofCard, options), {
      interval: 2,
      timeout: patienceMs,
    });
    expect(retried.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  });
});
