import type Stripe from 'stripe';
import { missing } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';

/** How a test card fails: the code of the error and the issuer's reason. */
export type Decline = { code: string; declineCode?: string; message: string };

type TestCard = {
  brand: string;
  last4: string;
  challenge?: boolean;
  /** Asks at each payment, also when it was kept: then nothing can be paid without the guest. */
  challengesAlways?: boolean;
  /** Declined when the guest is not there to pay. */
  offSessionDecline?: boolean;
  /** Of the issuer; the United States unless said. */
  country?: string;
  risk?: 'elevated' | 'highest';
  decline?: Decline;
  /** What becomes of a refund afterwards; it is done at once otherwise. */
  refunds?: 'fail' | 'pending';
  /** Its bank takes the payment back as soon as it is collected; an inquiry asks first, and takes nothing. */
  dispute?: { reason: string; isInquiry?: boolean };
};

const declined = (declineCode: string): Decline => ({
  code: 'card_declined',
  declineCode,
  message: 'Your card was declined.',
});

const visa = (last4: string, outcome: Omit<TestCard, 'brand' | 'last4'> = {}): TestCard => ({
  brand: 'visa',
  last4,
  ...outcome,
});

/** https://docs.stripe.com/testing, under the names of its test payment methods without `pm_card_`. */
const cards: Record<string, TestCard> = {
  visa: visa('4242'),
  mastercard: { brand: 'mastercard', last4: '4444' },
  amex: { brand: 'amex', last4: '8431' },
  chargeDeclined: visa('0002', { decline: declined('generic_decline') }),
  chargeDeclinedInsufficientFunds: visa('9995', {
    decline: { ...declined('insufficient_funds'), message: 'Your card has insufficient funds.' },
  }),
  chargeDeclinedLostCard: visa('9987', { decline: declined('lost_card') }),
  chargeDeclinedStolenCard: visa('9979', { decline: declined('stolen_card') }),
  chargeDeclinedFraudulent: visa('0019', { decline: declined('fraudulent') }),
  chargeDeclinedExpiredCard: visa('0069', {
    decline: { code: 'expired_card', message: 'Your card has expired.' },
  }),
  chargeDeclinedIncorrectCvc: visa('0127', {
    decline: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  }),
  chargeDeclinedProcessingError: visa('0119', {
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  }),
  // https://docs.stripe.com/testing#fraud-prevention and #international-cards
  riskLevelElevated: visa('9235', { risk: 'elevated' }),
  riskLevelHighest: visa('4954', { risk: 'highest' }),
  fr: visa('0003', { country: 'FR' }),
  de: visa('0016', { country: 'DE' }),
  gb: visa('0000', { country: 'GB' }),
  br: visa('0006', { country: 'BR' }),
  // https://docs.stripe.com/testing#refunds and #disputes
  refundFail: visa('5126', { refunds: 'fail' }),
  pendingRefund: visa('7726', { refunds: 'pending' }),
  createDispute: visa('0259', { dispute: { reason: 'fraudulent' } }),
  createDisputeProductNotReceived: visa('2685', { dispute: { reason: 'product_not_received' } }),
  createDisputeInquiry: visa('1976', { dispute: { reason: 'fraudulent', isInquiry: true } }),
  // Takes the first payment and refuses when the guest is not there.
  chargeCustomerFail: visa('0341', { offSessionDecline: true }),
  threeDSecure2Required: visa('3220', { challenge: true }),
  authenticationRequired: visa('3184', { challenge: true, challengesAlways: true }),
  threeDSecureRequiredChargeDeclined: visa('1629', {
    challenge: true,
    decline: declined('generic_decline'),
  }),
};

/** What a card that asks for a challenge answers when the guest cannot be asked. */
export const authenticationRequired: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

/** A card that the guest has shown: the payment method as Stripe presents it, and how it will behave. */
export type ShownCard = { method: Stripe.PaymentMethod; card: TestCard };

/**
 * Turns `pm_card_…` into a payment method of its own, as the real API does, or finds one made earlier.
 * Throws a 400 (`resource_missing`) for any other id.
 */
export function showCard(call: Call, id: string): ShownCard {
  const known = call.state.shownCards.get(id);
  if (known) return known;
  // Stripe's own names put the brand first in some (`pm_card_visa_chargeDeclined`): both are the same card.
  const name = id.replace(/^pm_card_/, '').replace(/^visa_/, '');
  const card = id.startsWith('pm_card_') && Object.hasOwn(cards, name) ? cards[name] : undefined;
  if (!card) throw missing('PaymentMethod', id, 'payment_method', 400);
  const shown = { method: paymentMethod(call.newId('pm'), card, call.nowSeconds), card };
  call.state.shownCards.set(shown.method.id, shown);
  return shown;
}

/** The attributes of a test card that a payment method and a charge share. */
export function cardDetails(card: TestCard) {
  return {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: card.country ?? 'US',
    exp_month: 8,
    exp_year: 2040,
    fingerprint: `sandbox${card.last4}`,
    funding: 'credit',
    last4: card.last4,
    regulated_status: 'unregulated',
    wallet: null,
  };
}

function paymentMethod(id: string, card: TestCard, createdSeconds: number): Stripe.PaymentMethod {
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      ...cardDetails(card),
      display_brand: card.brand,
      generated_from: null,
      networks: { available: [card.brand], preferred: null },
      three_d_secure_usage: { supported: true },
    },
    created: createdSeconds,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
