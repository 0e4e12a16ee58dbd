import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { providers } from './provider.ts';
import { providerOf } from './providers.ts';
import { statusOrder } from './status-order.ts';

const batchSize = 20;
/** After the end of a hold, so that a guest who is just confirming at the bank is not cut off. */
const graceMinutes = 10;

/**
 * Gives up at the provider what was opened for reservations that lapsed or were cancelled, so that nobody pays for them any
 * more. What the provider could not be asked about is tried again, in another order, so that nothing blocks the rest.
 */
export async function cancelAbandonedPayments(runtime: Runtime): Promise<void> {
  const before = new Date(runtime.clock.now().getTime() - graceMinutes * 60_000).toISOString();
  const rows = await runtime.database.query(sql`
    select p.id, p.provider, p.provider_ref as "providerRef" from payments p join reservations r on r.id = p.reservation_id
    where p.status in ('pending', 'failed') and p.provider_ref is not null and r.hold_expires_at < ${before}
      and r.status in ('held', 'lapsed', 'cancelled')
    order by random() limit ${batchSize}`);
  const abandoned = rowsOf(
    v.object({ id: v.string(), provider: v.picklist(providers), providerRef: v.string() }),
    rows,
  );
  const results = await Promise.allSettled(
    abandoned.map((payment) => providerOf(runtime, payment.provider).cancel(payment.providerRef)),
  );
  const givenUp: string[] = [];
  for (const [index, result] of results.entries()) {
    const payment = abandoned[index];
    if (result.status === 'fulfilled' && result.value && payment) givenUp.push(payment.id);
    if (result.status === 'rejected' && payment)
      runtime.log('error', 'payment not canceled', { paymentId: payment.id, error: result.reason });
  }
  await noteGivenUp(runtime, givenUp);
  runtime.log('info', 'abandoned payments given up', { count: givenUp.length });
}

/** Canceled by our own doing, in the order of events: what Stripe tells of a success outranks it, whenever it comes. */
async function noteGivenUp(runtime: Runtime, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const order = statusOrder('canceled', runtime.clock.now(), 'given-up');
  await runtime.database.query(sql`update payments set status = 'canceled', status_order = greatest(status_order collate "C", ${order})
    where id in ${ids} and status in ('pending', 'processing', 'failed')`);
}
