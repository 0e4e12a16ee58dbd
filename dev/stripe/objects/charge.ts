import type Stripe from 'stripe';
import type { Call } from '../wire/call.ts';
import { cardDetails, type Decline, type ShownCard } from './test-card.ts';

/** An online card payment is held for seven days: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method. */
const authorizationSeconds = 7 * 24 * 60 * 60;

/** The charge of a payment that has been attempted and has neither gone through nor failed yet. */
export function pendingCharge(call: Call, intent: Stripe.PaymentIntent, shown: ShownCard): Stripe.Charge {
  const id = call.newId('ch');
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: shown.method.billing_details,
    calculated_statement_descriptor: 'SANDBOX',
    captured: false,
    created: call.nowSeconds,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: shown.method.id,
    payment_method_details: { card: paidCard(intent, shown), type: 'card' },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: 'pending',
    transfer_data: null,
    transfer_group: null,
  };
}

/** The charge once the issuer has said yes; with `hold`, the money is only held until it is captured. */
export function approved(
  call: Call,
  charge: Stripe.Charge,
  { hold, authenticated, risk }: { hold: boolean; authenticated: boolean; risk: ShownCard['card']['risk'] },
): Stripe.Charge {
  const card = charge.payment_method_details?.card;
  return {
    ...charge,
    amount_captured: hold ? 0 : charge.amount,
    balance_transaction: hold ? null : call.newId('txn'),
    captured: !hold,
    outcome: outcome('authorized', 'approved_by_network', 'Payment complete.', risk),
    paid: true,
    payment_method_details: card
      ? {
          card: {
            ...card,
            amount_authorized: charge.amount,
            authorization_code: '000000',
            ...(hold && { capture_before: call.nowSeconds + authorizationSeconds }),
            three_d_secure: authenticated ? challengePassed : null,
          },
          type: 'card',
        }
      : charge.payment_method_details,
    status: 'succeeded',
  };
}

/** The charge once the issuer has said no. */
export function refused(charge: Stripe.Charge, decline: Decline): Stripe.Charge {
  return {
    ...charge,
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: {
      ...outcome('issuer_declined', 'declined_by_network', 'The bank did not return any further details.'),
      reason: decline.declineCode ?? decline.code,
    },
    status: 'failed',
  };
}

/** When the hold on an uncaptured charge ends, in Unix seconds. */
export function captureBefore(charge: Stripe.Charge): number | undefined {
  return charge.payment_method_details?.card?.capture_before;
}

const challengePassed: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
};

const riskScores = { normal: 10, elevated: 70, highest: 90 };

function outcome(
  type: string,
  networkStatus: string,
  sellerMessage: string,
  risk: keyof typeof riskScores = 'normal',
): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: networkStatus,
    reason: null,
    risk_level: risk,
    risk_score: riskScores[risk],
    seller_message: sellerMessage,
    type,
  };
}

function paidCard(
  intent: Stripe.PaymentIntent,
  { card }: ShownCard,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    ...cardDetails(card),
    amount_authorized: null,
    authorization_code: null,
    electronic_commerce_indicator: null,
    extended_authorization: { status: 'disabled' },
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
    three_d_secure: null,
    transaction_link_id: null,
  };
}
