import { type Minor, minor } from '../../../platform/money/money.ts';
import type { Quote } from '../../../terms/quote.ts';
import type { ChangeBasis } from './change-basis.ts';

const dayMs = 86_400_000;
/** What the staff make dearer is due so many days later at the earliest. */
const shortestWaitDays = 3;

interface ChangedMoney {
  /** What it costs before and then, less what was taken off. */
  readonly priceBefore: Minor;
  readonly price: Minor;
  /** What is to be paid then, and by when. */
  readonly due: Minor;
  readonly dueAt: Date | null;
  /** What goes back. */
  readonly back: Minor;
}

/**
 * What becomes of the money of a reservation that has these terms from now on. The change itself reckons in
 * the database, under its locks (`changed_money`, `changed_plan`); a test holds the two together.
 */
export function changedMoney(basis: ChangeBasis, quote: Quote, now: Date): ChangedMoney {
  const { reservation, money } = basis;
  const priceBefore = minor(reservation.total - money.credited);
  const then =
    reservation.status === 'confirmed' ? confirmedMoney(basis, quote, now) : heldMoney(basis, quote);
  return { priceBefore, ...then };
}

function heldMoney(
  { reservation, money, awaitsReview }: ChangeBasis,
  { total, paymentPlan }: Quote,
): Omit<ChangedMoney, 'priceBefore'> {
  const due = Math.max(0, paymentPlan.dueNow - money.toward);
  if (due > 0 || awaitsReview)
    return {
      price: total,
      due: minor(due),
      dueAt: due > 0 ? reservation.holdExpiresAt : null,
      back: minor(0),
    };
  // What has come is enough now, and confirms it.
  const collected = money.toward - money.givenBack;
  const back = Math.max(0, Math.min(collected, money.toward - total));
  const paid = collected - back;
  const price = total - Math.max(0, Math.min(money.givenBack, total, total - paid));
  const balance = Math.max(0, price - paid);
  const { balanceDueAt } = paymentPlan;
  return {
    price: minor(price),
    due: minor(balance),
    dueAt: balance > 0 && balanceDueAt ? new Date(balanceDueAt) : null,
    back: minor(back),
  };
}

function confirmedMoney(
  { money }: ChangeBasis,
  { total, paymentPlan: { balanceDueAt }, startsAt }: Quote,
  now: Date,
): Omit<ChangedMoney, 'priceBefore'> {
  const goodwill = Math.min(money.credited - money.conceded, total);
  const left = total - goodwill;
  const conceded = Math.min(money.givenBack, left, Math.max(money.conceded, left - money.paid));
  const price = minor(left - Math.max(0, conceded));
  const due = minor(Math.max(0, Math.min(price, price - money.paid)));
  const earliest = now.getTime() + shortestWaitDays * dayMs;
  const wanted = Math.max(balanceDueAt ? Date.parse(balanceDueAt) : 0, earliest);
  const dueAt = new Date(Math.max(now.getTime(), Math.min(wanted, Date.parse(startsAt))));
  const back = minor(Math.max(0, money.paid - money.setAside - price));
  return { price, due, dueAt: due > 0 ? dueAt : null, back };
}
