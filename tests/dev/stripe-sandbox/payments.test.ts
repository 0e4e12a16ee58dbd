import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { chargeOf, eventTypes, ofCard, paid, refusal, start } from './client.ts';

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
