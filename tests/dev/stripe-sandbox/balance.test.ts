import { describe, expect, test } from 'vitest';
import { chargeOf, held, ofCard, paid, start } from './client.ts';

describe('the balance', () => {
  test('has a movement for what was taken, less 1.5 % and 25, rounded', async () => {
    const { stripe } = await start();
    const intent = await stripe.paymentIntents.create({
      ...paid,
      amount: 12_345,
      expand: ['latest_charge'],
    });
    const { id, balance_transaction: movement } = chargeOf(intent);
    expect(await stripe.balanceTransactions.retrieve(String(movement))).toMatchObject({
      object: 'balance_transaction',
      amount: 12_345,
      currency: 'eur',
      fee: 210,
      fee_details: [{ amount: 210, type: 'stripe_fee' }],
      net: 12_135,
      reporting_category: 'charge',
      source: id,
      type: 'charge',
    });
  });

  test('moves when a hold is captured, by what is captured, and not before', async () => {
    const { stripe } = await start();
    const { id } = await stripe.paymentIntents.create(held);
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
    const captured = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 2_000,
      expand: ['latest_charge'],
    });
    const { balance_transaction: movement } = chargeOf(captured);
    const { data } = await stripe.balanceTransactions.list();
    expect(data).toMatchObject([{ id: movement, amount: 2_000, fee: 55, type: 'charge' }]);
  });

  test('does not move for a hold that is released', async () => {
    const { stripe } = await start();
    const { id } = await stripe.paymentIntents.create(held);
    await stripe.paymentIntents.cancel(id);
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
  });

  test('has a movement for each refund, without a fee, and lists by type and source', async () => {
    const { stripe } = await start();
    const { id } = await stripe.paymentIntents.create(paid);
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 500 });
    const movement = await stripe.balanceTransactions.retrieve(String(refund.balance_transaction));
    expect(movement).toMatchObject({
      amount: -500,
      fee: 0,
      fee_details: [],
      net: -500,
      source: refund.id,
      type: 'refund',
    });
    for (const asked of [{ type: 'refund' }, { source: refund.id }]) {
      expect((await stripe.balanceTransactions.list(asked)).data).toEqual([movement]);
    }
  });

  test('is swept by a payout, currency by currency, and once', async () => {
    const { sandbox, stripe } = await start();
    await stripe.paymentIntents.create(paid);
    await stripe.paymentIntents.create({ ...paid, amount: 5_000, currency: 'jpy' });
    const payout = sandbox.payOut('eur');
    const { data } = await stripe.balanceTransactions.list({ type: 'payout' });
    expect(data).toMatchObject([
      { source: payout, amount: -12_287, net: -12_287, currency: 'eur', reporting_category: 'payout' },
    ]);
    expect(sandbox.payOut('eur')).toBeUndefined();
    expect(sandbox.payOut('jpy')).toMatch(/^po_/);
  });
});

describe('the lists of what moved money', () => {
  test('walk by cursor and keep to a span of time, each thing once', async () => {
    let now = new Date('2026-06-01T12:00:00Z');
    const { sandbox, stripe } = await start({ clock: () => now });
    const { id } = await stripe.paymentIntents.create(paid);
    const made: { refunds: string[]; disputes: string[] } = { refunds: [], disputes: [] };
    for (let second = 1; second <= 5; second += 1) {
      now = new Date(Date.UTC(2026, 5, 1, 12, 0, second));
      made.refunds.unshift((await stripe.refunds.create({ payment_intent: id, amount: 100 })).id);
      const other = await stripe.paymentIntents.create(paid);
      made.disputes.unshift(sandbox.openDispute(other.id).id);
    }
    const at = (second: number) => Date.UTC(2026, 5, 1, 12, 0, second) / 1000;
    for (const [list, ids] of [
      [stripe.refunds, made.refunds],
      [stripe.disputes, made.disputes],
    ] as const) {
      const walked = await list.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
      expect(walked.map((one) => one.id)).toEqual(ids);
      const span = await list.list({ created: { gte: at(2), lte: at(4) } });
      expect(span.data.map((one) => one.id)).toEqual(ids.slice(1, 4));
      const before = await list.list({ created: { lt: at(3) }, limit: 1 });
      expect(before).toMatchObject({ data: [{ id: ids[3] }], has_more: true });
    }
    const movements = await stripe.balanceTransactions.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    expect(new Set(movements.map((one) => one.id)).size).toBe(16);
    const late = await stripe.balanceTransactions.list({ created: { gte: at(5) }, limit: 100 });
    expect(late.data.map((one) => one.type).sort()).toEqual(['adjustment', 'charge', 'refund']);
  });

  test('show the charge of each payment intent where it is asked for, and null where there is none', async () => {
    const { stripe } = await start();
    await stripe.paymentIntents.create(ofCard);
    await stripe.paymentIntents.create(paid);
    const { data } = await stripe.paymentIntents.list({ expand: ['data.latest_charge'] });
    expect(data).toMatchObject([
      { latest_charge: { object: 'charge', paid: true } },
      { latest_charge: null },
    ]);
  });
});
