import { type SQL, sql } from 'drizzle-orm';

/** However often a guest tries anew by a method that takes days, a hold ends so long after it was made. */
const longestHoldDays = 45;
/** Nobody waits for money on the last day: what has not arrived so long before the start gives the time free. */
export const hoursBeforeStart = 24;
/** A guest who paid days ago and has to pay once more, since it failed or was a share alone, has so long to see our mail. */
export const payAgainHours = 24;

/** The last instant until which the hold of the row `r` waits for money on its way. */
const lastInstant: SQL = sql`least(r.starts_at - make_interval(hours => ${hoursBeforeStart}), r.created_at + make_interval(days => ${longestHoldDays}))`;

/** The end of the hold `r` while money is on its way until `until`; never sooner than it was. */
export const keptForProcess = (until: Date): SQL =>
  sql`greatest(r.hold_expires_at, least(${until.toISOString()}, ${lastInstant}))`;

/** The end of the hold `r` whose guest has to pay once more. */
export const keptToPayAgain = (now: Date): SQL =>
  sql`least(${new Date(now.getTime() + payAgainHours * 3_600_000).toISOString()}::timestamptz, greatest(r.hold_expires_at, ${lastInstant}))`;

/** Whether another payment of the row `r` than that of such an id is on its way. */
export const hasOtherInProcess = (paymentId: SQL): SQL =>
  sql`exists (select from payments o where o.reservation_id = r.id and o.id <> ${paymentId} and o.status = 'processing' and o.purpose <> 'security-deposit')`;
