import { type SQL, sql } from 'drizzle-orm';
import { hasRunOut } from '../../booking/hold.ts';
import { lockItemsOf } from '../../booking/occupancy/item-lock.ts';
import { call, functionNamed } from '../../platform/database/functions.ts';
import { beginRun, type RunLimits, sweep } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';

/**
 * Ends the holds that have run out by `now` of an item. A claim runs this in its own batch, so that an expired
 * hold is free at once without any cron job. Where only a share of what was due had been paid, that goes
 * back.
 * @param itemId what the item's id equals: one, or `any` of an array.
 */
export function expireHolds(now: Date, itemId: SQL): SQL {
  const due = sql`array(select r.id from reservations r where r.item_id = ${itemId} and ${hasRunOut(now)})`;
  return sql`select ${functionNamed('expire_holds')}(${due}, ${now.toISOString()}::timestamptz)`;
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
          sql`select ${call('expire_holds', { reservations: ids, now })}`,
        ]),
    },
  );
}
