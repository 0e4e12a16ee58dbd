import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { client, ofCard, paid, refusal, secretKey, start } from './client.ts';

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
