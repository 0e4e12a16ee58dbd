import { sql } from 'drizzle-orm';
import { beginRun, type RunLimits, sweep } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** As long as the link that opens a closed account again is good. */
const keepDays = 14;

/**
 * Forgets what closed accounts were after fourteen days, and with it every secret that names their address.
 * In steps.
 */
export async function forgetClosedAccounts(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - keepDays * 86_400_000).toISOString();
  await sweep(runtime, beginRun(runtime, limits), {
    job: 'closed accounts',
    due: sql`select user_id as id from closed_accounts where closed_at < ${before}`,
    work: (ids) =>
      runtime.database.query(sql`
        with gone as (
          delete from closed_accounts where user_id = any(${sql.param(ids)}::text[]) and closed_at < ${before}
          returning user_id, closed_at, kept -> 'user' ->> 'email' as email
        ) delete from one_time_tokens t using gone g
          where t.created_at <= g.closed_at and (t.user_id = g.user_id or t.email = g.email)`),
  });
}
