import { type SQL, sql } from 'drizzle-orm';
import { record } from '../../audit/record.ts';
import { money } from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import type { DisputeFact, ProviderName } from '../../payment/provider/provider.ts';
import { refundNewestFirst } from '../../payment/refund-newest-first.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { cancellation } from './cancel-reservation.ts';

/**
 * The statements that follow a dispute which has ended, in the batch that books its end. Lost with all that
 * was paid for the booking, it ends the reservation by the one cancellation; a part ends nothing, also where
 * the business had given back the rest of its own will. Won after the reservation was over, what it withheld
 * of what goes back goes back now, and the guest is told. Both follow only what has just changed, and go by
 * what the books say. A security deposit's dispute is about damage, not about the stay.
 */
export function disputeEnd(
  runtime: Runtime,
  now: Date,
  provider: ProviderName,
  { providerRef, status }: DisputeFact,
): SQL[] {
  const ended = sql`(select d.amount_minor, p.reservation_id from disputes d join payments p on p.id = d.payment_id
    where d.provider = ${provider} and d.provider_ref = ${providerRef} and p.purpose <> 'security-deposit'
      and d.status = ${status} and d.changed_at = ${now.toISOString()})`;
  if (status === 'lost') {
    const isWhole = sql`(select m.paid_minor + m.goodwill_minor from ${money} m) <= 0 and exists (select from ${ended} ended)`;
    const id = sql`(select reservation_id from ${ended} ended)`;
    return [cancellation(runtime, sql`r.id = ${id}`, 'dispute-lost', 'system', isWhole)];
  }
  if (status !== 'won') return [];
  return [
    sql`with owed as (
        select r.id, r.id as reservation_id, least(ended.amount_minor, m.paid_minor - m.set_aside_minor - m.sold_minor) as due_minor
        from ${ended} ended join reservations r on r.id = ended.reservation_id, ${money} m where r.status in ('cancelled', 'expired')
      ), sent_back as (${refundNewestFirst(now, 'system', sql`(select * from owed where due_minor > 0)`, 'cancelled')} returning amount_minor
      ), sent as (select id, (select sum(amount_minor)::bigint from sent_back) as sent_minor from owed where exists (select from sent_back)
      ), told as (${enqueue(runtime, 'guest-dispute-rest', sql`id`, sql`sent`, sql`jsonb_build_object('amountMinor', sent_minor)`)}
      ), noted as (${record(now, 'system', 'reservation.refund-due', sql`id`, sql`sent`, sql`jsonb_build_object('refundDueMinor', sent_minor, 'reason', 'dispute-won')`)})
      select count(*) from sent`,
  ];
}
