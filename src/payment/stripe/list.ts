import type Stripe from 'stripe';
import type { Fact } from '../provider/provider.ts';
import { readEntry } from '../reconciliation/read-entry.ts';
import { nearestMoneyOf } from './amount.ts';
import { disputeFact } from './dispute-fact.ts';
import { exchangeFacts, type Presented, presentedBy } from './exchange.ts';
import { paymentIdIn, refundIdIn } from './metadata.ts';
import { earlier, foreignFact, isOfOurs, movementFacts, type Owner, takenBackBy } from './movement-fact.ts';
import { idOf, intentFact } from './payment-fact.ts';
import { refundFact } from './refund-fact.ts';
import { reachable, unlessMissing } from './refusal.ts';

/** With the PaymentIntent, whose metadata says whether a refund or a dispute concerns us. */
const withIntent = { expand: ['data.payment_intent'] };

/**
 * What was made from `from` to `to`, both included to the second, and what moved money then though it was
 * made earlier; each once. A payment that was opened before and given up then is in no list of Stripe's: it
 * has to be read. Of other business on the same account, which carries no id of ours, there are the movements
 * alone. What cannot be read is an `unread`.
 */
export async function* listed(stripe: Stripe, from: Date, to: Date): AsyncGenerator<Fact> {
  const page = { created: { gte: secondsOf(from), lte: secondsOf(to) }, limit: 100 };
  const owners = new Map<string, Owner>();
  const presented = new Map<string, Presented>();
  for await (const intent of stripe.paymentIntents.list({ ...page, expand: ['data.latest_charge'] })) {
    const owner = paymentIdIn(intent.metadata) ? 'ours' : 'foreign';
    owners.set(intent.id, owner).set(idOf(intent.latest_charge) ?? '', owner);
    const charge = intent.latest_charge;
    if (charge && typeof charge === 'object') presented.set(charge.id, presentedBy(charge));
    if (owner === 'ours') yield* await ofIntent(intent);
  }
  for await (const refund of stripe.refunds.list({ ...page, ...withIntent })) {
    const owner = ownerOfRefund(refund);
    owners.set(refund.id, owner);
    presented.set(refund.id, presentedBy(refund));
    if (owner === 'ours') yield* await ofRefund(stripe, refund);
  }
  for await (const dispute of stripe.disputes.list({ ...page, ...withIntent })) {
    const owner = ownerOf(dispute.payment_intent);
    owners.set(dispute.id, owner);
    presented.set(dispute.id, presentedBy(dispute));
    if (owner === 'ours') yield* await ofDispute(dispute);
  }
  for await (const movement of stripe.balanceTransactions.list(page))
    yield* await ofMovement(stripe, movement, owners, presented);
}

/**
 * The same of one thing by its id, of which the first letters say what it is; nothing of what Stripe does not
 * have any more.
 */
export async function lookedAt(stripe: Stripe, id: string): Promise<Fact[]> {
  const expand = ['payment_intent'];
  switch (id.split('_')[0]) {
    case 'pi': {
      const intent = await unlessMissing(stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }));
      return intent ? ofIntent(intent) : [];
    }
    case 're':
    case 'pyr': {
      const refund = await unlessMissing(stripe.refunds.retrieve(id, { expand }));
      return refund ? ofRefund(stripe, refund) : [];
    }
    case 'dp':
    case 'du':
    case 'pdp': {
      const dispute = await unlessMissing(stripe.disputes.retrieve(id, { expand }));
      return dispute ? ofDispute(dispute) : [];
    }
    case 'txn': {
      const movement = await unlessMissing(stripe.balanceTransactions.retrieve(id));
      return movement ? ofMovement(stripe, movement, new Map(), new Map()) : [];
    }
    default:
      return [];
  }
}

const ofIntent = (intent: Stripe.PaymentIntent) =>
  readEntry(entryOf(intent), async () => [intentFact(intent)]);

const ofRefund = (stripe: Stripe, refund: Stripe.Refund) =>
  readEntry(entryOf(refund), () => reachable(async () => [await refundFact(stripe, refund)]));

const ofDispute = (dispute: Stripe.Dispute) =>
  readEntry(entryOf(dispute), async () => [disputeFact(dispute)]);

function ofMovement(
  stripe: Stripe,
  movement: Stripe.BalanceTransaction,
  owners: Map<string, Owner>,
  presented: ReadonlyMap<string, Presented>,
) {
  return readEntry(entryOf(movement), () =>
    reachable(async () => {
      const id = idOf(movement.source) ?? '';
      const known = owners.get(id);
      const { owner, fact } = known ? { owner: known } : await earlier(stripe, movement, owners);
      owners.set(id, owner);
      const taken = owner === 'ours' ? await takenBackBy(stripe, movement) : undefined;
      if (owner === 'foreign') return [foreignFact(movement)];
      return [fact, taken, ...movementFacts(movement), ...(await exchangeFacts(stripe, movement, presented))];
    }),
  );
}

function entryOf({
  id,
  amount,
  currency,
}: {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
}) {
  const isKnown = /^[a-z]{3}$/.test(currency);
  return { providerRef: id, ...(isKnown && nearestMoneyOf(amount, currency)) };
}

const ownerOf = (intent: string | Stripe.PaymentIntent | null): Owner =>
  isOfOurs(intent) ? 'ours' : 'foreign';

const ownerOfRefund = (refund: Stripe.Refund): Owner =>
  refundIdIn(refund.metadata) ? 'ours' : ownerOf(refund.payment_intent);

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
