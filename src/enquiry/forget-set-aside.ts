import { sql } from 'drizzle-orm';
import { beginRun, type RunLimits, sweep } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Long enough for whoever looks once a month. */
const keepDays = 90;

/** Forgets what was set aside and nobody let through in three months: robots write without end. In steps. */
export async function forgetSetAside(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - keepDays * 86_400_000).toISOString();
  const isOld = sql`set_aside_because is not null and let_through_at is null and created_at < ${before}`;
  await sweep(runtime, beginRun(runtime, limits), {
    job: 'what was set aside',
    due: sql`select id from enquiries where ${isOld}`,
    work: (ids) =>
      runtime.database.query(
        sql`delete from enquiries where id = any(${sql.param(ids)}::text[]) and ${isOld}`,
      ),
  });
}
