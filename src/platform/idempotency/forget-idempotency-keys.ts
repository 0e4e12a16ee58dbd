import { sql } from 'drizzle-orm';
import { beginRun, type RunLimits, sweep } from '../run.ts';
import type { Runtime } from '../runtime.ts';

const keepHours = 48;

/** Forgets keys that nobody will send again. In steps. */
export async function forgetIdempotencyKeys(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - keepHours * 3_600_000).toISOString();
  await sweep(runtime, beginRun(runtime, limits), {
    job: 'idempotency keys',
    due: sql`select key_digest as id from idempotency_keys where created_at < ${before}`,
    work: (ids) =>
      runtime.database.query(
        sql`delete from idempotency_keys where key_digest = any(${sql.param(ids)}::text[])`,
      ),
  });
}
