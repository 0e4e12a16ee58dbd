import type Stripe from 'stripe';
import type { Fact } from '../provider.ts';
import { disputeFact } from './dispute-fact.ts';
import { paymentIdIn, refundIdIn } from './metadata.ts';
import { earlier, foreignFact, isOfOurs, movementFacts, type Owner } from './movement-fact.ts';
import { idOf, intentFact } from './payment-fact.ts';
import { refundFact } from './refund-fact.ts';

/** With the PaymentIntent, whose metadata says whether a refund or a dispute concerns us. */
const withIntent = { expand: ['data.payment_intent'] };

/**
 * What was made from `from` to `to`, both included to the second, and what moved money then though it was made earlier; each
 * once. A payment that was opened before and given up then is in no list of Stripe's: it has to be read. Of other business on the same
 * account, which carries no id of ours, there are the movements alone.
 */
export async function* listed(stripe: Stripe, from: Date, to: Date): AsyncGenerator<Fact> {
  const page = { created: { gte: secondsOf(from), lte: secondsOf(to) }, limit: 100 };
  const owners = new Map<string, Owner>();
  for await (const intent of stripe.paymentIntents.list({ ...page, expand: ['data.latest_charge'] })) {
    const owner = paymentIdIn(intent.metadata) ? 'ours' : 'foreign';
    owners.set(intent.id, owner).set(idOf(intent.latest_charge) ?? '', owner);
    if (owner === 'ours') yield intentFact(intent);
  }
  for await (const refund of stripe.refunds.list({ ...page, ...withIntent })) {
    const owner = refundIdIn(refund.metadata) ? 'ours' : ownerOf(refund.payment_intent);
    owners.set(refund.id, owner);
    const fact = owner === 'ours' && (await refundFact(stripe, refund));
    if (fact) yield fact;
  }
  for await (const dispute of stripe.disputes.list({ ...page, ...withIntent })) {
    const owner = ownerOf(dispute.payment_intent);
    owners.set(dispute.id, owner);
    const fact = owner === 'ours' && disputeFact(dispute);
    if (fact) yield fact;
  }
  for await (const movement of stripe.balanceTransactions.list(page)) {
    const id = idOf(movement.source) ?? '';
    const known = owners.get(id);
    const { owner, fact } = known ? { owner: known } : await earlier(stripe, movement, owners);
    if (fact) yield fact;
    owners.set(id, owner);
    yield* owner === 'foreign' ? [foreignFact(movement)] : movementFacts(movement);
  }
}

const ownerOf = (intent: string | Stripe.PaymentIntent | null): Owner =>
  isOfOurs(intent) ? 'ours' : 'foreign';

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
