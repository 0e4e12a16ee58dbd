import type Stripe from 'stripe';
import type { Fact } from '../provider.ts';
import { disputeFact } from './dispute-fact.ts';
import { earlierFact, movementFacts } from './movement-fact.ts';
import { idOf, intentFact } from './payment-fact.ts';
import { refundFact } from './refund-fact.ts';

/**
 * What was made from `from` to `to`, both included to the second, and what moved money then though it was made earlier; each
 * once. A payment that was opened before and given up then is in no list of Stripe's: it has to be read.
 */
export async function* listed(stripe: Stripe, from: Date, to: Date): AsyncGenerator<Fact> {
  const page = { created: { gte: secondsOf(from), lte: secondsOf(to) }, limit: 100 };
  const seen = new Set<string>();
  for await (const intent of stripe.paymentIntents.list({ ...page, expand: ['data.latest_charge'] })) {
    seen.add(intent.id).add(idOf(intent.latest_charge) ?? '');
    yield intentFact(intent);
  }
  for await (const refund of stripe.refunds.list(page)) {
    seen.add(refund.id);
    const fact = await refundFact(stripe, refund);
    if (fact) yield fact;
  }
  for await (const dispute of stripe.disputes.list(page)) {
    seen.add(dispute.id);
    const fact = disputeFact(dispute);
    if (fact) yield fact;
  }
  for await (const movement of stripe.balanceTransactions.list(page)) {
    yield* movementFacts(movement);
    const fact = await earlierFact(stripe, movement, seen);
    if (fact) yield fact;
    seen.add(idOf(movement.source) ?? '');
  }
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
