import { type SQL, sql } from 'drizzle-orm';
import { prune } from '../../platform/prune.ts';
import { beginRun, independently, type RunLimits } from '../../platform/run.ts';
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
  const nowMs = runtime.clock.now().getTime();
  const forget = (table: SQL, age: SQL, days: number) => () =>
    prune(runtime, run, {
      job: 'what has expired',
      table,
      age,
      before: new Date(nowMs - days * 86_400_000).toISOString(),
    });
  await independently(
    forget(sql`one_time_tokens`, sql`t.expires_at`, keepDays),
    forget(sql`attempt_limits`, sql`t.window_ends_at`, keepDays),
    forget(sql`sessions`, sql`least(t.expires_at, t.ended_at)`, keepSessionsDays),
  );
}
