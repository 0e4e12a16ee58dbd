import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { chargeOf, eventTypes, held, ofCard, paid, refusal, start } from './client.ts';

/** A customer whose card has been kept by a first payment that they made themselves. */
async function saved(stripe: Stripe, card = 'pm_card_visa') {
  const { id: customer } = await stripe.customers.create({ email: 'guest@example.com' });
  const kept = { customer, setup_future_usage: 'off_session', payment_method: card } as const;
  const first = await stripe.paymentIntents.create({ ...paid, ...kept });
  return { customer, method: String(first.payment_method) };
}

describe('a card', () => {
  test('belongs to the customer after a payment that keeps it, and to nobody after another', async () => {
    const { stripe } = await start();
    const { customer, method } = await saved(stripe);
    expect(await stripe.paymentMethods.retrieve(method)).toMatchObject({ id: method, customer });
    const once = await stripe.paymentIntents.create({ ...paid, customer });
    const used = await stripe.paymentMethods.retrieve(String(once.payment_method));
    expect(used.customer).toBeNull();
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ email: 'guest@example.com' });
  });

  test('that is declined is not kept', async () => {
    const { stripe } = await start();
    const { id: customer } = await stripe.customers.create();
    const error = await refusal(
      stripe.paymentIntents.create({
        ...paid,
        customer,
        payment_method: 'pm_card_chargeDeclined',
        setup_future_usage: 'off_session',
      }),
    );
    const method = await stripe.paymentMethods.retrieve(String(error.payment_method?.id));
    expect(method.customer).toBeNull();
  });

  test('once kept takes a hold without the guest, which is captured in part', async () => {
    const { stripe } = await start();
    const { customer, method } = await saved(stripe);
    const before = (await eventTypes(stripe)).length;
    const hold = await stripe.paymentIntents.create({
      ...held,
      amount: 50_000,
      customer,
      payment_method: method,
      off_session: true,
      expand: ['latest_charge'],
    });
    expect(hold).toMatchObject({ status: 'requires_capture', amount_capturable: 50_000, customer });
    const charge = chargeOf(hold);
    expect(charge).toMatchObject({ customer, payment_method: method, captured: false });
    expect(charge.payment_method_details?.card?.capture_before).toBeGreaterThan(charge.created);
    const captured = await stripe.paymentIntents.capture(hold.id, { amount_to_capture: 12_000 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 12_000 });
    expect((await eventTypes(stripe)).slice(before)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
    ]);
  });

  test('that pays for the guest who is there can be declined when they are not', async () => {
    const { stripe } = await start();
    const { customer, method } = await saved(stripe, 'pm_card_chargeCustomerFail');
    const error = await refusal(
      stripe.paymentIntents.create({ ...held, customer, payment_method: method, off_session: true }),
    );
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      payment_intent: { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } },
    });
  });

  test('that wants the guest to prove who they are is refused without them', async () => {
    const { stripe } = await start();
    const { id: customer } = await stripe.customers.create();
    const error = await refusal(
      stripe.paymentIntents.create({
        ...held,
        customer,
        payment_method: 'pm_card_authenticationRequired',
        off_session: true,
      }),
    );
    expect(error).toMatchObject({ statusCode: 402, code: 'authentication_required' });
    const { id } = (await stripe.paymentIntents.list()).data[0] ?? { id: '' };
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'authentication_required' },
    });
  });
});

test('a customer or a payment method that nobody has made is refused', async () => {
  const { stripe } = await start();
  expect(await refusal(stripe.paymentIntents.create({ ...ofCard, customer: 'cus_none' }))).toMatchObject({
    statusCode: 400,
    code: 'resource_missing',
    param: 'customer',
  });
  for (const asked of [stripe.customers.retrieve('cus_none'), stripe.paymentMethods.retrieve('pm_none')]) {
    expect(await refusal(asked)).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  }
});
