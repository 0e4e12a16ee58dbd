import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { eventTypes, held, ofCard, paid, refusal, start } from './client.ts';

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

describe('a refund that the bank decides about later', () => {
  test('rests in pending, holds its part of the charge, and succeeds when the bank says so', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ refunds: 'pending' });
    const { id } = await stripe.paymentIntents.create(paid);
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 10_000 });
    expect(refund.status).toBe('pending');
    await refusal(stripe.refunds.create({ payment_intent: id, amount: 2_501 }));
    sandbox.settleRefund(refund.id, 'succeeded');
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    expect((await eventTypes(stripe)).slice(3)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.updated',
    ]);
  });

  test.each([
    ['while it is pending', 'pending'],
    ['after it had succeeded', 'succeed'],
  ] as const)('can fail %s, and the money is there to be refunded again', async (_, refunds) => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ refunds });
    const intent = await stripe.paymentIntents.create(paid);
    const { id } = await stripe.refunds.create({ payment_intent: intent.id });
    sandbox.settleRefund(id, 'failed');
    const failed = await stripe.refunds.retrieve(id);
    expect(failed.status).toBe('failed');
    const back = await stripe.balanceTransactions.retrieve(String(failed.failure_balance_transaction));
    expect(back).toMatchObject({ amount: 12_500, fee: 0, type: 'refund_failure', source: id });
    expect(await stripe.charges.retrieve(String(intent.latest_charge))).toMatchObject({
      amount_refunded: 0,
      refunded: false,
    });
    expect((await eventTypes(stripe)).at(-1)).toBe('refund.failed');
    sandbox.chaos({ refunds: 'succeed' });
    const again = await stripe.refunds.create({ payment_intent: intent.id });
    expect(again).toMatchObject({ status: 'succeeded', amount: 12_500 });
  });

  test('can be made to fail by itself', async () => {
    const { sandbox, stripe } = await start();
    sandbox.chaos({ refunds: 'fail' });
    const { id } = await stripe.paymentIntents.create(paid);
    const refund = await stripe.refunds.create({ payment_intent: id });
    expect(refund.status).toBe('failed');
    expect((await eventTypes(stripe)).at(-1)).toBe('refund.failed');
  });
});

test('a refund made in the dashboard carries nothing of ours', async () => {
  const { sandbox, stripe } = await start();
  const { id } = await stripe.paymentIntents.create(paid, { idempotencyKey: 'pay_1' });
  sandbox.refundInDashboard(id, 1_000);
  sandbox.refundInDashboard(id);
  const { data } = await stripe.refunds.list({ payment_intent: id });
  expect(data).toMatchObject([
    { amount: 11_500, metadata: {} },
    { amount: 1_000, metadata: {} },
  ]);
  const [created] = (await stripe.events.list({ type: 'refund.created' })).data;
  expect(created?.request?.idempotency_key).toBeNull();
});
