import { type SQL, sql } from 'drizzle-orm';
import { hoursBeforeStart, payAgainHours } from '../../booking/hold-bounds.ts';
import { itemLockKey } from '../../booking/item-lock.ts';
import { due } from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import type { Template } from '../../outbox/kinds.ts';
import { isPayableSql } from '../../platform/money/payable.ts';
import { beginRun, independently, type RunLimits, type Sweep, sweep } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { cancellation } from '../reservation/cancel-reservation.ts';
import { unsentTransfers } from './unsent-transfers.ts';

/** Before the balance is due the guest is reminded so many days ahead, and on the day. */
const reminderDays = [7, 1, 0];
/** After the balance was due, until the reservation is cancelled by its policy. */
const graceHours = 48;
/** How long money may be on its way once more after it has failed: the fourteen business days of the slowest method. */
const secondTryDays = 20;
const cancelledAtOnce = 200;

/** What is left to pay of the row `r`. */
const isUnpaid = sql`${due} > 0`;

/** Whether there is a way to pay it: what cannot be paid is asked of nobody. */
const isPayable = (runtime: Runtime): SQL => isPayableSql(runtime.config, due, sql`r.currency`);

const processing: SQL = sql`(select p.* from payments p where p.reservation_id = r.id and p.status = 'processing' and p.purpose <> 'security-deposit')`;

/** When money on its way first failed after the balance of the row `r` was due. */
const firstFailure: SQL = sql`(select min(o.created_at) from outbox o where o.subject_id = r.id and o.template = 'owner-processing-failed'
  and o.created_at >= r.balance_due_at)`;

/**
 * Money that is on its way, or was until a day ago, when the guest was asked to pay in another way. The day is given once, and after it
 * has failed a second try may take as long as the slowest method: who fails again and again is not waited for until the start.
 */
const isUnderWay = (now: Date): SQL => sql`((exists ${processing}
    and coalesce(${now.toISOString()} < ${firstFailure} + make_interval(days => ${secondTryDays}), true))
  or coalesce(${now.toISOString()} < ${firstFailure} + make_interval(hours => ${payAgainHours}), false))`;

/**
 * Reminds of balances that will be due, each time once, and cancels by policy what stayed unpaid two days after. A reservation whose
 * payment is still under way at the provider, or which cannot be paid by any way, is left alone. The owner is told, once each: of money on
 * its way that would have been cancelled, of what cannot be paid, and of anything unpaid a day before the start; again and again
 * of what they have to send back themselves. In steps.
 */
export async function collectBalances(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const run = beginRun(runtime, limits);
  const now = runtime.clock.now();
  await independently(
    () => sweep(runtime, run, reminders(runtime, now)),
    ...warnings(runtime, now).map((warning) => () => sweep(runtime, run, warning)),
    () => sweep(runtime, run, unsentTransfers(runtime, now)),
    // Fewer at a time: the locks of their items are held for so long.
    () => sweep(runtime, { ...run, step: Math.min(run.step, cancelledAtOnce) }, cancellations(runtime, now)),
  );
}

function reminders(runtime: Runtime, now: Date): Sweep {
  const at = now.toISOString();
  const allDays = sql.raw(`array[${reminderDays.join(',')}]`);
  const due = sql`select r.id, days from reservations r, unnest(${allDays}) days
    where r.status = 'confirmed' and r.balance_due_at is not null and ${isUnpaid} and (${isPayable(runtime)} or ${runtime.config.bank !== undefined}::boolean) and not ${isUnderWay(now)}
      and ${at} >= r.balance_due_at - make_interval(days => days)
      and ${at} < coalesce((select r.balance_due_at - make_interval(days => max(less)) from unnest(${allDays}) less where less < days),
        r.balance_due_at + make_interval(hours => ${graceHours}))
      and not exists (select from outbox o where o.subject_id = r.id and o.template = 'guest-balance-reminder' and (o.details->>'days')::int = days)`;
  return {
    job: 'balance reminders',
    due,
    work: (ids) =>
      runtime.database.query(sql`with due as (${due} and r.id = any(${sql.param(ids)}::text[]) order by r.id for update of r),
      told as (${enqueue(runtime, 'guest-balance-reminder', sql`id`, sql`due`, sql`jsonb_build_object('days', days)`)}) select count(*) from due`),
  };
}

/** Whether the row `r` is cancelled as unpaid now. */
function isOverdue(runtime: Runtime, now: Date): SQL {
  const overdue = new Date(now.getTime() - graceHours * 3_600_000).toISOString();
  return sql`(r.status = 'confirmed' and r.balance_due_at <= ${overdue} and ${isUnpaid} and ${isPayable(runtime)} and not ${isUnderWay(now)})`;
}

function cancellations(runtime: Runtime, now: Date): Sweep {
  const unpaid = isOverdue(runtime, now);
  return {
    job: 'unpaid balances',
    due: sql`select r.id from reservations r where ${unpaid} and r.starts_at > ${now.toISOString()}`,
    work: (ids) =>
      runtime.database.batch([
        // In one order, so that two runs never wait for each other.
        sql`select pg_advisory_xact_lock(${itemLockKey(sql`item_id`)})
          from (select distinct item_id from reservations where id = any(${sql.param(ids)}::text[]) order by item_id) items`,
        cancellation(runtime, sql`r.id = any(${sql.param(ids)}::text[])`, 'balance-unpaid', 'system', unpaid),
      ]),
  };
}

/** What becomes of these stays is for people to decide: each is told the owner once. What this run cancels is told as cancelled. */
function warnings(runtime: Runtime, now: Date): Sweep[] {
  const at = now.toISOString();
  const lastDay = sql`r.starts_at - make_interval(hours => ${hoursBeforeStart})`;
  return [
    tellOwner(
      runtime,
      now,
      'owner-balance-in-process',
      sql`(select p.amount_minor from ${processing} p limit 1)`,
      sql`exists ${processing} and ${at} >= least(r.balance_due_at + make_interval(hours => ${graceHours}), ${lastDay})`,
    ),
    tellOwner(
      runtime,
      now,
      'owner-balance-unpayable',
      due,
      sql`not ${isPayable(runtime)} and ${at} >= least(r.balance_due_at - make_interval(days => ${Math.max(...reminderDays)}), ${lastDay})`,
    ),
    tellOwner(
      runtime,
      now,
      'owner-balance-unpaid',
      due,
      sql`${isPayable(runtime)} and not exists ${processing} and ${at} >= ${lastDay}`,
    ),
  ];
}

function tellOwner(runtime: Runtime, now: Date, template: Template, amount: SQL, condition: SQL): Sweep {
  const at = now.toISOString();
  const due = sql`select r.id, ${amount} as amount_minor from reservations r
    where r.status = 'confirmed' and ${isUnpaid} and r.ends_at > ${at} and ${condition}
      and not (coalesce(${isOverdue(runtime, now)}, false) and r.starts_at > ${at})
      and not exists (select from outbox o where o.subject_id = r.id and o.template = ${template})`;
  return {
    job: template,
    due,
    work: (ids) =>
      runtime.database.query(sql`with late as (${due} and r.id = any(${sql.param(ids)}::text[]) order by r.id for update of r),
      told as (${enqueue(runtime, template, sql`id`, sql`late`, sql`jsonb_build_object('amountMinor', amount_minor)`)})
      select count(*) from late`),
  };
}
