import type Stripe from 'stripe';
import type { Call } from './call.ts';

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
  dispute: 'adjustment',
  dispute_reversal: 'adjustment',
  payout: 'payout',
};

/** Books a movement of the balance: https://docs.stripe.com/api/balance_transactions/object. Answers its id. */
export function bookMovement(
  call: Call,
  { amount, fee = 0, currency, source, category, id }: Movement,
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
    exchange_rate: null,
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
