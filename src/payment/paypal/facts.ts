import { type Minor, minor } from '../../platform/money/money.ts';
import {
  type DisputeFact,
  type PaymentFact,
  type PaymentRef,
  type PaymentStatus,
  type RefundFact,
  takenBack,
} from '../provider/provider.ts';
import { UnknownWord } from '../provider/unknown-word.ts';
import { currencyOf, minorOf, type PaypalMoney } from './amount.ts';
import { ourPaymentId, ourRefundId } from './marks.ts';
import type {
  PaypalAuthorization,
  PaypalCapture,
  PaypalDispute,
  PaypalOrder,
  PaypalRefund,
} from './objects.ts';

/** An authorization is honoured for three days (PayPal, "Authorize payment"). */
const honourMs = 3 * 86_400_000;

/** What an order says of its payment. Approval is no payment: only a completed capture is. */
export function factOfOrder(order: PaypalOrder): PaymentFact {
  const [unit] = order.purchase_units;
  const [capture] = unit?.payments?.captures ?? [];
  const [authorization] = unit?.payments?.authorizations ?? [];
  const amount = unit?.amount ?? capture?.amount ?? authorization?.amount;
  if (!amount) throw new Error('PayPal gave an order without an amount');
  const own = {
    kind: 'payment',
    paymentId: ourPaymentId(unit?.custom_id ?? capture?.custom_id ?? authorization?.custom_id),
    providerRef: order.id,
    amount: minorOf(amount),
    currency: currencyOf(amount),
    ...savedMethodOf(order),
    ...riskOf(order),
  } as const;
  if (capture)
    return { ...own, ...ofCapture(capture), ...(authorization && { authorizationRef: authorization.id }) };
  if (authorization) return { ...own, ...ofAuthorization(authorization) };
  return { ...own, status: order.status === 'VOIDED' ? 'canceled' : 'pending', captured: minor(0) };
}

function savedMethodOf(order: PaypalOrder): Pick<PaymentFact, 'savedMethod'> {
  const vault = order.payment_source?.paypal?.attributes?.vault;
  return vault?.id ? { savedMethod: { customer: vault.customer?.id ?? vault.id, method: vault.id } } : {};
}

function riskOf(order: PaypalOrder): Pick<PaymentFact, 'risk'> {
  const country = order.payment_source?.paypal?.address?.country_code;
  if (!country) return {};
  return { risk: { level: undefined, score: undefined, cardFingerprint: undefined, cardCountry: country } };
}

type OfMoney = Pick<PaymentFact, 'status' | 'captured' | 'captureRef'>;

const captureStatuses: Record<PaypalCapture['status'], PaymentStatus> = {
  COMPLETED: 'succeeded',
  PARTIALLY_REFUNDED: 'succeeded',
  REFUNDED: 'succeeded',
  PENDING: 'processing',
  DECLINED: 'failed',
  FAILED: 'failed',
};

function ofCapture(capture: PaypalCapture): OfMoney {
  const status = captureStatuses[capture.status];
  const captured: Minor = status === 'succeeded' ? minorOf(capture.amount) : minor(0);
  return { status, captured, captureRef: capture.id };
}

function ofAuthorization(
  authorization: PaypalAuthorization,
): Pick<PaymentFact, 'status' | 'captured' | 'authorizationRef' | 'captureBefore'> {
  const statuses: Record<PaypalAuthorization['status'], PaymentStatus> = {
    CREATED: 'authorized',
    PARTIALLY_CAPTURED: 'authorized',
    // The captures of it say so themselves.
    CAPTURED: 'authorized',
    PENDING: 'processing',
    DENIED: 'failed',
    VOIDED: 'canceled',
  };
  const status = statuses[authorization.status];
  return {
    status,
    captured: minor(0),
    authorizationRef: authorization.id,
    ...(status === 'authorized' &&
      authorization.create_time && {
        captureBefore: new Date(Date.parse(authorization.create_time) + honourMs),
      }),
  };
}

/**
 * What a capture says by itself, as events bring it. Nothing for one of an order that is not ours to know.
 */
export function factOfCapture(capture: PaypalCapture): PaymentFact | undefined {
  const providerRef = capture.supplementary_data?.related_ids?.order_id;
  if (!providerRef) return undefined;
  const authorizationRef = capture.supplementary_data?.related_ids?.authorization_id;
  return {
    kind: 'payment',
    paymentId: ourPaymentId(capture.custom_id),
    providerRef,
    amount: minorOf(capture.amount),
    currency: currencyOf(capture.amount),
    ...ofCapture(capture),
    ...(authorizationRef && { authorizationRef }),
  };
}

/** The same of an authorization. */
export function factOfAuthorization(authorization: PaypalAuthorization): PaymentFact | undefined {
  const providerRef = authorization.supplementary_data?.related_ids?.order_id;
  if (!providerRef || !authorization.amount) return undefined;
  return {
    kind: 'payment',
    paymentId: ourPaymentId(authorization.custom_id),
    providerRef,
    amount: minorOf(authorization.amount),
    currency: currencyOf(authorization.amount),
    ...ofAuthorization(authorization),
  };
}

/** What PayPal says of a refund of a payment. */
export function factOfRefund(refund: PaypalRefund, payment: RefundFact['payment']): RefundFact {
  const statuses = {
    COMPLETED: 'succeeded',
    PENDING: 'pending',
    FAILED: 'failed',
    CANCELLED: 'failed',
  } as const;
  return {
    kind: 'refund',
    refundId: ourRefundId(refund.custom_id),
    providerRef: refund.id,
    payment,
    amount: minorOf(refund.amount),
    currency: currencyOf(refund.amount),
    status: statuses[refund.status],
  };
}

/** https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_get, `status`. */
const disputeStatuses: Readonly<Record<string, DisputeFact['status']>> = {
  OPEN: 'needs-response',
  WAITING_FOR_SELLER_RESPONSE: 'needs-response',
  WAITING_FOR_BUYER_RESPONSE: 'under-review',
  UNDER_REVIEW: 'under-review',
  OTHER: 'under-review',
};

/**
 * The same, `outcome_code`. A buyer who gives up leaves the money here; a payout is PayPal's own, to one side
 * or both.
 */
const disputeOutcomes: Readonly<Record<string, DisputeFact['status']>> = {
  RESOLVED_BUYER_FAVOUR: 'lost',
  ACCEPTED: 'lost',
  RESOLVED_SELLER_FAVOUR: 'won',
  RESOLVED_WITH_PAYOUT: 'won',
  CANCELED_BY_BUYER: 'won',
  DENIED: 'won',
};

/**
 * What a word of PayPal's means to us. Throws UnknownWord: to guess would be to give money away, or to keep
 * it.
 */
function wordOf<W>(words: Readonly<Record<string, W>>, what: string, word: string | undefined): W {
  const known = Object.hasOwn(words, word ?? '') ? words[word ?? ''] : undefined;
  if (known === undefined) throw new UnknownWord(what, word);
  return known;
}

/** What PayPal says of a dispute. Nothing for one about a transaction that does not bear our mark. */
export function factOfDispute(dispute: PaypalDispute): DisputeFact | undefined {
  const [transaction] = dispute.disputed_transactions;
  const paymentId = ourPaymentId(transaction?.custom);
  if (!paymentId) return undefined;
  const status =
    dispute.status === 'RESOLVED'
      ? wordOf(disputeOutcomes, 'a resolved dispute', dispute.dispute_outcome?.outcome_code)
      : wordOf(disputeStatuses, 'a dispute', dispute.status);
  return {
    kind: 'dispute',
    providerRef: dispute.dispute_id,
    payment: { paymentId, providerRef: transaction?.seller_transaction_id ?? '' },
    amount: minorOf(dispute.dispute_amount),
    currency: currencyOf(dispute.dispute_amount),
    status,
    reason: dispute.reason.toLowerCase().replaceAll('_', '-'),
    evidenceDueAt: dispute.seller_response_due_date ? new Date(dispute.seller_response_due_date) : undefined,
  };
}

/** What was taken back of a payment without a dispute, for good. */
export function factOfReversal(providerRef: string, payment: PaymentRef, money: PaypalMoney): DisputeFact {
  const amount = minor(Math.abs(minorOf(money)));
  return {
    kind: 'dispute',
    providerRef,
    payment,
    amount,
    currency: currencyOf(money),
    status: 'lost',
    reason: takenBack,
    evidenceDueAt: undefined,
  };
}
