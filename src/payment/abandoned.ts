import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { providers } from './provider.ts';
import { providerOf } from './providers.ts';

const batchSize = 20;
/** After the end of a hold, so that a guest who is just confirming at the bank is not cut off. */
const graceMinutes = 10;

/**
 * Gives up at the provider what was opened for reservations that lapsed or were cancelled, so that nobody pays for them any
 * more. The provider's own event then marks the payment as canceled; until it does, this is tried again, harmlessly.
 */
export async function cancelAbandonedPayments(runtime: Runtime): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - graceMinutes * 60_000).toISOString();
  const rows = await runtime.database.query(sql`
    select p.id, p.provider, p.provider_ref as "providerRef" from payments p join reservations r on r.id = p.reservation_id
    where p.status in ('pending', 'failed') and p.provider_ref is not null and r.hold_expires_at < ${before}
      and r.status in ('held', 'lapsed', 'cancelled')
    order by p.created_at limit ${batchSize}`);
  const abandoned = rowsOf(
    v.object({ id: v.string(), provider: v.picklist(providers), providerRef: v.string() }),
    rows,
  );
  const results = await Promise.allSettled(
    abandoned.map((payment) => providerOf(runtime, payment.provider).cancel(payment.providerRef)),
  );
  for (const [index, result] of results.entries()) {
    const payment = abandoned[index];
    if (result.status === 'rejected' && payment)
      runtime.log('error', 'payment not canceled', { paymentId: payment.id, error: result.reason });
  }
  runtime.log('info', 'abandoned payments canceled', {
    count: results.filter((result) => result.status === 'fulfilled').length,
  });
}
