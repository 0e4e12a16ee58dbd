import { type SQL, sql } from 'drizzle-orm';
import { beginRun, independently, type RunLimits, sweep } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';

const keepDays = 30;
/** Longer, so that who asks where they were signed in can still be told. */
const keepSessionsDays = 90;

/**
 * Forgets one-time secrets and budgets that ended a month ago, and sessions that ended three months ago. A
 * secret that was used is kept as if it had not been: what ended long before its time is at most a week
 * younger. In steps.
 */
export async function forgetExpired(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const run = beginRun(runtime, limits);
  const before = daysAgo(runtime, keepDays);
  const sessionsBefore = daysAgo(runtime, keepSessionsDays);
  const forget = (table: SQL, key: SQL, isOld: SQL) => () =>
    sweep(runtime, run, {
      job: 'what has expired',
      due: sql`select ${key} as id from ${table} where ${isOld}`,
      work: (ids) =>
        runtime.database.query(
          sql`delete from ${table} where ${key} = any(${sql.param(ids)}::text[]) and ${isOld}`,
        ),
    });
  await independently(
    forget(sql`one_time_tokens`, sql`id`, sql`expires_at < ${before}`),
    forget(sql`attempt_limits`, sql`key`, sql`window_ends_at < ${before}`),
    forget(sql`sessions`, sql`id`, sql`(expires_at < ${sessionsBefore} or ended_at < ${sessionsBefore})`),
  );
}

function daysAgo({ clock }: Runtime, days: number): string {
  return new Date(clock.now().getTime() - days * 86_400_000).toISOString();
}
