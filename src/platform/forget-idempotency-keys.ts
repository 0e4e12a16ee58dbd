import { sql } from 'drizzle-orm';
import type { Runtime } from './runtime.ts';

const keepHours = 48;

/** Forgets keys that nobody will send again. */
export async function forgetIdempotencyKeys(runtime: Runtime): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - keepHours * 3_600_000).toISOString();
  await runtime.database.query(sql`delete from idempotency_keys where created_at < ${before}`);
}
