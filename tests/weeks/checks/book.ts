import type { MailTemplate } from '../../../src/outbox/kinds.ts';
import type { ProviderName } from '../../../src/payment/provider/provider.ts';
import type { CreatedReservation } from '../../support/booking/booking.ts';

/** What came of a provider's payment, by what was done at the provider. */
export interface Paid {
  readonly id: string;
  readonly provider: ProviderName | 'credit';
  /** The PaymentIntent, or the order; nothing of a gift card. */
  readonly ref: string;
  /** What it moves at a time. */
  readonly step: number;
  captured: number;
  /** When that arrived; nobody here need know it for half an hour. */
  arrivedAt: number;
  /** Refunded, or lost in a dispute. */
  back: number;
  /** Asked back in a dispute that is open. */
  disputed: number;
  /** There was a dispute about it, or it was taken back without one. */
  isContested: boolean;
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
  /** Given back by the staff or in the dashboard. */
  goodwill: number;
  /** What was kept when it was cancelled; nothing is owed then. */
  payments: Paid[];
  /** How often each mail may have been written, at least and at most. What is not here may not. */
  readonly told: Map<MailTemplate, { least: number; most: number }>;
  /** From when on nothing was owed, and until when. */
  readonly owing: { atMs: number; owed: number }[];
  /** Goes back as soon as a dispute that withholds it is won. */
  waiting: number;
  depositTaken: number;
  /** What a gift card that was sold to the guest held. */
  card: number;
  /** What gift cards have set aside for the hold. */
  lent: number;
  /** In plain words, for whoever looks at a failure. */
  readonly diary: string[];
}

/** A payment of which nothing has come yet. */
export function madeBy(provider: Paid['provider'], id: string, ref: string, step: number): Paid {
  return { provider, id, ref, step, captured: 0, arrivedAt: 0, back: 0, disputed: 0, isContested: false };
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
    goodwill: 0,
    payments: [],
    told: new Map(),
    owing: [],
    waiting: 0,
    depositTaken: 0,
    card: 0,
    lent: 0,
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
  confirmIfPaid(book);
}

/** Confirms a hold as soon as what was paid and what gift cards have lent is enough; that is taken of them then. */
export function confirmIfPaid(book: Book): void {
  if (book.status !== 'held' || paidOf(book) + book.lent < book.dueNow) return;
  book.status = 'confirmed';
  if (book.lent > 0) {
    book.payments.unshift({ ...madeBy('credit', '', '', 1), captured: book.lent });
    book.lent = 0;
  }
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
  const step = Math.max(1, ...book.payments.filter(({ captured }) => captured > 0).map((one) => one.step));
  const priced = paid - beyond;
  const ofPrice = share === 10_000 ? priced : inSteps(Math.round((priced * share) / 10_000), step);
  const back = beyond + Math.min(priced, ofPrice);
  book.status = 'cancelled';
  book.waiting = back - giveBack(book, back).sent;
}

/** The nearest amount of whole steps. */
export const inSteps = (amount: number, step: number) => Math.round(amount / step) * step;

/**
 * Sends money back, and answers how much and in how many refunds: what moves in large steps first, so that what moves in small ones takes the rest; else the newest
 * payment first, and gift cards last. What is disputed cannot be sent.
 */
export function giveBack(book: Book, amount: number): { readonly sent: number; readonly parts: number } {
  let left = amount;
  let parts = 0;
  const isCredit = ({ provider }: Paid) => (provider === 'credit' ? 1 : 0);
  const inTurn = book.payments
    .toReversed()
    .toSorted((one, other) => isCredit(one) - isCredit(other) || other.step - one.step);
  for (const payment of inTurn) {
    const wanted = Math.min(left, payment.captured - payment.back - payment.disputed);
    const part = wanted - (wanted % payment.step);
    if (part <= 0) continue;
    payment.back += part;
    left -= part;
    // A gift card has it at once, as the mail about the cause says.
    if (payment.provider !== 'credit') parts += 1;
  }
  return { sent: amount - left, parts };
}
