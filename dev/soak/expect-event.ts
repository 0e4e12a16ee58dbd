import type {
  DisputeFact,
  PaymentFact,
  ProviderEvent,
  RefundFact,
} from '../../src/payment/provider/provider.ts';
import {
  billed,
  type Credit,
  collected,
  concede,
  dueOfHold,
  goodwill,
  isLater,
  isSetAside,
  left,
  lent,
  type Payment,
  refunding,
  returnable,
  type StatusOrder,
  type Stay,
  taken,
} from './books.ts';
import { endDeposit, expectDeposit } from './expect-deposit.ts';

/** What an event must do to the payment that it is about. Told again it does nothing. Lapsed holds have ended before. */
export function expectEvent(payment: Payment, event: ProviderEvent, now: number): void {
  if (payment.events.has(event.eventId)) return;
  payment.events.add(event.eventId);
  const { fact } = event;
  if (fact?.kind === 'payment') expectPayment(payment, event, fact, fact.captured, now);
  if (fact?.kind === 'refund') expectRefund(payment, event, fact, now);
  if (fact?.kind === 'dispute') expectDispute(payment, event, fact, now);
}

const paymentRanks: Record<PaymentFact['status'], number> = {
  pending: 0,
  processing: 1,
  failed: 1,
  authorized: 1.5,
  canceled: 2,
  succeeded: 3,
};

type SaidOfPayment = Pick<PaymentFact, 'providerRef' | 'status' | 'currency'>;

function expectPayment(
  payment: Payment,
  event: ProviderEvent,
  fact: SaidOfPayment,
  captured: number,
  now: number,
): void {
  const wasSetAside = payment.quarantine !== null;
  const wrong = mismatch(payment, fact, captured);
  payment.quarantine ??= wrong;
  const isSame = fact.currency === payment.currency && (payment.ref ?? fact.providerRef) === fact.providerRef;
  payment.ref ??= fact.providerRef;
  const statusOrder: StatusOrder = [paymentRanks[fact.status], event.occurredAt.getTime(), event.eventId];
  const before = payment.status;
  if (isLater(statusOrder, payment.statusOrder)) {
    payment.statusOrder = statusOrder;
    payment.status = fact.status;
  }
  if (payment.status !== before) keepTime(payment, before, now);
  const more = isSame ? Math.max(0, captured - payment.captured) : 0;
  payment.captured += more;
  if (payment.purpose !== 'security-deposit') {
    const isGenuine = fact.status === 'succeeded' && wrong === null && payment.captured === payment.amount;
    // A genuine success after what was set aside brings in all that was asked for.
    if (more > 0 && wasSetAside && isGenuine)
      expectMoney(payment, payment.captured - refunding(payment), now);
    else if (more > 0 && payment.quarantine === null) expectMoney(payment, more, now);
  } else if (payment.quarantine === null && payment.status !== before) expectDeposit(payment, more, now);
}

const dayMs = 86_400_000;

/**
 * Money on its way keeps the time of a hold, for fourteen business days, and when it fails, there is a day to pay: not on the last day, and
 * not longer than 45 days. What fails when nothing is left to pay, or beside money on its way by another way, changes nothing.
 */
function keepTime(payment: Payment, before: PaymentFact['status'], now: number): void {
  const { purpose, status, stay } = payment;
  if (purpose === 'security-deposit' || stay.status !== 'held' || stay.holdExpiresAt <= now) return;
  const bound = Math.min(stay.startsAt - dayMs, stay.createdAt + 45 * dayMs);
  if (status === 'processing') {
    let until = now;
    for (let left = 14; left > 0; ) {
      until += dayMs;
      if (![0, 6].includes(new Date(until).getUTCDay())) left -= 1;
    }
    stay.holdExpiresAt = Math.max(stay.holdExpiresAt, Math.min(until, bound));
  } else if (before === 'processing' && (status === 'failed' || status === 'canceled')) {
    const isOtherOnItsWay = billed(stay).some((other) => other !== payment && other.status === 'processing');
    if (dueOfHold(stay) > 0 && !isOtherOnItsWay)
      stay.holdExpiresAt = Math.min(now + dayMs, Math.max(stay.holdExpiresAt, bound));
  }
}

function mismatch(payment: Payment, fact: SaidOfPayment, captured: number): string | null {
  if (fact.status === 'succeeded') {
    if (fact.currency !== payment.currency) return 'currency-mismatch';
    const isWhole = payment.purpose !== 'security-deposit';
    if (isWhole ? captured !== payment.amount : captured > payment.amount) return 'amount-mismatch';
  }
  return payment.ref !== undefined && payment.ref !== fact.providerRef ? 'reference-mismatch' : null;
}

/** Other ways that were open are given up: what they were opened for is no longer due. */
export function giveUpRivals({ payments }: Stay, payment: Payment | undefined, now: number): void {
  for (const other of payments) {
    const isOpen = other.status === 'pending' || other.status === 'failed';
    if (other === payment || other.purpose === 'security-deposit' || !isOpen) continue;
    other.status = 'canceled';
    other.statusOrder = [2, now, 'replaced'];
  }
}

/** New money for a bill: it confirms what it pays, and what is late, double or too much goes back. */
function expectMoney(payment: Payment, more: number, now: number): void {
  const { stay } = payment;
  giveUpRivals(stay, payment, now);
  const before = stay.status;
  const hasPlace = before === 'held' || (before === 'expired' && stay.startsAt > now);
  if (before === 'expired' && hasPlace) lendAgain(stay);
  // What was given back while it was held nobody is asked for, so what comes instead of it goes back as well.
  const covered = collected(stay) + taken(stay) + lent(stay);
  const beyond = (sum: number) => Math.min(more, Math.max(0, sum - (stay.total - stay.credited)));
  let back = more;
  if (hasPlace && dueOfHold(stay) <= 0) {
    back = beyond(covered);
    confirm(stay);
  } else if (before === 'confirmed' && payment.purpose === 'balance') back = beyond(collected(stay));
  if (back > 0)
    payment.refunds.push({
      id: undefined,
      ref: undefined,
      amount: back,
      status: 'pending',
      isTheirs: false,
      isGoodwill: false,
    });
  if (back > 0 || stay.status !== before) concede(stay);
}

/** What was lent to a hold that lapsed is taken again, all of it, where a late payment does not reach without it. */
function lendAgain(stay: Stay): void {
  const given = stay.payments.filter(({ credit, status }) => credit && status === 'canceled');
  const wanted = new Map<Credit, number>();
  for (const { credit, amount } of given) if (credit) wanted.set(credit, (wanted.get(credit) ?? 0) + amount);
  const sum = given.reduce((all, { amount }) => all + amount, 0);
  const isThere = [...wanted].every(([credit, amount]) => credit.balance >= amount);
  if (dueOfHold(stay) <= 0 || dueOfHold(stay) > sum || !isThere) return;
  for (const payment of given) payment.status = 'authorized';
  for (const [credit, amount] of wanted) credit.balance -= amount;
}

/** A confirmed stay is sold, and takes what was set aside for it. */
export function confirm(stay: Stay): void {
  stay.status = 'confirmed';
  stay.wasConfirmed = true;
  const { securityDeposit: amount, depositTimes } = stay;
  if (amount > 0)
    stay.deposit ??= {
      amount,
      captured: 0,
      status: 'scheduled',
      heldBy: undefined,
      authorizeAt: depositTimes.authorizeAt,
    };
  for (const payment of stay.payments) {
    if (!payment.credit || payment.status !== 'authorized') continue;
    payment.status = 'succeeded';
    payment.captured = payment.amount;
  }
  concede(stay);
}

/** A stay that ends before it was sold gives back what was set aside for it. */
export function end(stay: Stay, status: 'expired' | 'cancelled'): void {
  stay.status = status;
  for (const payment of stay.payments) {
    if (!payment.credit || payment.status !== 'authorized') continue;
    payment.status = 'canceled';
    payment.credit.balance += payment.amount;
  }
}

/** What goes back or is disputed has come in before, also when nobody has told so yet. */
function expectCapture(
  payment: Payment,
  event: ProviderEvent,
  { amount, currency, payment: { providerRef } }: RefundFact | DisputeFact,
  now: number,
): void {
  if (payment.captured > 0 || currency !== payment.currency) return;
  const implied = payment.purpose === 'security-deposit' ? amount : payment.amount;
  expectPayment(payment, event, { providerRef, status: 'succeeded', currency }, implied, now);
}

const refundRanks = { pending: 0, succeeded: 1, failed: 2 } as const;

function expectRefund(payment: Payment, event: ProviderEvent, fact: RefundFact, now: number): void {
  const isOurs = fact.currency === payment.currency;
  expectCapture(payment, event, fact, now);
  const known =
    payment.refunds.find(({ id }) => id !== undefined && id === fact.refundId) ??
    payment.refunds.find(({ ref }) => ref === fact.providerRef);
  if (known) {
    if (!isOurs || known.amount !== fact.amount) payment.quarantine ??= 'refund-mismatch';
    else {
      known.ref ??= fact.providerRef;
      if (refundRanks[fact.status] > refundRanks[known.status]) known.status = fact.status;
      concede(payment.stay);
    }
  } else if (isOurs && payment.captured - refunding(payment) >= fact.amount) {
    const { providerRef: ref, amount, status } = fact;
    payment.refunds.push({ id: undefined, ref, amount, status, isTheirs: true, isGoodwill: true });
    concede(payment.stay);
  } else payment.quarantine ??= 'refund-mismatch';
}

const disputeRanks: Record<DisputeFact['status'], number> = {
  inquiry: -1,
  'needs-response': 0,
  'under-review': 1,
  won: 2,
  lost: 2,
};

function expectDispute(payment: Payment, event: ProviderEvent, fact: DisputeFact, now: number): void {
  const { stay } = payment;
  expectCapture(payment, event, fact, now);
  const statusOrder: StatusOrder = [disputeRanks[fact.status], event.occurredAt.getTime(), event.eventId];
  const known = payment.disputes.get(fact.providerRef);
  if (known && !isLater(statusOrder, known.statusOrder)) {
    concede(stay);
    return;
  }
  const before = known?.status;
  // What is known of a dispute first is its amount for good.
  const amount = known?.amount ?? fact.amount;
  payment.disputes.set(fact.providerRef, { amount, status: fact.status, statusOrder });
  concede(stay);
  if (before === fact.status || payment.purpose === 'security-deposit') return;
  const hasPlace = (stay.status === 'held' && stay.holdExpiresAt > now) || stay.status === 'confirmed';
  if (fact.status === 'lost' && hasPlace && stay.startsAt > now && collected(stay) + goodwill(stay) <= 0)
    cancel(stay, 10_000, now);
  const kept = stay.wasConfirmed ? stay.total - stay.credited : 0;
  if (fact.status === 'won' && (stay.status === 'cancelled' || stay.status === 'expired'))
    sendBack(stay, Math.min(amount, returnable(stay) - kept));
}

/** What was paid beyond the price goes back whole, the rest by a share in 1/10,000. A hold is no sale: all goes back. */
export function cancel(stay: Stay, basisPoints: number, now: number): void {
  giveUpRivals(stay, undefined, now);
  stay.concessionKept = stay.conceded;
  const paid = returnable(stay);
  const price = stay.status === 'held' ? 0 : stay.total - stay.credited;
  const shared = (BigInt(Math.max(0, Math.min(paid, price))) * BigInt(basisPoints) * 2n + 10_000n) / 20_000n;
  const due = Math.max(0, paid - price) + Number(shared);
  if (stay.status === 'confirmed')
    stay.credited = Math.max(stay.credited, stay.total - Math.max(0, paid - due));
  sendBack(stay, due);
  end(stay, 'cancelled');
  endDeposit(stay);
}

/** What goes back of a bill: the newest payment first, gift cards and store credit last; nothing of what was set aside. */
export function sendBack(stay: Stay, due: number): void {
  const sources = billed(stay)
    .filter((payment) => left(payment) > 0 && !isSetAside(payment))
    .sort(
      (one, other) =>
        Number(one.credit !== undefined) - Number(other.credit !== undefined) ||
        other.createdAt - one.createdAt ||
        (one.id < other.id ? 1 : -1),
    );
  let rest = due;
  for (const payment of sources) {
    const amount = Math.min(left(payment), rest);
    if (amount <= 0) break;
    rest -= amount;
    expectRefundMade(payment, amount, undefined);
  }
  if (rest < due) concede(stay);
}

/** A refund of ours. Of a gift card or store credit it is done at once: the money never left. */
export function expectRefundMade(
  payment: Payment,
  amount: number,
  id: string | undefined,
  isConceded = false,
  isGoodwill = false,
): void {
  const { credit } = payment;
  payment.refunds.push({
    id,
    ref: undefined,
    amount,
    status: credit ? 'succeeded' : 'pending',
    isTheirs: isConceded,
    isGoodwill,
  });
  if (credit) credit.balance += amount;
}
