import { type Currency, type Minor, minor } from '../../platform/money/money.ts';
import type { ProviderName } from '../../platform/money/provider-limits.ts';

export { type ProviderName, providers } from '../../platform/money/provider-limits.ts';

/** How far a payment has come. Later in the list is never undone by earlier, whatever arrives first. */
export const paymentStatuses = [
  'pending',
  'processing',
  'failed',
  'authorized',
  'canceled',
  'succeeded',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** What a payment is known by at its provider. */
export interface PaymentRef {
  /** Ours, where the provider carries it along; else the payment is found by `providerRef`. */
  readonly paymentId: string | undefined;
  /** The provider's own id: a Stripe PaymentIntent, a PayPal order. */
  readonly providerRef: string;
}

/**
 * A payment as its provider has it. Figures are totals so far, not differences, so that events may be lost.
 */
export interface PaymentFact extends PaymentRef {
  readonly kind: 'payment';
  readonly status: PaymentStatus;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly captured: Minor;
  /**
   * PayPal's id of the authorization or of the capture, on which void, capture and refund work. Stripe needs
   * none.
   */
  readonly authorizationRef?: string;
  readonly captureRef?: string;
  /** The end of a hold: Stripe's `capture_before`, PayPal's honour period. */
  readonly captureBefore?: Date;
  /** With what a later payment of the same guest may be made without them, such as a security deposit. */
  readonly savedMethod?: SavedMethod;
  /** The provider's view of the risk and the card, where it says one. */
  readonly risk?: RiskSignals;
}

/**
 * `customer` and `method` are the provider's ids: of a Stripe customer and payment method, of a PayPal vault
 * token.
 */
export interface SavedMethod {
  readonly customer: string;
  readonly method: string;
}

export interface RiskSignals {
  readonly level: 'normal' | 'elevated' | 'highest' | undefined;
  /** 0 to 100, the provider's own. */
  readonly score: number | undefined;
  readonly cardFingerprint: string | undefined;
  /** ISO 3166-1 alpha-2, of the card's issuer or the payer's account. */
  readonly cardCountry: string | undefined;
}

export interface RefundFact {
  readonly kind: 'refund';
  /** Ours, when we asked for it; none for one made in the provider's dashboard. */
  readonly refundId: string | undefined;
  readonly providerRef: string;
  readonly payment: PaymentRef;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly status: 'pending' | 'succeeded' | 'failed';
}

/**
 * The reason of what was taken back without a dispute: by a bank that returns a debit, by the provider
 * itself, by a card.
 */
export const takenBack = 'taken-back';

/** How a dispute stands. An inquiry asks and withdraws nothing; it may become a dispute. */
export const disputeStatuses = ['inquiry', 'needs-response', 'under-review', 'won', 'lost'] as const;

/** Money that was asked back, or taken back for good: then `lost`, at once, of the reason `takenBack`. */
export interface DisputeFact {
  readonly kind: 'dispute';
  readonly providerRef: string;
  readonly payment: PaymentRef;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly status: (typeof disputeStatuses)[number];
  readonly reason: string;
  readonly evidenceDueAt: Date | undefined;
}

/**
 * What a provider keeps for its service, of one movement of ours or of the account. Positive; negative when
 * it gives a fee back.
 */
export interface FeeFact {
  readonly kind: 'fee';
  /** The provider's id of the movement (Stripe balance transaction, PayPal transaction), unique. */
  readonly providerRef: string;
  readonly amount: Minor;
  readonly currency: Currency;
}

/** Money that left the provider for our bank account. */
export interface PayoutFact {
  readonly kind: 'payout';
  readonly providerRef: string;
  readonly amount: Minor;
  readonly currency: Currency;
}

/**
 * Money of a currency that left the provider's balance, or came to it, for money of another. Negative when it
 * left.
 */
export interface ExchangeFact {
  readonly kind: 'exchange';
  readonly providerRef: string;
  readonly amount: Minor;
  readonly currency: Currency;
}

/**
 * A movement of other business on the same account: what carries no id of ours. It is counted apart, with its
 * fee.
 */
export interface ForeignFact {
  readonly kind: 'foreign';
  readonly providerRef: string;
  /** What moved before the fee; positive towards the account. */
  readonly amount: Minor;
  readonly fee: Minor;
  readonly currency: Currency;
}

/**
 * An entry of a provider's list that cannot be read, or of which it is not known what it means: a code or a
 * status that is new, an amount that is none in its currency, a thing that is not there when it is asked for.
 * It is set aside, and the rest goes on.
 */
export interface UnreadFact {
  readonly kind: 'unread';
  readonly providerRef: string;
  /** As far as the entry says; else nothing of `XXX`, no currency (ISO 4217). */
  readonly amount: Minor;
  readonly currency: Currency;
  /** Why; a 503 when the provider did not answer a question about it. */
  readonly error: unknown;
}

export type Fact =
  | PaymentFact
  | RefundFact
  | DisputeFact
  | FeeFact
  | PayoutFact
  | ExchangeFact
  | ForeignFact
  | UnreadFact;

/**
 * What a difference between our books and a provider's is about; an `entry` is one of its list that was set
 * aside.
 */
export const differenceKinds = ['payment', 'refund', 'dispute', 'entry'] as const;

/** A difference that is open, as it is looked up again. */
export interface OpenDifference {
  readonly kind: (typeof differenceKinds)[number];
  readonly providerRef: string;
  readonly firstSeenAt: Date;
}

/** What a provider's event says, in our words. */
export interface ProviderEvent {
  readonly provider: ProviderName;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  /**
   * What could not be looked up in time to say what it is: asked for by name after the answer, and by the
   * comparison until it is known.
   */
  readonly unanswered?: Pick<OpenDifference, 'kind' | 'providerRef'>;
  /** Of another mode (test, live) or another account: stored, so that it is said once, and never applied. */
  readonly isOfOthers?: boolean;
  /** Nothing for an event that does not concern us. */
  readonly fact: PaymentFact | RefundFact | DisputeFact | undefined;
  /** The guest has approved and we must capture now (PayPal): with this id of the order. */
  readonly captureRequested?: PaymentRef;
}

/**
 * An event that its provider has signed and of which we cannot make out what it says: of a shape that we do
 * not know.
 */
export class UnreadableEvent extends Error {
  readonly eventId: string | undefined;
  readonly eventType: string | undefined;

  constructor(eventId: string | undefined, eventType: string | undefined, cause?: unknown) {
    super('a signed event of an unknown shape', { cause });
    this.name = 'UnreadableEvent';
    this.eventId = eventId;
    this.eventType = eventType;
  }
}

/**
 * What to collect or to hold. `paymentId` is ours: it is the idempotency key and comes back in every event.
 */
export interface PaymentOrder {
  readonly paymentId: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly description: string;
  /** `now` collects at once; `later` only holds the amount, for a security deposit. */
  readonly capture: 'now' | 'later';
  /** Whether to keep the method for a later hold without the guest. */
  readonly savesMethod: boolean;
  /** Takes no method whose money is on its way for days. */
  readonly isInstantOnly: boolean;
  /** Where the provider's own page sends the guest back to, and where when they give up. */
  readonly returnUrl: string;
  readonly cancelUrl: string;
}

/** What the page needs to collect a payment with the provider's own script or page. */
type Checkout =
  | { readonly clientSecret: string; readonly publishableKey: string; readonly scriptUrl: string }
  | { readonly orderId: string; readonly clientId: string; readonly approveUrl: string };

/** A payment just opened or found: where it is, and how the guest goes on. */
export interface OpenedPayment {
  readonly providerRef: string;
  readonly checkout: Checkout;
}

/** A payment at the provider by its refs, as the database keeps them. */
export interface KnownPayment {
  readonly paymentId: string;
  readonly providerRef: string;
  readonly authorizationRef: string | undefined;
  readonly captureRef: string | undefined;
  readonly amount: Minor;
  readonly currency: Currency;
}

/** A payment that its provider does not have, or not any more: it takes no money, so it is over. */
export function goneFact({
  paymentId,
  providerRef,
  amount,
  currency,
}: Omit<KnownPayment, 'authorizationRef' | 'captureRef'>): PaymentFact {
  return {
    kind: 'payment',
    paymentId,
    providerRef,
    status: 'canceled',
    amount,
    currency,
    captured: minor(0),
  };
}

/**
 * A payment provider. Every call carries a key of ours, so that repeating it never does it twice. A payment
 * that is gone there is canceled to whoever collects, holds or gives it up; who only reads it learns that it
 * is not there.
 */
export interface PaymentProvider {
  /**
   * Opens a payment for the guest, or finds the one made before under the same `paymentId`. 409 for an amount
   * it does not take.
   */
  create(order: PaymentOrder): Promise<OpenedPayment>;
  /**
   * How the guest goes on with a payment that is open; undefined for one that is over or gone there, and
   * cannot be paid any more.
   */
  resume(providerRef: string): Promise<OpenedPayment | undefined>;
  /**
   * Holds an amount without the guest, by a method kept before. A fact of status `failed` when the bank
   * refuses.
   */
  authorize(order: PaymentOrder, method: SavedMethod): Promise<PaymentFact>;
  /**
   * Collects what the guest has approved or what is held: all, or `amount` of a hold, whose rest is released.
   */
  capture(payment: KnownPayment, amount: Minor): Promise<PaymentFact>;
  /** Prolongs a hold where the provider can; undefined where a new one must be made instead. */
  reauthorize(payment: KnownPayment): Promise<PaymentFact | undefined>;
  /**
   * Gives a payment up, or releases a hold. The fact says what is true afterwards; one that has succeeded
   * stays so.
   */
  void(payment: KnownPayment): Promise<PaymentFact>;
  /** Sends money back. `refundId` is ours: the idempotency key. */
  refund(
    payment: KnownPayment,
    refund: { readonly refundId: string; readonly amount: Minor },
  ): Promise<RefundFact>;
  /** The payment as it is now. Throws for one that is not there. */
  read(payment: Pick<KnownPayment, 'paymentId' | 'providerRef'>): Promise<PaymentFact>;
  /** Whether an error of `read` says that the provider has no such payment. */
  isGone(error: unknown): boolean;
  /**
   * Everything that happened at the provider in a span of time, for reconciliation. What cannot be read is an
   * `unread` of its own.
   */
  list(from: Date, to: Date): AsyncIterable<Fact>;
  /** What a list would say today of the thing that a difference is about; nothing of what is gone. */
  lookAgain(difference: OpenDifference): Promise<readonly Fact[]>;
  /**
   * Verifies the raw body of a webhook and translates it. Throws the 400 for a signature that does not hold,
   * and UnreadableEvent for one that holds over what we do not know.
   */
  readEvent(rawBody: string, headers: Headers): Promise<ProviderEvent>;
}
