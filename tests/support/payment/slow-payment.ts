import * as v from 'valibot';
import {
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  settledAll,
} from '../booking/booking.ts';
import type { Stack } from '../harness/stack.ts';

export type Provider = 'stripe' | 'paypal';

/** Pays by a method that takes days. Answers what it is called at the provider. */
export async function payDelayed(
  stack: Stack,
  provider: Provider,
  reservation: CreatedReservation,
): Promise<string> {
  if (provider === 'stripe') {
    const { intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId, 'processing');
    await settledAll(stack);
    return intentId;
  }
  const { orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId, 'pending');
  return stack.paypal.capturesOf(orderId)[0] ?? '';
}

/** The bank has decided, days later. */
export async function decide(stack: Stack, provider: Provider, ref: string, arrives: boolean): Promise<void> {
  if (provider === 'stripe') stack.stripe.pay(ref, arrives ? 'success' : 'decline');
  else stack.paypal.completePending(ref, arrives ? 'completed' : 'declined');
  await settledAll(stack);
}

/** What the guest sees of a reservation whose payment may be in process. */
export async function shown(stack: Stack, reservation: CreatedReservation) {
  return bodyOf(
    await stack.call(`/reservations/${reservation.id}`, {
      headers: authorized(reservation),
      from: newClient(),
    }),
    200,
    v.looseObject({
      status: v.string(),
      holdExpiresAt: v.nullable(v.string()),
      amountDue: v.object({ amount: v.number(), currency: v.string() }),
      paymentInProcess: v.nullable(v.looseObject({ keptUntil: v.nullable(v.string()) })),
    }),
  );
}
