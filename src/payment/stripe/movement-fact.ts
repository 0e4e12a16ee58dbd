import type Stripe from 'stripe';
import type { Money } from '../../platform/money/money.ts';
import {
  type DisputeFact,
  type Fact,
  type FeeFact,
  type ForeignFact,
  type PayoutFact,
  takenBack,
} from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import { moneyOf, nearestMoneyOf } from './amount.ts';
import { disputeFact } from './dispute-fact.ts';
import { presentedUnits } from './exchange.ts';
import { paymentIdIn, refundIdIn } from './metadata.ts';
import { chargeFact, idOf } from './payment-fact.ts';
import { refundFact } from './refund-fact.ts';

/** What moved with something that is told by itself: a payment, a refund, a dispute. */
const ofThings = new Set([
  'charge',
  'charge_failure',
  'refund',
  'refund_failure',
  'partial_capture_reversal',
  'dispute',
  'dispute_reversal',
  'other_adjustment',
]);
/** Between Stripe and our bank. */
const ofBank = new Set(['payout', 'payout_reversal', 'topup', 'topup_reversal']);
/** Put aside and given back: Stripe holds it meanwhile as before. */
const heldBack = /reserved_funds$|^payout_minimum_balance_|^payment_network_reserve_/;
/** Kept for service: its own, that of the card networks where they are billed apart, and the tax on it. */
const ofService = new Set(['fee', 'network_cost', 'tax']);

/**
 * What a movement of our balance at Stripe says of fees and payouts, by its category, each with what it is
 * about: https://docs.stripe.com/reports/reporting-categories (`network_cost`:
 * https://docs.stripe.com/revenue-recognition). Throws UnknownWord for another category.
 */
export function movementFacts(movement: Stripe.BalanceTransaction): (FeeFact | PayoutFact)[] {
  const { id, amount, fee, currency, reporting_category: category } = movement;
  if (
    !ofThings.has(category) &&
    !ofBank.has(category) &&
    !ofService.has(category) &&
    !heldBack.test(category)
  )
    throw new UnknownWord('a movement', category);
  // A fee is part of another movement, or one by itself; what it takes away is positive for us.
  const feeMinor = ofService.has(category) ? fee - amount : fee;
  const facts: (FeeFact | PayoutFact)[] = [];
  if (feeMinor !== 0) facts.push({ kind: 'fee', providerRef: id, ...moneyOf(feeMinor, currency) });
  if (ofBank.has(category)) {
    // One that the bank sends back is a movement of its own, and takes the first one back.
    const payoutId = category === 'payout' ? idOf(movement.source) : undefined;
    facts.push({ kind: 'payout', providerRef: payoutId ?? id, ...moneyOf(-amount, currency) });
  }
  return facts;
}

/** Whose a thing on the account is. What is of the account itself, such as a payout, is ours. */
export type Owner = 'ours' | 'foreign';

/** A movement of other business, before its fee and with it. */
export function foreignFact({ id, amount, fee, currency }: Stripe.BalanceTransaction): ForeignFact {
  const moved = nearestMoneyOf(amount, currency);
  return { kind: 'foreign', providerRef: id, ...moved, fee: nearestMoneyOf(fee, currency).amount };
}

/** What moved, when it is none of those listed: something made earlier that moved money now, ours or not. */
export async function earlier(
  stripe: Stripe,
  { source, reporting_category: category }: Stripe.BalanceTransaction,
  listed: ReadonlyMap<string, Owner>,
): Promise<{ readonly owner: Owner; readonly fact?: Fact | undefined }> {
  const id = idOf(source);
  if (!id) return { owner: 'ours' };
  const expand = ['payment_intent'];
  switch (category) {
    case 'charge':
    case 'charge_failure':
    case 'other_adjustment': {
      const charge = await stripe.charges.retrieve(id);
      if (!paymentIdIn(charge.metadata)) return { owner: 'foreign' };
      const isTold = category !== 'charge' || listed.has(idOf(charge.payment_intent) ?? '');
      return { owner: 'ours', fact: isTold ? undefined : chargeFact(charge) };
    }
    case 'refund':
    case 'refund_failure':
    case 'partial_capture_reversal': {
      const refund = await stripe.refunds.retrieve(id, { expand });
      if (!refundIdIn(refund.metadata) && !isOfOurs(refund.payment_intent)) return { owner: 'foreign' };
      return { owner: 'ours', fact: await refundFact(stripe, refund) };
    }
    case 'dispute':
    case 'dispute_reversal': {
      const dispute = await stripe.disputes.retrieve(id, { expand });
      if (!isOfOurs(dispute.payment_intent)) return { owner: 'foreign' };
      return { owner: 'ours', fact: disputeFact(dispute) };
    }
    default:
      return { owner: 'ours' };
  }
}

/**
 * What a movement took back of a payment of ours without a dispute: a bank debit that failed after it had
 * gone through, a correction by Stripe. A debit that fails before it has gone through moves the same, and has
 * taken nothing back. Throws UnknownWord for a correction that is about no charge, or gives.
 */
export async function takenBackBy(
  stripe: Stripe,
  movement: Stripe.BalanceTransaction,
): Promise<DisputeFact | undefined> {
  const { id, amount, source, reporting_category: category } = movement;
  if (category !== 'charge_failure' && category !== 'other_adjustment') return undefined;
  const chargeId = idOf(source);
  const isOfCharge = chargeId !== undefined && /^(ch|py)_/.test(chargeId);
  if (category === 'other_adjustment' && (!isOfCharge || amount > 0))
    throw new UnknownWord('a correction', chargeId);
  if (!isOfCharge) return undefined;
  const charge = await stripe.charges.retrieve(chargeId, { expand: ['payment_intent'] });
  if (category === 'charge_failure') return returnedDebit(charge);
  return paymentIdIn(charge.metadata)
    ? reversal(id, charge, moneyOf(presentedUnits(movement), charge.currency))
    : undefined;
}

/**
 * What a charge that failed took back, with its PaymentIntent, expanded; undefined for one that had not gone
 * through.
 */
export function returnedDebit(charge: Stripe.Charge): DisputeFact | undefined {
  const { payment_intent: intent, failure_balance_transaction: movement } = charge;
  const providerRef = idOf(movement);
  if (!providerRef || charge.status !== 'failed' || !isOfOurs(intent) || typeof intent === 'string')
    return undefined;
  const hadGoneThrough = intent?.status === 'succeeded' && idOf(intent.latest_charge) === charge.id;
  return hadGoneThrough ? reversal(providerRef, charge, moneyOf(charge.amount, charge.currency)) : undefined;
}

function reversal(providerRef: string, charge: Stripe.Charge, money: Money): DisputeFact {
  const payment = { paymentId: paymentIdIn(charge.metadata), providerRef: idOf(charge.payment_intent) ?? '' };
  const lost = { status: 'lost', reason: takenBack, evidenceDueAt: undefined } as const;
  return { kind: 'dispute', providerRef, payment, ...money, ...lost };
}

/** Whether a PaymentIntent, expanded, is one of ours. */
export function isOfOurs(intent: string | Stripe.PaymentIntent | null): boolean {
  return intent !== null && typeof intent === 'object' && paymentIdIn(intent.metadata) !== undefined;
}
