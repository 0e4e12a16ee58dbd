import type { MailTemplate } from '../../src/notification/template-names.ts';
import type { ProviderName } from '../../src/payment/provider.ts';
import type { CreatedReservation } from '../support/booking.ts';

/** What came of a provider's payment, by what was done at the provider. */
export interface Paid {
  readonly id: string;
  readonly provider: ProviderName;
  /** The PaymentIntent, or the order. */
  readonly ref: string;
  captured: number;
  /** Refunded, or lost in a dispute. */
  back: number;
  /** Asked back in a dispute that is open. */
  disputed: number;
}

/** The simplest bookkeeping of one guest: what was paid, what went back, what is owed, and what they must have been told. */
export interface Book {
  readonly reservation: CreatedReservation;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly total: number;
  readonly dueNow: number;
  readonly balanceDueAt: number | undefined;
  status: CreatedReservation['status'];
  holdEndsAt: number;
  /** Taken off the price since: given back at the provider or by the staff, or lost in a dispute. */
  conceded: number;
  /** What was kept when it was cancelled; nothing is owed then. */
  payments: Paid[];
  /** How often each mail may have been written, at least and at most. What is not here may not. */
  readonly told: Map<MailTemplate, { least: number; most: number }>;
  /** From when on nothing was owed, and until when. */
  readonly owing: { atMs: number; owed: number }[];
  /** Goes back as soon as a dispute that withholds it is won. */
  waiting: number;
  depositTaken: number;
  /** In plain words, for whoever looks at a failure. */
  readonly diary: string[];
}

export function openBook(reservation: CreatedReservation): Book {
  return {
    reservation,
    startsAt: Date.parse(reservation.startsAt),
    endsAt: Date.parse(reservation.endsAt),
    total: reservation.total.amount,
    dueNow: reservation.amountDue.amount,
    balanceDueAt: reservation.balanceDueAt ? Date.parse(reservation.balanceDueAt) : undefined,
    status: 'held',
    holdEndsAt: Date.parse(reservation.holdExpiresAt ?? ''),
    conceded: 0,
    payments: [],
    told: new Map(),
    owing: [],
    waiting: 0,
    depositTaken: 0,
    diary: [],
  };
}

/** What the guest has paid and not got back. */
export function paidOf(book: Book): number {
  return book.payments.reduce((sum, { captured, back }) => sum + captured - back, 0);
}

/** What the guest still has to pay of a confirmed booking. */
export function owedOf(book: Book): number {
  return book.status === 'confirmed' ? Math.max(0, book.total - book.conceded - paidOf(book)) : 0;
}

/** A mail that must be written: once more than so far, or perhaps. */
export function tell(book: Book, template: MailTemplate, least = 1, most = least): void {
  const told = book.told.get(template) ?? { least: 0, most: 0 };
  book.told.set(template, { least: told.least + least, most: told.most + most });
}

/** Money has arrived at the provider. Enough of it confirms a hold. */
export function arrived(book: Book, payment: Paid, amount: number): void {
  payment.captured += amount;
  if (book.status !== 'held' || paidOf(book) < book.dueNow) return;
  book.status = 'confirmed';
  tell(book, 'guest-confirmation');
  tell(book, 'owner-new-reservation');
}

/** The business has given money back by hand, or lost it: it comes off the price, but for what was paid beyond it. */
export function concede(book: Book, payment: Paid, amount: number): void {
  if (book.status === 'confirmed') {
    const beyond = Math.max(0, paidOf(book) - (book.total - book.conceded));
    book.conceded += Math.max(0, amount - beyond);
  }
  payment.back += amount;
}

/** The booking ends: the policy decides what goes back of the price, the newest payment first; what is beyond the price goes back whole. */
export function cancelled(book: Book, atMs: number): void {
  const { tiers } = book.reservation.cancellationPolicy;
  const noticeHours = (book.startsAt - atMs) / 3_600_000;
  const share = Math.max(
    0,
    ...tiers.filter((tier) => noticeHours >= tier.hoursBefore).map((tier) => tier.refundBasisPoints),
  );
  const paid = paidOf(book);
  const price = book.status === 'held' ? 0 : book.total - book.conceded;
  const beyond = Math.max(0, paid - price);
  const back = beyond + Math.min(paid - beyond, Math.round(((paid - beyond) * share) / 10_000));
  book.status = 'cancelled';
  book.waiting = back - giveBack(book, back);
}

/** Sends money back, the newest payment first, and answers how much. What is disputed cannot be sent. */
export function giveBack(book: Book, amount: number): number {
  let left = amount;
  let parts = 0;
  for (const payment of book.payments.toReversed()) {
    const part = Math.min(left, payment.captured - payment.back - payment.disputed);
    if (part <= 0) continue;
    payment.back += part;
    left -= part;
    parts += 1;
  }
  if (parts > 0) tell(book, 'guest-refund', parts);
  return amount - left;
}
