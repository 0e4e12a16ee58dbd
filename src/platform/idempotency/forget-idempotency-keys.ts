import { sql } from 'drizzle-orm';
import { prune } from '../prune.ts';
import { beginRun, type RunLimits } from '../run.ts';
import type { Runtime } from '../runtime.ts';

const keepHours = 48;

/** Forgets keys that nobody will send again. In steps. */
export async function forgetIdempotencyKeys(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  await prune(runtime, beginRun(runtime, limits), {
    job: 'idempotency keys',
    table: sql`idempotency_keys`,
    age: sql`t.created_at`,
    before: new Date(runtime.clock.now().getTime() - keepHours * 3_600_000).toISOString(),
  });
}
