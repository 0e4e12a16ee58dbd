import { describe, expect, test } from 'vitest';
import { chargeOf, eventTypes, held, ofCard, refusal, start } from './client.ts';

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

test('the charge can be asked for with every answer about a hold', async () => {
  const { stripe } = await start();
  const expand = ['latest_charge'];
  const { id } = await stripe.paymentIntents.create({ ...ofCard, capture_method: 'manual' });
  const confirmed = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa', expand });
  const retrieved = await stripe.paymentIntents.retrieve(id, { expand });
  const captured = await stripe.paymentIntents.capture(id, { expand });
  expect([confirmed, retrieved, captured].map((intent) => chargeOf(intent).captured)).toEqual([
    false,
    false,
    true,
  ]);
  const other = await stripe.paymentIntents.create(held);
  const canceled = await stripe.paymentIntents.cancel(other.id, { expand });
  expect(chargeOf(canceled)).toMatchObject({ captured: false, refunded: true });
});
