import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../platform/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { answered } from './answered.ts';
import { captureApproved } from './capture.ts';
import { knownAt, type StoredPayment, storedPaymentJson, storedPaymentSchema } from './known-payment.ts';
import { providerOf } from './providers.ts';
import { settle } from './settle.ts';

const batchSize = 20;
/** After the end of a hold, so that a guest who is just confirming at the bank is not cut off. */
const graceMinutes = 10;
/** After a payment was opened, until when its own events and the guest's way back are waited for. */
const patienceMinutes = 2;

const rowSchema = v.object({ payment: storedPaymentSchema });

/**
 * Looks after payments that were left open. Of a reservation that can still be paid, the provider is asked to collect what the guest
 * has approved, in case neither the guest nor the event came back to us. What was opened for reservations that have lapsed, were
 * cancelled or are paid is given up, so that nobody pays for them any more. What the provider could not be asked about is tried again,
 * in another order, so that nothing blocks the rest.
 */
export async function settleOpenPayments(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now().getTime();
  const [ended, opened] = [graceMinutes, patienceMinutes].map((minutes) =>
    new Date(now - minutes * 60_000).toISOString(),
  );
  const rows = await runtime.database.query(sql`
    select ${storedPaymentJson} as payment from payments p join reservations r on r.id = p.reservation_id
    where p.status in ('pending', 'processing', 'failed') and p.provider_ref is not null and p.purpose <> 'security-deposit' and (
      (p.status <> 'processing' and r.status in ('held', 'lapsed', 'cancelled') and r.hold_expires_at < ${ended})
      or (r.status = 'held' and r.hold_expires_at > ${runtime.clock.now().toISOString()} and p.created_at < ${opened})
      or (r.status = 'confirmed' and p.created_at < ${opened} and p.created_at > ${opened}::timestamptz - interval '3 days'))
    order by random() limit ${batchSize}`);
  const open = rowsOf(rowSchema, rows).map(({ payment }) => payment);
  const results = await Promise.allSettled(open.map((payment) => look(runtime, payment)));
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected')
      runtime.log('error', 'open payment not settled', {
        ...(open[index] && { paymentId: open[index].paymentId }),
        error: result.reason,
      });
  }
  runtime.log('info', 'open payments looked after', { count: open.length });
}

async function look(runtime: Runtime, payment: StoredPayment): Promise<void> {
  const { reservation, purpose } = payment;
  const isAlive =
    purpose === 'booking'
      ? reservation.status === 'held' && reservation.holdExpiresAt > runtime.clock.now()
      : reservation.status === 'confirmed';
  if (isAlive) return captureApproved(runtime, payment);
  const known = knownAt(payment);
  if (!known) return;
  const fact = await providerOf(runtime, payment.provider).void(known);
  await settle(runtime, answered(runtime, payment.provider, 'given-up', fact));
}
