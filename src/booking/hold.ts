import { type SQL, sql } from 'drizzle-orm';
import { functionNamed } from '../platform/database/functions.ts';

/** How long a hold lasts for a guest who pays at once. */
const holdMinutes = 15;

/** When a hold ends that is made at `now`. How long it is kept for what follows, `hold_ends` says. */
export const holdUntil = (now: Date): Date => new Date(now.getTime() + holdMinutes * 60_000);

/** Whether the row `r` is a hold that is alive at `now`. Its last instant is not part of it. */
export const isHeld = (now: Date): SQL =>
  sql`(r.status = 'held' and r.hold_expires_at > ${now.toISOString()})`;

/** Whether the row `r` is a hold that has run out by `now` and that nobody has ended yet. */
export const hasRunOut = (now: Date): SQL =>
  sql`(r.status = 'held' and r.hold_expires_at <= ${now.toISOString()})`;

/** Whether the row `r` keeps its time at `now`: it is confirmed, or a hold that is alive. */
export const keepsTime = (now: Date): SQL =>
  sql`${functionNamed('keeps_time')}(r, ${now.toISOString()}::timestamptz)`;

/** `isHeld` of what was read. */
export const isHeldAt = (
  { status, holdExpiresAt }: { readonly status: string; readonly holdExpiresAt: Date },
  now: Date,
): boolean => status === 'held' && holdExpiresAt > now;
