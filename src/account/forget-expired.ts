import { sql } from 'drizzle-orm';
import type { Runtime } from '../platform/runtime.ts';

const keepDays = 30;
/** Longer, so that who asks where they were signed in can still be told. */
const keepSessionsDays = 90;

/**
 * Forgets one-time secrets and budgets that ended a month ago, and sessions that ended three months ago. A secret that was used is kept
 * as if it had not been: what ended long before its time is at most a week younger. One batch.
 */
export async function forgetExpired(runtime: Runtime): Promise<void> {
  const before = daysAgo(runtime, keepDays);
  const sessionsBefore = daysAgo(runtime, keepSessionsDays);
  await runtime.database.batch([
    sql`delete from one_time_tokens where expires_at < ${before}`,
    sql`delete from attempt_budgets where window_ends_at < ${before}`,
    sql`delete from sessions where expires_at < ${sessionsBefore} or ended_at < ${sessionsBefore}`,
  ]);
}

function daysAgo({ clock }: Runtime, days: number): string {
  return new Date(clock.now().getTime() - days * 86_400_000).toISOString();
}
