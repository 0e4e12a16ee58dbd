import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import { paymentIntentResponseSchema } from '../../../src/workflows/payment/open/open-payment.ts';
import { quoteResponseSchema } from '../../../src/workflows/reserve/quote-request.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';

export type QuoteAnswer = v.InferOutput<typeof quoteResponseSchema>;
export type CreatedReservation = v.InferOutput<typeof createdReservationSchema>;

export interface Wish {
  readonly item: string;
  readonly from: string;
  readonly to: string;
  readonly guests?: number;
  readonly childAges?: readonly number[];
  readonly extras?: Readonly<Record<string, number>>;
  readonly promotionCode?: string;
  readonly language?: string;
}

export const ada = { name: 'Ada Lovelace', email: 'ada@guests.example' } as const;

let nextAddress = 1;

/** A loopback address that no other call has used: a client with untouched budgets. */
export function newClient(): string {
  nextAddress += 1;
  return `127.${1 + (nextAddress >> 16)}.${(nextAddress >> 8) & 255}.${nextAddress & 255}`;
}

/** The body of an answer by its schema; fails with the answer itself when the status is another. */
export function bodyOf<S extends v.GenericSchema>(
  answer: Answer,
  status: number,
  schema: S,
): v.InferOutput<S> {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return v.parse(schema, answer.json());
}

export async function quote(stack: Stack, wish: Wish): Promise<QuoteAnswer> {
  return bodyOf(
    await stack.call('/quotes', { body: { guests: 1, ...wish }, from: newClient() }),
    201,
    quoteResponseSchema,
  );
}

/** A reservation request for a quote, ready to be posted. */
export function reservationBody(
  token: string,
  guest: Readonly<Record<string, unknown>> = ada,
  language = 'en',
) {
  return { quote: token, guest, language, acceptsPolicy: true };
}

export function postReservation(stack: Stack, token: string, key: string = randomUUID()): Promise<Answer> {
  return stack.call('/reservations', {
    body: reservationBody(token),
    headers: { 'Idempotency-Key': key },
    from: newClient(),
  });
}

/** Quotes and holds. */
export async function reserve(
  stack: Stack,
  wish: Wish,
  guest: Readonly<Record<string, unknown>> = ada,
): Promise<CreatedReservation> {
  const token = (await quote(stack, wish)).quote;
  const answer = await stack.call('/reservations', {
    body: reservationBody(token, guest),
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  return bodyOf(answer, 201, createdReservationSchema);
}

export function authorized(reservation: { readonly manageToken: string }): Record<string, string> {
  return { Authorization: `Bearer ${reservation.manageToken}` };
}

/** Opens the payment of a reservation and answers our id and Stripe's. */
export async function openPayment(
  stack: Stack,
  reservation: CreatedReservation,
): Promise<{ id: string; intentId: string }> {
  const answer = await stack.call('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
    from: newClient(),
  });
  const payment = bodyOf(answer, 201, paymentIntentResponseSchema);
  return { id: payment.id, intentId: intentIdOf(payment) };
}

/** What the page needs to pay at Stripe. */
export function stripeCheckout({ checkout }: v.InferOutput<typeof paymentIntentResponseSchema>) {
  if (!checkout || !('clientSecret' in checkout)) throw new Error('not a payment at Stripe');
  return checkout;
}

/** Stripe's id of a payment. */
export function intentIdOf(payment: v.InferOutput<typeof paymentIntentResponseSchema>): string {
  return stripeCheckout(payment).clientSecret.split('_secret')[0] ?? '';
}

/** Opens the payment of a reservation at PayPal and answers our id and the order's. */
export async function openPaypalPayment(
  stack: Stack,
  reservation: CreatedReservation,
): Promise<{ id: string; orderId: string }> {
  const answer = await stack.call('/payment-intents', {
    body: { reservation: reservation.id, provider: 'paypal' },
    headers: authorized(reservation),
    from: newClient(),
  });
  const { id, checkout } = bodyOf(answer, 201, paymentIntentResponseSchema);
  if (!checkout || !('orderId' in checkout)) throw new Error('not a payment at PayPal');
  return { id, orderId: checkout.orderId };
}

/** Approves at the sandbox PayPal and waits until its events, and what they set off, are through. */
export async function approve(
  stack: Stack,
  orderId: string,
  outcome: Parameters<Stack['paypal']['approve']>[1] = 'success',
): Promise<void> {
  stack.paypal.approve(orderId, outcome);
  await settledAll(stack);
}

/** Waits until what is under way between us and the providers has come to rest. */
export async function settledAll(stack: Stack): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await stack.paypal.settled();
    await stack.stripe.settled();
    await stack.functions.settled();
  }
}

/** Pays at the sandbox and waits until its events, and what they set off, are through. */
export async function pay(
  stack: Stack,
  intentId: string,
  outcome: Parameters<Stack['stripe']['pay']>[1] = 'success',
): Promise<void> {
  stack.stripe.pay(intentId, outcome);
  await stack.stripe.settled();
  await stack.functions.settled();
}

/** From nothing to a confirmed reservation. */
export async function book(stack: Stack, wish: Wish): Promise<CreatedReservation> {
  const reservation = await reserve(stack, wish);
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId);
  return reservation;
}
