import type Stripe from 'stripe';
import type { Fact, FeeFact, PayoutFact } from '../provider.ts';
import { moneyOf } from './amount.ts';
import { disputeFact } from './dispute-fact.ts';
import { chargeFact, idOf } from './payment-fact.ts';
import { refundFact } from './refund-fact.ts';

/** What a movement of our balance at Stripe says of fees and payouts: https://docs.stripe.com/reports/reporting-categories */
export function movementFacts(movement: Stripe.BalanceTransaction): (FeeFact | PayoutFact)[] {
  const { id, amount, fee, currency, reporting_category: category } = movement;
  // A fee is part of another movement, or one by itself; what it takes away is positive for us.
  const feeMinor = category === 'fee' ? fee - amount : fee;
  const facts: (FeeFact | PayoutFact)[] = [];
  if (feeMinor !== 0) facts.push({ kind: 'fee', providerRef: id, ...moneyOf(feeMinor, currency) });
  if (category === 'payout' || category === 'payout_reversal') {
    // One that the bank sends back is a movement of its own, and takes the first one back.
    const payoutId = category === 'payout' ? idOf(movement.source) : undefined;
    facts.push({ kind: 'payout', providerRef: payoutId ?? id, ...moneyOf(-amount, currency) });
  }
  return facts;
}

/** What moved, when it is none of `seen`: something made earlier that moved money now. */
export async function earlierFact(
  stripe: Stripe,
  { source, reporting_category: category }: Stripe.BalanceTransaction,
  seen: ReadonlySet<string>,
): Promise<Fact | undefined> {
  const id = idOf(source);
  if (!id || seen.has(id)) return undefined;
  switch (category) {
    case 'charge': {
      const charge = await stripe.charges.retrieve(id);
      return seen.has(idOf(charge.payment_intent) ?? '') ? undefined : chargeFact(charge);
    }
    case 'refund':
    case 'refund_failure':
      return refundFact(stripe, await stripe.refunds.retrieve(id));
    case 'dispute':
    case 'dispute_reversal':
      return disputeFact(await stripe.disputes.retrieve(id));
    default:
      return undefined;
  }
}
