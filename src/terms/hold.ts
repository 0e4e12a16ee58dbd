import { type SQL, sql } from 'drizzle-orm';

/** How long a hold lasts for a guest who pays at once. */
const holdMinutes = 15;
/** How long the guest has to pay the next share of what cannot be paid at once. */
const shareHours = 1;
/** How long the staff have to look at a payment that needs a review. The time stays held meanwhile. */
const reviewHours = 48;
/** How long the guest has to pay once the staff have said yes. */
const approvedHours = 24;
/**
 * A guest who paid days ago and has to pay once more, since it failed or was a share alone, has so long to
 * see our mail.
 */
export const payAgainHours = 24;
/** However often a guest tries anew by a method that takes days, a hold ends so long after it was made. */
const longestHoldDays = 45;
/**
 * Nobody waits for money on the last day: what has not arrived so long before the start gives the time free.
 */
export const hoursBeforeStart = 24;

const hoursAfter = (now: Date, hours: number): Date => new Date(now.getTime() + hours * 3_600_000);

/** When a hold ends that is made at `now`. */
export const holdUntil = (now: Date): Date => hoursAfter(now, holdMinutes / 60);
export const shareUntil = (now: Date): Date => hoursAfter(now, shareHours);
export const reviewUntil = (now: Date): Date => hoursAfter(now, reviewHours);
export const approvedUntil = (now: Date): Date => hoursAfter(now, approvedHours);

/** Whether the row `r` is a hold that is alive at `now`. Its last instant is not part of it. */
export const isHeld = (now: Date): SQL =>
  sql`(r.status = 'held' and r.hold_expires_at > ${now.toISOString()})`;

/** Whether the row `r` is a hold that has run out by `now` and that nobody has ended yet. */
export const hasRunOut = (now: Date): SQL =>
  sql`(r.status = 'held' and r.hold_expires_at <= ${now.toISOString()})`;

/** Whether the row `r` keeps its time at `now`: it is confirmed, or a hold that is alive. */
export const keepsTime = (now: Date): SQL => sql`(r.status = 'confirmed' or ${isHeld(now)})`;

/** `isHeld` of what was read. */
export const isHeldAt = (
  { status, holdExpiresAt }: { readonly status: string; readonly holdExpiresAt: Date },
  now: Date,
): boolean => status === 'held' && holdExpiresAt > now;

/** The last instant until which the hold of the row `r` waits for money on its way. */
const lastInstant: SQL = sql`least(r.starts_at - make_interval(hours => ${hoursBeforeStart}), r.created_at + make_interval(days => ${longestHoldDays}))`;

/** The end of the hold `r` while money is on its way until `until`; never sooner than it was. */
export const keptForProcess = (until: Date): SQL =>
  sql`greatest(r.hold_expires_at, least(${until.toISOString()}, ${lastInstant}))`;

/** The end of the hold `r` whose guest has to pay once more. */
export const keptToPayAgain = (now: Date): SQL =>
  sql`least(${hoursAfter(now, payAgainHours).toISOString()}::timestamptz, greatest(r.hold_expires_at, ${lastInstant}))`;

/** Whether another payment of the row `r` than that of such an id is on its way. */
export const hasOtherInProcess = (paymentId: SQL): SQL =>
  sql`exists (select from payments o where o.reservation_id = r.id and o.id <> ${paymentId} and o.status = 'processing' and o.purpose <> 'security-deposit')`;
