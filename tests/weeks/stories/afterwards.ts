import { randomUUID } from 'node:crypto';
import { staff } from '../../support/account/staff.ts';
import { authorized, newClient } from '../../support/booking/booking.ts';
import {
  type Book,
  cancelled,
  concede,
  giveBack,
  inSteps,
  owedOf,
  type Paid,
  paidOf,
  tell,
} from '../checks/book.ts';
import { restFrom } from '../clockwork.ts';
import { between, comes, deed, note, type Season } from '../season.ts';
import { where } from './at-provider.ts';
import { allBackAt } from './outages.ts';
import { givesUp, open, pay } from './paying.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Act {
  readonly atMs: number;
  readonly play: () => Promise<void>;
}

/** All that may become of a booking once it is confirmed. */
export async function afterwards(season: Season, book: Book): Promise<void> {
  const acts = planned(season, book).toSorted((a, b) => a.atMs - b.atMs);
  for (const { atMs, play } of acts) {
    await season.timeline.until(atMs);
    await play();
  }
}

function planned(season: Season, book: Book): Act[] {
  const { timeline, draw } = season;
  const { startsAt, endsAt } = book;
  const now = timeline.now();
  const acts: Act[] = [];
  const may = (trouble: Parameters<typeof comes>[1], probability: number, fromMs: number, toMs: number) => {
    const atMs = between(season, fromMs, toMs);
    return comes(season, trouble, probability) ? atMs : undefined;
  };
  const add = (atMs: number | undefined, play: (atMs: number) => Promise<void>) => {
    if (atMs !== undefined && atMs > now) acts.push({ atMs, play: () => play(atMs) });
  };

  if (book.balanceDueAt !== undefined && book.dueNow < book.total) acts.push(balance(season, book));
  add(may('guest-cancels', 0.2, now + hourMs, startsAt - hourMs), () => cancelByGuest(season, book));
  const share = () => draw.oneOf([0.1, 0.25, 0.5, 1]);
  add(may('staff-refunds', 0.15, now, endsAt + 3 * dayMs), () => refundByStaff(season, book, share()));
  add(may('dashboard-refunds', 0.15, now, endsAt + 3 * dayMs), () =>
    refundInDashboard(season, book, share()),
  );
  const disputesUntil = draw.chance(0.5) ? startsAt - dayMs : endsAt + 3 * dayMs;
  add(may('disputes', 0.2, now, disputesUntil), () => dispute(season, book, share()));
  add(may('taken-back', 0.08, now, endsAt + 3 * dayMs), () => takeBack(season, book));
  add(may('deposit-taken', 0.4, endsAt + hourMs, endsAt + 40 * hourMs), () => takeDeposit(season, book));
  return acts;
}

/** The balance is paid in time, or never, and the booking then cancelled two days after. */
function balance(season: Season, book: Book): Act {
  const { timeline } = season;
  const dueAt = book.balanceDueAt ?? 0;
  const now = timeline.now();
  const never = comes(season, 'unpaid-balance', 0.3);
  const atMs = Math.max(now + hourMs, between(season, dueAt - 8 * dayMs, dueAt + 30 * hourMs));
  const overdueAt = restFrom(Math.max(now, dueAt + 2 * dayMs));
  const overdue: Act = {
    atMs: overdueAt + hourMs / 60,
    play: async () => {
      if (owedOf(book) === 0 || overdueAt >= book.startsAt) return;
      note(season, book, 'has not paid the balance');
      tell(book, 'guest-balance-cancelled');
      tell(book, 'owner-cancellation');
      cancelled(book, overdueAt);
    },
  };
  if (never) return overdue;
  return {
    atMs,
    play: async () => {
      if (owedOf(book) === 0) return;
      const payment = await open(season, book);
      if (payment) return pay(season, book, payment);
      givesUp(season, book);
      timeline.begin(overdue.atMs, overdue.play);
    },
  };
}

async function cancelByGuest(season: Season, book: Book): Promise<void> {
  await known(season, book);
  // An outage may last until the stay has begun, which nobody cancels any more.
  if (book.status !== 'confirmed' || season.timeline.now() >= book.startsAt) return;
  note(season, book, 'cancels');
  const answer = await deed(season, () =>
    season.stack.call(`/reservations/${book.reservation.id}/cancel`, {
      method: 'POST',
      headers: authorized(book.reservation),
      from: newClient(),
    }),
  );
  if (answer.status !== 200) throw new Error(`cancelling: ${answer.status} ${answer.text}`);
  tell(book, 'guest-cancellation');
  tell(book, 'owner-cancellation');
  cancelled(book, season.timeline.now());
}

/** A payment with something left of it, and so much of that. */
function part(season: Season, book: Book, share: number): { payment: Paid; amount: number } | undefined {
  const left = (payment: Paid) => payment.captured - payment.back - payment.disputed;
  const payment = season.draw.anyOf(
    book.payments.filter((one) => one.provider !== 'credit' && left(one) >= one.step),
  );
  if (!payment) return undefined;
  const { step } = payment;
  return { payment, amount: Math.min(left(payment), Math.max(step, inSteps(left(payment) * share, step))) };
}

/** What has just arrived may not have been heard of: what becomes of it then is another story. */
async function known({ timeline }: Season, book: Book): Promise<void> {
  const knownAt = Math.max(0, ...book.payments.map(({ arrivedAt }) => arrivedAt)) + hourMs / 2;
  if (knownAt > timeline.now()) await timeline.until(knownAt);
}

async function refundByStaff(season: Season, book: Book, share: number): Promise<void> {
  await known(season, book);
  const some = part(season, book, share);
  if (!some || book.status !== 'confirmed') return;
  const { payment, amount } = some;
  note(season, book, `the staff refund ${amount}`);
  const answer = await deed(season, () =>
    season.stack.call(`/payments/${payment.id}/refunds`, {
      body: { amount, reason: 'A pity.' },
      headers: { ...staff, 'Idempotency-Key': randomUUID() },
      from: newClient(),
    }),
  );
  if (answer.status !== 202) throw new Error(`refunding: ${answer.status} ${answer.text}`);
  concede(book, payment, amount);
  book.goodwill += amount;
  tell(book, 'guest-refund');
}

async function refundInDashboard(season: Season, book: Book, share: number): Promise<void> {
  await season.timeline.until(allBackAt(season));
  const some = part(season, book, share);
  if (!some || book.status !== 'confirmed') return;
  const { payment, amount } = some;
  note(season, book, `${amount} is refunded in the dashboard`);
  await deed(season, () => where(season, payment).refundInDashboard(payment.ref, amount));
  concede(book, payment, amount);
  book.goodwill += amount;
  tell(book, 'guest-refund');
}

/** A dispute over a part or the whole, decided some days later. Lost with all that was paid for it before the stay begins, it ends it. */
async function dispute(season: Season, book: Book, share: number): Promise<void> {
  const { timeline, draw } = season;
  await timeline.until(allBackAt(season));
  const some = part(season, book, share);
  if (!some || some.payment.isContested || book.status !== 'confirmed') return;
  const { payment, amount } = some;
  payment.isContested = true;
  note(season, book, `disputes ${amount}`);
  const id = await deed(season, () => where(season, payment).openDispute(payment.ref, amount));
  payment.disputed += amount;
  tell(book, 'owner-dispute', 1, 2);
  const decidedAt = between(season, timeline.now() + dayMs, timeline.now() + 8 * dayMs);
  const outcome = draw.chance(0.5) ? 'won' : 'lost';
  // Who asks the bank for the money often cancels as well, while that is undecided.
  const cancelsAt = between(season, timeline.now(), decidedAt);
  if (comes(season, 'guest-cancels', 0.7) && cancelsAt < book.startsAt - hourMs)
    timeline.begin(cancelsAt, () => cancelByGuest(season, book));
  season.timeline.begin(decidedAt, async () => {
    await timeline.until(allBackAt(season));
    note(season, book, `the dispute is ${outcome}`);
    await deed(season, () => where(season, payment).closeDispute(id, outcome));
    payment.disputed -= amount;
    tell(book, 'owner-dispute', 1, 2);
    if (outcome === 'won') sendWaiting(book, amount);
    else lose(book, payment, amount, timeline.now());
  });
}

/** All of a payment comes back to the guest without a dispute: a debit that is returned, a reversal. It is as a dispute that is lost at once. */
async function takeBack(season: Season, book: Book): Promise<void> {
  await season.timeline.until(allBackAt(season));
  const untouched = book.payments.filter(
    (one) => one.provider !== 'credit' && one.captured > 0 && one.back === 0 && !one.isContested,
  );
  const payment = season.draw.anyOf(untouched);
  if (!payment || book.status !== 'confirmed') return;
  payment.isContested = true;
  note(season, book, `${payment.captured} is taken back at ${payment.provider}`);
  await deed(season, () => where(season, payment).takeBack(payment.ref));
  tell(book, 'owner-dispute');
  lose(book, payment, payment.captured, season.timeline.now());
}

/** What a dispute withheld of what goes back goes back now. */
function sendWaiting(book: Book, amount: number): void {
  const { sent } = giveBack(book, Math.min(amount, book.waiting));
  book.waiting -= sent;
  if (sent > 0) tell(book, 'guest-dispute-rest');
}

function lose(book: Book, payment: Paid, amount: number, atMs: number): void {
  concede(book, payment, amount);
  // The guest has it from the bank.
  book.waiting = Math.max(0, book.waiting - amount);
  if (book.status !== 'confirmed' || paidOf(book) + book.goodwill > 0 || atMs >= book.startsAt) return;
  tell(book, 'guest-dispute-cancelled');
  tell(book, 'owner-cancellation');
  cancelled(book, atMs);
}

/** The staff keep a part of what is held. */
async function takeDeposit(season: Season, book: Book): Promise<void> {
  const { reservation } = book;
  const { amount: held, currency } = reservation.securityDeposit;
  if (held === 0 || book.status !== 'confirmed') return;
  // What every provider moves.
  const amount = inSteps(held * season.draw.oneOf([0.2, 0.5, 1]), 100);
  note(season, book, `${amount} of the deposit is taken`);
  const answer = await deed(season, () =>
    season.stack.call(`/security-deposits/${reservation.id}/capture`, {
      body: { amount, reason: 'A broken vase.', evidenceNote: 'A photograph of it.' },
      headers: staff,
      from: newClient(),
    }),
  );
  // It may not be held yet, when the provider was away at its time.
  if (answer.status === 409 && season.outages.length > 0) return note(season, book, 'nothing is held');
  if (answer.status !== 202) throw new Error(`taking ${amount} ${currency}: ${answer.status} ${answer.text}`);
  book.depositTaken = amount;
}
