import type { Limits } from '../../src/platform/provider-limits.ts';
import {
  billed,
  type Credit,
  collected,
  concede,
  dueOfHold,
  left,
  type Payment,
  refunding,
  type Stay,
} from './books.ts';
import { cancel, confirm, end, expectRefundMade, sendBack } from './expect-event.ts';

/** Ends the holds of an item that have run out. What had been captured and did not suffice goes back, but for what was set aside. */
export function expectLapse(stays: Iterable<Stay>, itemId: string | undefined, now: number): void {
  for (const stay of stays)
    if (
      stay.status === 'held' &&
      stay.holdExpiresAt <= now &&
      (itemId === undefined || stay.itemId === itemId)
    ) {
      end(stay, 'lapsed');
      const came = billed(stay).filter((payment) => payment.captured > refunding(payment));
      if (came.every(({ quarantine }) => quarantine === null))
        sendBack(
          stay,
          came.reduce((sum, payment) => sum + payment.captured - refunding(payment), 0),
        );
    }
}

/** Whether the staff may send back so much, or everything that is left; and what it comes to. */
export function refundable(payment: Payment, wanted: number | undefined): number | undefined {
  const amount = wanted ?? left(payment);
  return amount >= 1 && amount <= left(payment) ? amount : undefined;
}

/** A refund of the staff takes as much off the sale, except what was beyond the price. */
export function expectStaffRefund(payment: Payment, amount: number, id: string): void {
  const { stay } = payment;
  const beyond = Math.max(0, collected(stay) - (stay.total - stay.credited));
  expectRefundMade(payment, amount, id, !stay.wasConfirmed);
  if (stay.wasConfirmed && payment.purpose !== 'security-deposit')
    stay.credited = Math.min(stay.total, stay.credited + Math.max(0, amount - beyond));
  concede(stay);
}

export function isCancellable({ status, startsAt, holdExpiresAt }: Stay, now: number): boolean {
  return startsAt > now && (status === 'confirmed' || (status === 'held' && holdExpiresAt > now));
}

/** Cancelling by the frozen policy. */
export function expectCancellation(stay: Stay, now: number): void {
  const shares = stay.tiers
    .filter(({ hoursBefore }) => stay.startsAt - hoursBefore * 3_600_000 >= now)
    .map(({ refundBasisPoints }) => refundBasisPoints);
  cancel(stay, Math.max(0, ...shares));
}

/** How much of a credit a hold can use now: in steps that can be paid, and what it leaves to pay must be payable too. */
export function lendable(stay: Stay, credit: Credit, now: number, limits: Limits | undefined): number {
  if (stay.status !== 'held' || stay.holdExpiresAt <= now || credit.currency !== stay.currency) return 0;
  const due = dueOfHold(stay);
  if (credit.balance >= due) return Math.max(0, due);
  const { step, least } = limits ?? { step: 1, least: 1 };
  return Math.max(0, Math.min(credit.balance - (credit.balance % step), due - least));
}

/** Sets a part of a credit aside, which confirms a hold that it pays in full. */
export function expectCredit(
  stay: Stay,
  credit: Credit,
  amount: number,
  now: number,
  paymentId: string | undefined,
): void {
  if (amount > 0 && paymentId !== undefined) {
    credit.balance -= amount;
    stay.payments.push({
      id: paymentId,
      stay,
      provider: 'credit',
      purpose: 'booking',
      amount,
      currency: stay.currency,
      createdAt: now,
      credit,
      ref: undefined,
      status: 'authorized',
      standing: [-1, 0, ''],
      captured: 0,
      quarantine: null,
      refunds: [],
      disputes: new Map(),
      events: new Set(),
    });
  }
  const isHeld = stay.status === 'held' && stay.holdExpiresAt > now;
  if (isHeld && dueOfHold(stay) <= 0) confirm(stay);
}
