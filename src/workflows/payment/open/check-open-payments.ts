import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { isHeld, isHeldAt } from '../../../booking/hold.ts';
import { eventFromResponse } from '../../../payment/provider/event-from-response.ts';
import { type ProviderName, providers } from '../../../payment/provider/provider.ts';
import { providerOf } from '../../../payment/provider/providers.ts';
import { firstOf, rowsOf } from '../../../platform/database/database.ts';
import { beginRun, independently, oneByOne, type Run, type RunLimits } from '../../../platform/run.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { captureApproved } from '../capture/capture-payment.ts';
import { applyPaymentEvent } from '../events/apply-payment-event.ts';
import { understood } from '../events/understood.ts';
import { knownAt, type StoredPayment, storedPaymentJson, storedPaymentSchema } from '../stored-payment.ts';

/** How many are asked about at once. */
const parallelLooks = 10;
/** After the end of a hold, so that a guest who is just confirming at the bank is not cut off. */
const graceMinutes = 10;
/** After a payment was opened, until when its own events and the guest's way back are waited for. */
const patienceMinutes = 2;

const rowSchema = v.object({ payment: storedPaymentSchema });

/**
 * Looks after payments that were left open. Of a reservation that can still be paid, the provider is asked to
 * collect what the guest has approved, in case neither the guest nor the event came back to us. What was
 * opened for reservations that have lapsed, were cancelled or are paid is given up, so that nobody pays for
 * them any more. Each in its turn, those first that were not looked at for the longest: what stays open, or
 * could not be asked about, stands behind all others. In steps, each provider for itself.
 */
export async function checkOpenPayments(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const run = beginRun(runtime, { step: parallelLooks, ...limits });
  await independently(...providers.map((name) => () => settleThoseOf(runtime, run, name)));
}

async function settleThoseOf(runtime: Runtime, run: Run, provider: ProviderName): Promise<void> {
  const now = runtime.clock.now();
  const [ended, opened] = [graceMinutes, patienceMinutes].map((minutes) =>
    new Date(now.getTime() - minutes * 60_000).toISOString(),
  );
  const isOpen = sql`p.provider = ${provider} and p.status in ('pending', 'processing', 'failed') and p.provider_ref is not null and p.purpose <> 'security-deposit' and (
      (p.status <> 'processing' and r.status in ('held', 'expired', 'cancelled') and r.hold_expires_at < ${ended})
      or (${isHeld(now)} and p.created_at < ${opened})
      or (r.status = 'confirmed' and p.created_at < ${opened} and p.created_at > ${opened}::timestamptz - interval '3 days'))`;
  const seen: string[] = [];
  let isThrough = false;
  while (!isThrough && !run.isOver()) {
    const rows = await runtime.database.query(sql`with due as (
        select p.id from payments p, lateral (select * from reservations r where r.id = p.reservation_id ${oneByOne}) r where ${isOpen} and p.id <> all(${sql.param(seen)}::text[])
        order by p.looked_at nulls first, p.id limit ${run.step} for update of p skip locked
      ), looked as (update payments p set looked_at = ${now.toISOString()} from due where p.id = due.id returning p.*)
      select ${storedPaymentJson} as payment from looked p`);
    const open = rowsOf(rowSchema, rows).map(({ payment }) => payment);
    const results = await Promise.allSettled(open.map((payment) => look(runtime, payment)));
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected')
        runtime.log('error', 'open payment not settled', {
          ...(open[index] && { paymentId: open[index].paymentId }),
          error: result.reason,
        });
    }
    seen.push(...open.map(({ paymentId }) => paymentId));
    isThrough = open.length < run.step;
  }
  const count = seen.length;
  const left = isThrough
    ? 0
    : await countOf(runtime, sql`${isOpen} and p.id <> all(${sql.param(seen)}::text[])`);
  if (count + left > 0)
    runtime.log(left > 0 ? 'warn' : 'info', 'job run', { part: 'open payments', provider, count, left });
}

async function countOf(runtime: Runtime, isOpen: SQL): Promise<number> {
  const rows = await runtime.database.query(
    sql`select count(*)::int as count from payments p join reservations r on r.id = p.reservation_id where ${isOpen}`,
  );
  return firstOf(v.object({ count: v.number() }), rows)?.count ?? 0;
}

async function look(runtime: Runtime, payment: StoredPayment): Promise<void> {
  const { reservation, purpose } = payment;
  const isAlive =
    purpose === 'booking' ? isHeldAt(reservation, runtime.clock.now()) : reservation.status === 'confirmed';
  if (isAlive) {
    await captureApproved(runtime, payment);
    return;
  }
  const known = knownAt(payment);
  if (!known) return;
  const fact = await understood(runtime, payment, () => providerOf(runtime, payment.provider).void(known));
  if (fact) await applyPaymentEvent(runtime, eventFromResponse(runtime, payment.provider, 'given-up', fact));
}
