import type { Limits } from '../../src/platform/money/provider-limits.ts';
import {
  billed,
  type Credit,
  collected,
  concede,
  dueOfHold,
  left,
  owed,
  type Payment,
  returnable,
  type Stay,
} from './books.ts';
import { cancel, confirm, end, expectRefundMade, giveUpRivals, sendBack } from './expect-event.ts';

/** Ends the holds of an item that have run out. What had been captured and did not suffice goes back, but for what was set aside. */
export function expectExpiry(stays: Iterable<Stay>, itemId: string | undefined, now: number): void {
  for (const stay of stays)
    if (
      stay.status === 'held' &&
      stay.holdExpiresAt <= now &&
      (itemId === undefined || stay.itemId === itemId)
    ) {
      end(stay, 'expired');
      sendBack(stay, returnable(stay));
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
  expectRefundMade(payment, amount, id, !stay.wasConfirmed, true);
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
  cancel(stay, Math.max(0, ...shares), now);
}

/** What a credit can pay of a stay now: what a hold needs, or a balance for which no money is on its way. */
function creditable(stay: Stay, now: number): number {
  if (stay.status === 'held') return stay.holdExpiresAt > now ? dueOfHold(stay) : 0;
  const isOnItsWay = billed(stay).some(({ status }) => status === 'processing');
  return stay.status === 'confirmed' && !isOnItsWay ? owed(stay) : 0;
}

/** How much of a credit a stay can use now: in steps that can be paid, and what it leaves to pay must be payable too. */
export function lendable(stay: Stay, credit: Credit, now: number, limits: Limits | undefined): number {
  const due = credit.currency === stay.currency ? creditable(stay, now) : 0;
  if (due <= 0) return 0;
  if (credit.balance >= due) return Math.max(0, due);
  const { step, least } = limits ?? { step: 1, least: 1 };
  return Math.max(0, Math.min(credit.balance - (credit.balance % step), due - least));
}

/** Sets a part of a credit aside, which confirms a hold that it pays in full; of a balance it is taken at once, and other ways are given up. */
export function expectCredit(
  stay: Stay,
  credit: Credit,
  amount: number,
  now: number,
  paymentId: string,
): void {
  const isBalance = stay.status === 'confirmed';
  credit.balance -= amount;
  if (isBalance) giveUpRivals(stay, undefined, now);
  stay.payments.push({
    id: paymentId,
    stay,
    provider: 'credit',
    purpose: isBalance ? 'balance' : 'booking',
    amount,
    currency: stay.currency,
    createdAt: now,
    credit,
    ref: undefined,
    status: isBalance ? 'succeeded' : 'authorized',
    statusOrder: [-1, 0, ''],
    captured: isBalance ? amount : 0,
    quarantine: null,
    refunds: [],
    disputes: new Map(),
    events: new Set(),
  });
  const isHeld = stay.status === 'held' && stay.holdExpiresAt > now;
  if (!isHeld || dueOfHold(stay) > 0) return;
  giveUpRivals(stay, undefined, now);
  confirm(stay);
}
