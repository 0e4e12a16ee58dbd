import { describe, expect, test } from 'vitest';
import { chargeOf, ofCard, paid, start } from './client.ts';

async function chargedBy(card: string) {
  const { stripe } = await start();
  const parameters = { ...paid, payment_method: card, expand: ['latest_charge'] };
  return chargeOf(await stripe.paymentIntents.create(parameters));
}

describe('a charge', () => {
  test.each([
    ['pm_card_visa', 'normal', 10],
    ['pm_card_riskLevelElevated', 'elevated', 70],
    ['pm_card_riskLevelHighest', 'highest', 90],
  ])('by %s goes through and tells the risk %s', async (card, level, score) => {
    const charge = await chargedBy(card);
    expect(charge).toMatchObject({ paid: true, outcome: { risk_level: level, risk_score: score } });
  });

  test.each([
    ['pm_card_visa', 'US'],
    ['pm_card_de', 'DE'],
    ['pm_card_fr', 'FR'],
    ['pm_card_gb', 'GB'],
    ['pm_card_br', 'BR'],
  ])('by %s tells the country %s of the card', async (card, country) => {
    const charge = await chargedBy(card);
    expect(charge.payment_method_details?.card?.country).toBe(country);
  });
});

test('the fingerprint is the same for the same number, and another for another', async () => {
  const { sandbox, stripe } = await start();
  const prints: unknown[] = [];
  for (const card of ['pm_card_visa', 'pm_card_visa', 'pm_card_mastercard'] as const) {
    const { id } = await stripe.paymentIntents.create(ofCard);
    sandbox.pay(id, card);
    const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge', 'payment_method'] });
    const print = chargeOf(intent).payment_method_details?.card?.fingerprint;
    expect(intent.payment_method).toMatchObject({ card: { fingerprint: print } });
    prints.push(print);
  }
  expect(prints[0]).toBe(prints[1]);
  expect(prints[2]).not.toBe(prints[0]);
});
