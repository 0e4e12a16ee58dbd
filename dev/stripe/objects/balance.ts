import type Stripe from 'stripe';
import { missing } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { recordEvent } from './event.ts';

/** What Stripe keeps of a charge in the sandbox: 1.5 % and 25 of the smallest unit. */
export function chargeFee(amount: number): number {
  return Math.round((amount * 150) / 10_000) + 25;
}

export type Movement = {
  id?: string;
  amount: number;
  fee?: number;
  currency: string;
  source: string | null;
  /** https://docs.stripe.com/reports/reporting-categories; any word, since Stripe adds to them. */
  category: string;
};

const types: Readonly<Record<string, Stripe.BalanceTransaction.Type>> = {
  charge: 'charge',
  refund: 'refund',
  refund_failure: 'refund_failure',
  charge_failure: 'payment_failure_refund',
  dispute: 'adjustment',
  dispute_reversal: 'adjustment',
  payout: 'payout',
};

/** Books a movement of the balance: https://docs.stripe.com/api/balance_transactions/object. Answers its id. */
export function bookMovement(
  call: Call,
  { amount, fee = 0, currency, source, category, id }: Movement,
): string {
  const settlement = call.state.settlement.get('account');
  const rate =
    settlement && category !== 'payout' && settlement.currency !== currency ? settlement.rate : null;
  // What is charged in a currency without a balance is exchanged as it arrives: https://docs.stripe.com/currencies/conversions
  const settled = (units: number) => (rate === null ? units : Math.round(units * rate));
  const moved = {
    amount: settled(amount),
    fee: settled(fee),
    currency: rate === null ? currency : (settlement?.currency ?? currency),
  };
  return enter(call, { ...moved, source, category, id, rate });
}

function enter(
  call: Call,
  {
    amount,
    fee,
    currency,
    source,
    category,
    id,
    rate,
  }: Omit<Movement, 'id'> & { fee: number; id: string | undefined; rate: number | null },
): string {
  const movement: Stripe.BalanceTransaction = {
    id: id ?? call.newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: call.nowSeconds,
    balance_type: 'payments',
    created: call.nowSeconds,
    currency,
    description: null,
    exchange_rate: rate,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: amount - fee,
    reporting_category: category,
    source,
    status: 'available',
    type: types[category] ?? 'adjustment',
  };
  call.state.balanceTransactions.set(movement.id, movement);
  return movement.id;
}

/**
 * A bank debit that had gone through comes back: the charge has failed, its PaymentIntent stays as it is
 * (https://docs.stripe.com/reports/balance-transaction-types, `payment_failure_refund`). Answers the id of the movement.
 */
export function returnDebit(call: Call, intentId: string): string {
  const charge = chargeOf(call, intentId);
  const { amount_captured: amount, currency } = charge;
  const movement = bookMovement(call, {
    amount: -amount,
    currency,
    source: charge.id,
    category: 'charge_failure',
  });
  const failed: Stripe.Charge = {
    ...charge,
    failure_balance_transaction: movement,
    failure_code: 'charge_exceeds_source_limit',
    paid: false,
    status: 'failed',
  };
  call.state.charges.set(charge.id, failed);
  recordEvent(call, 'charge.failed', failed);
  return movement;
}

/** Stripe corrects a charge by hand: https://docs.stripe.com/reports/reporting-categories, `other_adjustment`. Answers the id. */
export function adjust(call: Call, intentId: string, amount: number): string {
  const { id, currency } = chargeOf(call, intentId);
  return bookMovement(call, { amount, currency, source: id, category: 'other_adjustment' });
}

function chargeOf(call: Call, intentId: string): Stripe.Charge {
  const charge = call.state.charges.get(String(call.state.paymentIntents.get(intentId)?.latest_charge));
  if (!charge?.captured) throw missing('charge', intentId, 'charge', 400);
  return charge;
}

/** Pays the whole balance of a currency out: https://docs.stripe.com/api/payouts. Nothing when there is none. */
export function payOut(call: Call, currency: string): string | undefined {
  const available = [...call.state.balanceTransactions.values()]
    .filter((one) => one.currency === currency)
    .reduce((sum, one) => sum + one.net, 0);
  if (available <= 0) return undefined;
  const id = call.newId('po');
  bookMovement(call, { amount: -available, currency, source: id, category: 'payout' });
  return id;
}
