import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { isHeldAt } from '../../../booking/hold.ts';
import { eventFromResponse } from '../../../payment/provider/event-from-response.ts';
import { type PaymentStatus, providers } from '../../../payment/provider/provider.ts';
import { providerOf } from '../../../payment/provider/providers.ts';
import { statusOrder } from '../../../payment/provider/status-order.ts';
import { firstOf } from '../../../platform/database/database.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { applyAssessedEvent } from '../events/apply-assessed-event.ts';
import { understood } from '../events/understood.ts';
import { knownAt, type StoredPayment, storedPaymentJson, storedPaymentSchema } from '../stored-payment.ts';

/** The payment of an id, if a provider has it. One statement. */
export async function findPayment(runtime: Runtime, paymentId: string): Promise<StoredPayment | undefined> {
  const rows = await runtime.database.query(
    sql`select ${storedPaymentJson} as payment from payments p where p.id = ${paymentId} and p.provider = any(${sql.param(providers)}::text[])`,
  );
  return firstOf(v.object({ payment: storedPaymentSchema }), rows)?.payment;
}

/**
 * Collects a payment that the guest has approved at the provider. The way back from the provider's page, its
 * event and the schedule may all come here, at once or again: the provider's key is the payment's id, so
 * there is one capture. Nothing is taken for a reservation that can no longer be paid. Answers how the
 * payment stands then; undefined where that is not known yet.
 */
export async function captureApproved(
  runtime: Runtime,
  payment: StoredPayment,
): Promise<PaymentStatus | undefined> {
  if (payment.status === 'succeeded' || payment.status === 'canceled') return payment.status;
  const known = knownAt(payment);
  if (!known) return undefined;
  if (!isPayable(payment, runtime.clock.now())) {
    await giveUp(runtime, payment.paymentId);
    return 'canceled';
  }
  const fact = await understood(runtime, payment, () =>
    providerOf(runtime, payment.provider).capture(known, payment.amount),
  );
  if (fact) await applyAssessedEvent(runtime, eventFromResponse(runtime, payment.provider, 'capture', fact));
  return fact?.status;
}

function isPayable({ purpose, reservation }: StoredPayment, now: Date): boolean {
  if (purpose !== 'booking') return reservation.status === 'confirmed';
  return isHeldAt(reservation, now);
}

/**
 * Canceled by our own doing, in the order of events: what a provider tells of a success outranks it, whenever
 * it comes.
 */
export async function giveUp(runtime: Runtime, paymentId: string): Promise<void> {
  const now = runtime.clock.now();
  await runtime.database.query(sql`update payments set status = 'canceled', changed_at = ${now.toISOString()},
      status_order = greatest(status_order collate "C", ${statusOrder('canceled', now, 'given-up')})
    where id = ${paymentId} and status in ('pending', 'processing', 'failed')`);
}
