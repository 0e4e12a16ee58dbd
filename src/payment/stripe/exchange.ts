import type Stripe from 'stripe';
import type { ExchangeFact } from '../provider/provider.ts';
import { moneyOf } from './amount.ts';
import { idOf } from './payment-fact.ts';

/**
 * What something was charged, refunded or disputed at, in its own currency: one of these amounts of Stripe's.
 */
export interface Presented {
  readonly amounts: readonly number[];
  readonly currency: string;
}

/**
 * The amounts of a thing. What is captured of a hold is less than it, and Stripe may move both: all, and what
 * is released back.
 */
export function presentedBy(thing: Stripe.Charge | Stripe.Refund | Stripe.Dispute): Presented {
  const { amount, currency } = thing;
  return { amounts: thing.object === 'charge' ? [thing.amount_captured, amount] : [amount], currency };
}

/** What comes to us. All else that is exchanged leaves. */
const incoming = new Set(['charge', 'refund_failure', 'dispute_reversal']);

/**
 * Whether a movement comes (1) or leaves (-1). Less than half a unit of the balance moves nothing there, and
 * has come or gone all the same.
 */
function directionOf({ amount, reporting_category: category }: Stripe.BalanceTransaction): number {
  return Math.sign(amount) || (incoming.has(category) ? 1 : -1);
}

/**
 * The two sides of the exchange in a movement whose balance has another currency than what it is about
 * (https://docs.stripe.com/currencies/conversions): what we have booked in the one leaves, what the balance
 * has of the other comes. None where nothing was exchanged.
 */
export async function exchangeFacts(
  stripe: Stripe,
  movement: Stripe.BalanceTransaction,
  known: ReadonlyMap<string, Presented>,
): Promise<ExchangeFact[]> {
  const { id, amount, currency, exchange_rate: rate } = movement;
  const sourceId = idOf(movement.source);
  if (!rate || !sourceId) return [];
  const presented = known.get(sourceId) ?? (await sourceOf(stripe, sourceId));
  if (!presented || presented.currency === currency) return [];
  const about = presentedUnits(movement);
  const byNearness = [...presented.amounts].sort(
    (one, other) => Math.abs(one - about) - Math.abs(other - about),
  );
  const units = movement.reporting_category === 'other_adjustment' ? about : (byNearness[0] ?? about);
  const leg = { kind: 'exchange', providerRef: id } as const;
  return [
    { ...leg, ...moneyOf(-directionOf(movement) * units, presented.currency) },
    { ...leg, ...moneyOf(amount, currency) },
  ];
}

/**
 * What moved, before it was exchanged, to the nearest unit of Stripe's: the one `amount` times
 * `exchange_rate` is the other `amount`
 * (https://docs.stripe.com/api/balance_transactions/object#balance_transaction_object-exchange_rate), so the
 * rate is of the smallest units. Of yen into dollars it is a hundred times that of the newspaper:
 * https://github.com/Automattic/woocommerce-payments/pull/2934.
 */
export function presentedUnits({ amount, exchange_rate: rate }: Stripe.BalanceTransaction): number {
  return Math.round(Math.abs(amount) / (rate ?? 1));
}

async function sourceOf(stripe: Stripe, id: string): Promise<Presented | undefined> {
  switch (id.split('_')[0]) {
    case 'ch':
    case 'py':
      return presentedBy(await stripe.charges.retrieve(id));
    case 're':
    case 'pyr':
      return presentedBy(await stripe.refunds.retrieve(id));
    case 'dp':
    case 'du':
    case 'pdp':
      return presentedBy(await stripe.disputes.retrieve(id));
    default:
      return undefined;
  }
}
