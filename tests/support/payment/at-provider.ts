import * as v from 'valibot';
import { statementSchema } from '../../../src/ledger/statement.ts';
import { documentListSchema } from '../../../src/workflows/document/documents.ts';
import { staff } from '../account/staff.ts';
import {
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../booking/booking.ts';
import { cloneItem } from '../booking/cloned-item.ts';
import type { Stack } from '../harness/stack.ts';

export type Provider = 'stripe' | 'paypal';
export const both = ['stripe', 'paypal'] as const;

/** Pays what is due now, and answers what the provider calls it. */
export async function payDue(stack: Stack, provider: Provider, reservation: CreatedReservation) {
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    await settledAll(stack);
    return { id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  return { id, ref: orderId };
}

export async function booked(stack: Stack, provider: Provider, columns: Record<string, unknown> = {}) {
  const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
  return { reservation, ...(await payDue(stack, provider, reservation)) };
}

const euros = (amount: number) => ({ currency_code: 'EUR', value: (amount / 100).toFixed(2) });

/** A refund that somebody makes in the provider's dashboard. Answers its id there. */
export async function refundAtProvider(
  stack: Stack,
  provider: Provider,
  ref: string,
  amount: number,
): Promise<string> {
  const { id } =
    provider === 'stripe'
      ? stack.stripe.refundInDashboard(ref, amount)
      : stack.paypal.refundInDashboard(stack.paypal.capturesOf(ref)[0] ?? '', euros(amount));
  await settledAll(stack);
  return id;
}

/** A dispute that somebody opens over an amount of a payment. Answers how to end it. */
export async function openDispute(stack: Stack, provider: Provider, ref: string, amount: number) {
  const id =
    provider === 'stripe'
      ? stack.stripe.openDispute(ref, { amount }).id
      : stack.paypal.openDispute(stack.paypal.capturesOf(ref)[0] ?? '', euros(amount)).dispute_id;
  await settledAll(stack);
  return async (outcome: 'won' | 'lost'): Promise<void> => {
    if (provider === 'stripe') stack.stripe.closeDispute(id, outcome);
    else stack.paypal.resolveDispute(id, outcome);
    await settledAll(stack);
  };
}

/** A dispute over a part, lost. */
export async function loseDispute(
  stack: Stack,
  provider: Provider,
  ref: string,
  amount: number,
): Promise<void> {
  const end = await openDispute(stack, provider, ref, amount);
  await end('lost');
}

const money = v.looseObject({ amount: v.number() });

/** What every side says of a reservation: the page, the way to pay, the preview, the statement, the documents. */
export async function said(stack: Stack, reservation: CreatedReservation) {
  const get = (path: string, headers: Record<string, string> = authorized(reservation)) =>
    stack.call(`/reservations/${reservation.id}${path}`, { headers, from: newClient() });
  const shown = bodyOf(
    await get(''),
    200,
    v.looseObject({ status: v.string(), paid: money, amountDue: money }),
  );
  const preview = bodyOf(await get('/cancellation'), 200, v.looseObject({ paid: money, refund: money }));
  const statement = bodyOf(await get('/statement', staff), 200, statementSchema);
  const listed = await stack.call(`/documents/${reservation.id}`, { headers: staff, from: newClient() });
  const { documents } = bodyOf(listed, 200, documentListSchema);
  const opened = await stack.call('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
    from: newClient(),
  });
  const asked = opened.status === 201 ? v.parse(v.object({ amount: money }), opened.json()).amount.amount : 0;
  const corrections = documents.filter(({ kind }) => kind === 'credit-note' || kind === 'debit-note');
  return {
    status: shown.status,
    paid: shown.paid.amount,
    due: shown.amountDue.amount,
    asked,
    balance: statement.balance.amount,
    refundable: preview.refund.amount,
    previewPaid: preview.paid.amount,
    corrections: corrections.map(({ kind, amount }) => `${kind} ${amount.amount}`).sort(),
    corrected: corrections.map(({ id }) => id),
  };
}
