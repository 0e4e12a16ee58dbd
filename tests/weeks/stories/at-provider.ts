import type { ProviderName } from '../../../src/payment/provider/provider.ts';
import { currencyDecimals } from '../../../src/platform/money/currency-decimals.ts';
import type { Stack } from '../../support/harness/stack.ts';
import type { Paid } from '../checks/book.ts';
import type { World } from '../world.ts';

/** What people and banks do at a provider. What things are called there is told by a payment. */
export interface AtProvider {
  pay(ref: string): void;
  /** The card, or what stands behind the wallet, is refused. */
  refuse(ref: string): void;
  /** Pays by a method that takes days. */
  payDelayed(ref: string): void;
  /** The bank has decided about it. */
  decide(ref: string, arrives: boolean): void;
  refundInDashboard(ref: string, amount: number): void;
  /** Answers what the dispute is called. */
  openDispute(ref: string, amount: number): string;
  closeDispute(id: string, outcome: 'won' | 'lost'): void;
  /** All of a payment comes back without a dispute. */
  takeBack(ref: string): void;
  /** What was opened cannot be paid any more. */
  expire(ref: string): void;
}

/** As PayPal writes it: without decimals in forints and yen. */
const written = (amount: number, currency: string) => ({
  currency_code: currency,
  value: (amount / 10 ** currencyDecimals(currency)).toFixed(currency === 'EUR' ? 2 : 0),
});

/** The sandbox of this provider as its people see it. */
function atProvider({ stripe, paypal }: Stack, provider: ProviderName, currency: string): AtProvider {
  const captureOf = (orderId: string) => paypal.capturesOf(orderId)[0] ?? '';
  if (provider === 'stripe')
    return {
      pay: (ref) => void stripe.pay(ref, 'success'),
      refuse: (ref) => void stripe.pay(ref, 'decline'),
      payDelayed: (ref) => void stripe.pay(ref, 'processing'),
      decide: (ref, arrives) => void stripe.pay(ref, arrives ? 'success' : 'decline'),
      refundInDashboard: (ref, amount) => void stripe.refundInDashboard(ref, amount),
      openDispute: (ref, amount) => stripe.openDispute(ref, { amount }).id,
      closeDispute: (id, outcome) => void stripe.closeDispute(id, outcome),
      takeBack: (ref) => void stripe.returnDebit(ref),
      expire: (ref) => void stripe.cancelInDashboard(ref),
    };
  return {
    pay: (ref) => void paypal.approve(ref, 'success'),
    refuse: (ref) => void paypal.approve(ref, 'declined'),
    payDelayed: (ref) => void paypal.approve(ref, 'pending'),
    decide: (ref, arrives) => void paypal.completePending(captureOf(ref), arrives ? 'completed' : 'declined'),
    refundInDashboard: (ref, amount) =>
      void paypal.refundInDashboard(captureOf(ref), written(amount, currency)),
    openDispute: (ref, amount) => paypal.openDispute(captureOf(ref), written(amount, currency)).dispute_id,
    closeDispute: (id, outcome) => void paypal.resolveDispute(id, outcome),
    takeBack: (ref) => void paypal.takeBack(captureOf(ref)),
    expire: (ref) => paypal.forget(ref),
  };
}

/** The same for whom a payment was made with. */
export function where({ stack, currency }: World, { provider, id }: Paid): AtProvider {
  if (provider === 'credit') throw new Error(`${id} is with no provider`);
  return atProvider(stack, provider, currency);
}
