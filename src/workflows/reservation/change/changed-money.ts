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
 * What becomes of the money of a reservation that has these terms from now on. The change itself reckons in the database,
 * under its locks (`changed_money`, `changed_plan`); a test holds the two together.
 */
export function changedMoney({ reservation, money }: ChangeBasis, quote: Quote, now: Date): ChangedMoney {
  const { status, total, confirmedAt } = reservation;
  const priceBefore = minor(total - money.credited);
  const { dueNow, balanceDueAt } = quote.paymentPlan;
  if (status === 'held') {
    const due = minor(Math.max(0, dueNow - money.toward));
    const back = minor(due > 0 ? 0 : Math.max(0, money.toward - quote.total));
    return { priceBefore, price: quote.total, due, dueAt: due > 0 ? reservation.holdExpiresAt : null, back };
  }
  const goodwill = Math.min(money.credited - money.conceded, quote.total);
  const left = quote.total - goodwill;
  const conceded = confirmedAt
    ? Math.max(0, Math.min(money.givenBack, left, Math.max(money.conceded, left - money.paid)))
    : 0;
  const price = minor(left - conceded);
  const due = minor(Math.max(0, Math.min(price, price - money.paid)));
  const wanted = Math.max(
    balanceDueAt ? Date.parse(balanceDueAt) : 0,
    now.getTime() + shortestWaitDays * dayMs,
  );
  const dueAt = new Date(Math.max(now.getTime(), Math.min(wanted, Date.parse(quote.startsAt))));
  return {
    priceBefore,
    price,
    due,
    dueAt: due > 0 ? dueAt : null,
    back: minor(Math.max(0, money.paid - money.setAside - price)),
  };
}
