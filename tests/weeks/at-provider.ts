import type { ProviderName } from '../../src/payment/provider.ts';
import type { Stack } from '../support/stack.ts';
import type { Paid } from './book.ts';

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
}

const euros = (amount: number) => ({ currency_code: 'EUR', value: (amount / 100).toFixed(2) });

/** The sandbox of this provider as its people see it. */
function atProvider({ stripe, paypal }: Stack, provider: ProviderName): AtProvider {
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
    };
  return {
    pay: (ref) => void paypal.approve(ref, 'success'),
    refuse: (ref) => void paypal.approve(ref, 'declined'),
    payDelayed: (ref) => void paypal.approve(ref, 'pending'),
    decide: (ref, arrives) => void paypal.completePending(captureOf(ref), arrives ? 'completed' : 'declined'),
    refundInDashboard: (ref, amount) => void paypal.refundInDashboard(captureOf(ref), euros(amount)),
    openDispute: (ref, amount) => paypal.openDispute(captureOf(ref), euros(amount)).dispute_id,
    closeDispute: (id, outcome) => void paypal.resolveDispute(id, outcome),
  };
}

/** The same for whom a payment was made with. */
export const where = (stack: Stack, payment: Paid) => atProvider(stack, payment.provider);
