import { type SQL, sql } from 'drizzle-orm';
import { cancellation, lockOf } from '../booking/cancellation.ts';
import { hoursBeforeStart, payAgainHours } from '../booking/hold-bounds.ts';
import { due } from '../booking/reservation.ts';
import { enqueue } from '../notification/enqueue.ts';
import { beginRun, independently, type RunLimits, type Sweep, sweep } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';

/** Before the balance is due the guest is reminded so many days ahead, and on the day. */
const reminderDays = [7, 1, 0];
/** After the balance was due, until the reservation is cancelled by its policy. */
const graceHours = 48;
const cancelledAtOnce = 50;

/** What is left to pay of the row `r`. */
const isUnpaid = sql`${due} > 0`;

/** Money that is on its way, or was until a day ago, when the guest was asked to pay in another way. */
const isUnderWay = (
  now: Date,
): SQL => sql`exists (select from payments p where p.reservation_id = r.id and p.purpose <> 'security-deposit' and (p.status = 'processing'
  or (p.processing_since is not null and p.status in ('failed', 'canceled') and p.changed_at > ${new Date(now.getTime() - payAgainHours * 3_600_000).toISOString()})))`;

/**
 * Reminds of balances that will be due, each time once, and cancels by policy what stayed unpaid two days after. A reservation whose
 * payment is still under way at the provider is left alone; the owner is told of it when it would have been cancelled. In steps.
 */
export async function collectBalances(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const run = beginRun(runtime, limits);
  const now = runtime.clock.now();
  await independently(
    () => sweep(runtime, run, reminders(runtime, now)),
    () => sweep(runtime, run, ownersOfProcess(runtime, now)),
    // Fewer at a time: the locks of their items are held for so long.
    () => sweep(runtime, { ...run, step: Math.min(run.step, cancelledAtOnce) }, cancellations(runtime, now)),
  );
}

function reminders(runtime: Runtime, now: Date): Sweep {
  const at = now.toISOString();
  const allDays = sql.raw(`array[${reminderDays.join(',')}]`);
  const due = sql`select r.id, days from reservations r, unnest(${allDays}) days
    where r.status = 'confirmed' and r.balance_due_at is not null and ${isUnpaid} and not ${isUnderWay(now)}
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

function cancellations(runtime: Runtime, now: Date): Sweep {
  const overdue = new Date(now.getTime() - graceHours * 3_600_000).toISOString();
  const unpaid = sql`r.status = 'confirmed' and r.balance_due_at <= ${overdue} and ${isUnpaid} and not ${isUnderWay(now)}`;
  return {
    job: 'unpaid balances',
    due: sql`select r.id from reservations r where ${unpaid} and r.starts_at > ${now.toISOString()}`,
    work: (ids) => {
      const cancel = (id: string) => cancellation(runtime, sql`${id}`, 'balance-unpaid', 'system', unpaid);
      return runtime.database.batch([
        sql`select 1`,
        ...ids.map((id) => lockOf(sql`${id}`)),
        ...ids.map(cancel),
      ]);
    },
  };
}

/**
 * Tells the owner, once, that a balance is still on its way: when an unpaid one would be cancelled, and at the latest a day before the
 * start. What becomes of such a stay is for people to decide.
 */
function ownersOfProcess(runtime: Runtime, now: Date): Sweep {
  const at = now.toISOString();
  const due = sql`select r.id, p.amount_minor from reservations r join payments p on p.reservation_id = r.id and p.status = 'processing' and p.purpose = 'balance'
    where r.status = 'confirmed' and ${isUnpaid} and r.ends_at > ${at}
      and ${at} >= least(r.balance_due_at + make_interval(hours => ${graceHours}), r.starts_at - make_interval(hours => ${hoursBeforeStart}))
      and not exists (select from outbox o where o.subject_id = r.id and o.template = 'owner-balance-in-process')`;
  return {
    job: 'balances in process',
    due,
    work: (ids) =>
      runtime.database.query(sql`with late as (${due} and r.id = any(${sql.param(ids)}::text[]) order by r.id for update of r),
      told as (${enqueue(runtime, 'owner-balance-in-process', sql`id`, sql`late`, sql`jsonb_build_object('amountMinor', amount_minor)`)})
      select count(*) from late`),
  };
}
