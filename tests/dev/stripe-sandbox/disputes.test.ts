import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { eventTypes, held, ofCard, paid, start } from './client.ts';

/** What the balance of a fresh account holds. */
async function balance(stripe: Stripe): Promise<number> {
  const { data } = await stripe.balanceTransactions.list({ limit: 100 });
  return data.reduce((sum, { net }) => sum + net, 0);
}

describe('a dispute', () => {
  test('is found among others by its payment and by its charge', async () => {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create(paid);
    const other = await stripe.paymentIntents.create(paid);
    const [{ id }] = [sandbox.openDispute(intent.id), sandbox.openDispute(other.id)];
    const ids = async (params: Stripe.DisputeListParams) =>
      (await stripe.disputes.list(params)).data.map((dispute) => dispute.id);
    expect(await ids({ payment_intent: intent.id })).toEqual([id]);
    expect(await ids({ charge: String(intent.latest_charge) })).toEqual([id]);
    expect(await ids({})).toHaveLength(2);
  });

  test('takes the payment and a fee back at once, and can be read with its deadline', async () => {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create(paid);
    const before = await balance(stripe);
    const { id } = sandbox.openDispute(intent.id);
    const dispute = await stripe.disputes.retrieve(id, { expand: ['charge'] });
    expect(dispute).toMatchObject({
      object: 'dispute',
      amount: 12_500,
      currency: 'eur',
      charge: { id: intent.latest_charge, disputed: true },
      payment_intent: intent.id,
      reason: 'fraudulent',
      status: 'needs_response',
    });
    expect(dispute.evidence_details.due_by).toBeGreaterThan(dispute.created);
    const [movement] = (await stripe.balanceTransactions.list({ source: id })).data;
    expect(movement).toMatchObject({
      amount: -12_500,
      fee: 1_500,
      type: 'adjustment',
      reporting_category: 'dispute',
    });
    expect(await balance(stripe)).toBe(before - 12_500 - 1_500);
    expect((await eventTypes(stripe)).slice(-2)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
    ]);
  });

  test('that is answered and won gives back what it took', async () => {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create(paid);
    const before = await balance(stripe);
    const { id } = sandbox.openDispute(intent.id, { amount: 4_000, reason: 'product_not_received' });
    expect(sandbox.submitEvidence(id)).toMatchObject({ status: 'under_review', amount: 4_000 });
    sandbox.closeDispute(id, 'won');
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      status: 'won',
      reason: 'product_not_received',
    });
    expect(await balance(stripe)).toBe(before);
    expect((await eventTypes(stripe)).slice(-5)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
  });

  test('that is lost keeps what it took', async () => {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create(paid);
    const before = await balance(stripe);
    const { id } = sandbox.openDispute(intent.id);
    sandbox.closeDispute(id, 'lost');
    expect((await stripe.disputes.retrieve(id)).status).toBe('lost');
    expect(await balance(stripe)).toBe(before - 14_000);
    expect(await eventTypes(stripe)).not.toContain('charge.dispute.funds_reinstated');
  });

  test('needs money that was taken', async () => {
    const { sandbox, stripe } = await start();
    for (const parameters of [ofCard, held]) {
      const { id } = await stripe.paymentIntents.create(parameters);
      expect(() => sandbox.openDispute(id)).toThrow('No such charge');
    }
    expect(() => sandbox.openDispute('pi_none')).toThrow('No such payment_intent');
    expect(() => sandbox.closeDispute('du_none', 'won')).toThrow('No such dispute');
  });
});
