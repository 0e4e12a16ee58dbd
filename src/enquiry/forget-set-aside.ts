import { sql } from 'drizzle-orm';
import { prune } from '../platform/prune.ts';
import { beginRun, type RunLimits } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Long enough for whoever looks once a month. */
const keepDays = 90;

/** Forgets what was set aside and nobody let through in three months: robots write without end. In steps. */
export async function forgetSetAside(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - keepDays * 86_400_000).toISOString();
  await prune(runtime, beginRun(runtime, limits), {
    job: 'what was set aside',
    table: sql`enquiries`,
    age: sql`t.created_at`,
    before,
    where: sql`t.set_aside_because is not null and t.let_through_at is null`,
  });
}
