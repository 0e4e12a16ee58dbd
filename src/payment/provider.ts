import type { Currency, Minor } from '../platform/money.ts';

export const providers = ['stripe'] as const;
export type ProviderName = (typeof providers)[number];

/** What the page needs to collect a payment with the provider's own script. */
interface Checkout {
  readonly clientSecret: string;
  readonly publishableKey: string;
  readonly scriptUrl: string;
}

/** A payment at a provider, by the provider's own id. */
export interface ProviderPayment {
  readonly providerRef: string;
  readonly checkout: Checkout;
}

/** What to collect. `paymentId` is ours: it is the idempotency key and comes back in every event. */
export interface PaymentOrder {
  readonly paymentId: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly description: string;
}

/** How far a payment has come. Later in the list is never undone by earlier, whatever arrives first. */
export type PaymentStatus = 'pending' | 'processing' | 'failed' | 'canceled' | 'succeeded';

/** What a provider's event says, in our words. Figures are totals so far, not differences, so that events may be lost. */
export interface PaymentEvent {
  readonly provider: ProviderName;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  /** Nothing for events that do not concern a payment of ours. */
  readonly payment:
    | {
        /** Ours, where the provider carries it along; else the payment is found by `providerRef`. */
        readonly paymentId: string | undefined;
        readonly providerRef: string;
        readonly status: PaymentStatus;
        readonly amount: Minor;
        readonly currency: Currency;
        readonly captured: Minor;
        readonly refunded: Minor;
      }
    | undefined;
}

/** A payment provider, as small as the main job needs it. */
export interface PaymentProvider {
  /**
   * Creates a payment, or finds the one made before under the same `paymentId`. Throws the 409 for an amount that the
   * provider does not take.
   */
  create(order: PaymentOrder): Promise<ProviderPayment>;
  /** The payment of a provider's own id. */
  find(providerRef: string): Promise<ProviderPayment>;
  /** Gives a payment up at the provider. Answers whether it can collect nothing any more; one that has succeeded stays. */
  cancel(providerRef: string): Promise<boolean>;
  /** Verifies the raw body of a webhook and translates it. Throws the 400 for a signature that does not hold. */
  readEvent(rawBody: string, headers: Headers): Promise<PaymentEvent>;
}
