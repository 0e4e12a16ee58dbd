import { type SQL, sql } from 'drizzle-orm';
import { record } from '../../audit/record.ts';
import { lockItemsOf } from '../../booking/occupancy/item-lock.ts';
import { money } from '../../booking/reservation.ts';
import { refundNewestFirst } from '../../payment/refund-newest-first.ts';
import { beginRun, type RunLimits, sweep } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { hasRunOut } from '../../terms/hold.ts';

/**
 * Ends the holds that have run out by `now` of an item. A claim runs this in its own batch, so that an expired
 * hold is free at once without any cron job. Where only a share of what was due had been paid, that goes
 * back.
 * @param itemId what the item's id equals: one, or `any` of an array.
 */
export function expireHolds(now: Date, itemId: SQL): SQL {
  return expire(now, sql`r.item_id = ${itemId} and ${hasRunOut(now)}`);
}

function expire(now: Date, which: SQL): SQL {
  return sql`with expired as (
      update reservations r set status = 'expired' where ${which} returning r.id
    ), part_paid as (
      select r.id as reservation_id, m.paid_minor - m.set_aside_minor as due_minor
      from expired join reservations r on r.id = expired.id, ${money} m
      where m.paid_minor > m.set_aside_minor
    ), sent_back as (${refundNewestFirst(now, 'system', sql`part_paid`, 'late-payment')}
    ), noted as (${record(now, 'system', 'reservation.expired', sql`id`, sql`expired`)})
    select count(*)::int as count from expired`;
}

/** Fewer at a time than of other jobs: the locks of their items are held for so long. */
const expiredAtOnce = 200;

/**
 * Ends all expired holds, so that lists and figures show them as what they are. For the schedule; in steps,
 * under the locks of the items: a share that is just being settled either keeps its hold or goes back with
 * it.
 */
export async function expireAllHolds(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const now = runtime.clock.now();
  const run = beginRun(runtime, limits);
  const due = sql`select r.id from reservations r where ${hasRunOut(now)}`;
  await sweep(
    runtime,
    { ...run, step: Math.min(run.step, expiredAtOnce) },
    {
      job: 'holds',
      due,
      work: (ids) =>
        runtime.database.batch([
          lockItemsOf(ids),
          expire(
            now,
            sql`r.id in (${due} and r.id = any(${sql.param(ids)}::text[]) order by r.id for update)`,
          ),
        ]),
    },
  );
}
