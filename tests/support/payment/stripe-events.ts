import Stripe from 'stripe';
import { approved, pendingCharge } from '../../../dev/stripe/objects/charge.ts';
import { apiVersion } from '../../../dev/stripe/objects/event.ts';
import { blankIntent, methodOptions } from '../../../dev/stripe/objects/payment-intent.ts';
import { newRefund } from '../../../dev/stripe/objects/refund.ts';
import { showCard } from '../../../dev/stripe/objects/test-card.ts';
import { emptyState } from '../../../dev/stripe/state.ts';
import type { Call } from '../../../dev/stripe/wire/call.ts';
import { paymentIdKey } from '../../../src/payment/stripe/metadata.ts';
import { type CreatedReservation, openPayment } from '../booking/booking.ts';
import type { Answer } from '../harness/client.ts';
import { testEnvironment } from '../harness/environment.ts';
import type { Stack } from '../harness/stack.ts';

/** A payment as Stripe's events tell of it. */
export interface EventSubject {
  /** Ours, from the metadata. */
  readonly id: string;
  readonly intentId: string;
  readonly amount: number;
  readonly currency: string;
}

/**
 * Opens the payment of a reservation, for which the test then writes the events itself. Its provider's id is noted after
 * the answer: an event that has no id of ours is of nobody before.
 */
export async function openSubject(stack: Stack, reservation: CreatedReservation): Promise<EventSubject> {
  const payment = await openPayment(stack, reservation);
  await stack.functions.settled();
  return { ...payment, ...reservation.total };
}

/** What of an event the test decides. */
interface Circumstances {
  readonly id?: string;
  /** When it happened, in Unix seconds. */
  readonly created: number;
}

const statusAfter = {
  'payment_intent.created': 'requires_payment_method',
  'payment_intent.requires_action': 'requires_action',
  'payment_intent.processing': 'processing',
  'payment_intent.payment_failed': 'requires_payment_method',
  'payment_intent.canceled': 'canceled',
  'payment_intent.succeeded': 'succeeded',
} as const satisfies Record<string, Stripe.PaymentIntent.Status>;

export type IntentEventType = keyof typeof statusAfter;

/** An event of a PaymentIntent; `changes` makes the intent another than the one we asked for. */
export function intentEvent(
  subject: EventSubject,
  type: IntentEventType,
  circumstances: Circumstances,
  changes: Partial<Stripe.PaymentIntent> = {},
): Stripe.Event {
  const intent = intentOf(subject, circumstances.created, statusAfter[type]);
  return eventOf(type, { ...intent, ...changes }, circumstances);
}

/** `refund.created`, of an amount that was sent back; the same amount of the same payment is the same refund. */
export function refundEvent(
  subject: EventSubject,
  amount: number,
  circumstances: Circumstances,
  name = String(amount),
): Stripe.Event {
  const refund = newRefund(call, chargeOf(subject, circumstances), {
    amount,
    reason: null,
    metadata: { midas_refund_id: `rfd_of_another_house_${name}` },
    balanceTransaction: null,
  });
  return eventOf('refund.created', { ...refund, id: `re_${subject.id}_${name}` }, circumstances);
}

function chargeOf(subject: EventSubject, { created }: Circumstances): Stripe.Charge {
  const intent = intentOf(subject, created, 'succeeded');
  const pending = pendingCharge(call, intent, showCard(call, 'pm_card_visa'));
  return approved(call, pending, { hold: false, authenticated: false, risk: undefined });
}

/** Any event, as a webhook endpoint receives it. */
export function eventOf(type: string, object: object, { created, id }: Circumstances): Stripe.Event {
  return {
    id: id ?? newId('evt'),
    object: 'event',
    api_version: apiVersion,
    created,
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: newId('req'), idempotency_key: null },
    type,
  } as Stripe.Event; // the caller pairs type and object
}

/** The stack's time in Unix seconds. */
export function secondsOf(stack: Stack): number {
  return Math.floor(stack.clock.now().getTime() / 1000);
}

/** The signature that Stripe would send with a body at a time. */
export function signatureOf(
  payload: string,
  timestamp: number,
  secret: string = testEnvironment.STRIPE_WEBHOOK_SECRET,
): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

/** Posts an event signed at the stack's time. */
export function deliver(stack: Stack, event: Stripe.Event): Promise<Answer> {
  const body = JSON.stringify(event, null, 2);
  return postWebhook(stack, body, signatureOf(body, secondsOf(stack)));
}

/** Posts any body with any signature, or none; `from` is the sender's loopback address. */
export function postWebhook(
  stack: Stack,
  body: string,
  signature: string | undefined,
  from = '127.0.0.1',
): Promise<Answer> {
  const signed: Record<string, string> = signature === undefined ? {} : { 'Stripe-Signature': signature };
  return stack.call('/webhooks/stripe', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...signed },
    body,
    from,
  });
}

/** Delivers events one after the other and throws unless each is accepted. */
export async function deliverAll(stack: Stack, events: readonly Stripe.Event[]): Promise<void> {
  for (const event of events) {
    const answer = await deliver(stack, event);
    if (answer.status !== 200) throw new Error(`${event.type}: ${answer.status} ${answer.text}`);
  }
  await stack.functions.settled();
}

function intentOf(
  { id, intentId, amount, currency }: EventSubject,
  created: number,
  status: Stripe.PaymentIntent.Status,
): Stripe.PaymentIntent {
  return {
    ...blankIntent(created),
    id: intentId,
    amount,
    amount_received: status === 'succeeded' ? amount : 0,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: status === 'canceled' ? created : null,
    capture_method: 'automatic_async',
    client_secret: `${intentId}_secret_test`,
    confirmation_method: 'automatic',
    currency: currency.toLowerCase(),
    description: null,
    metadata: { [paymentIdKey]: id },
    payment_method: null,
    payment_method_options: methodOptions(null, undefined),
    receipt_email: null,
    setup_future_usage: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
  };
}

let made = 0;
function newId(prefix: string): string {
  made += 1;
  return `${prefix}_test${String(made).padStart(20, '0')}`;
}

/** What the sandbox's own charges are made with, so that ours have every attribute of a real one. */
const call: Call = {
  state: emptyState(),
  isLive: false,
  nowSeconds: 0,
  newId,
  request: { id: 'req_test', idempotency_key: null },
  url: '',
  processing: false,
  refunds: 'succeed',
  holds: 'succeed',
  publish: () => undefined,
};
