import { sql } from 'drizzle-orm';
import { prune } from '../platform/prune.ts';
import { beginRun, type RunLimits } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';

/**
 * What guests were told counts in a dispute, and for so long after a payment one can be opened: Visa and Mastercard
 * name 540 days at most.
 */
const keepDays = 540;

/**
 * Forgets messages that have gone out, or were not needed, 540 days ago, unless the stay that they are about has
 * ended since then or not yet: until then what was told is not told twice. What is dead stays for the staff. In
 * steps.
 */
export async function forgetDelivered(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - keepDays * 86_400_000).toISOString();
  const reservation = sql`coalesce((select p.reservation_id from payments p where p.id = t.subject_id), t.subject_id)`;
  await prune(runtime, beginRun(runtime, limits), {
    job: 'messages that went out',
    table: sql`outbox`,
    age: sql`t.sent_at`,
    before,
    where: sql`t.status in ('sent', 'not-needed')
      and not exists (select from reservations r where r.id = ${reservation} and r.ends_at >= ${before} offset 0)`,
  });
}
