import { type SQL, sql } from 'drizzle-orm';
import { lockItemsOf } from '../../booking/occupancy/item-lock.ts';
import { due, money } from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import type { Template } from '../../outbox/kinds.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { isPayableSql } from '../../platform/money/payable.ts';
import {
  afterLocking,
  beginRun,
  independently,
  oneByOne,
  type RunLimits,
  type Sweep,
  sweep,
} from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { cancellation } from '../reservation/cancel-reservation.ts';
import { unsentTransfers } from './transfer/unsent-transfers.ts';

/** Before the balance is due the guest is reminded so many days ahead, and on the day. */
const reminderDays = [7, 1, 0];
/** After the balance was due, until the reservation is cancelled by its policy. */
const graceHours = 48;
/**
 * How long money may be on its way once more after it has failed: the fourteen business days of the slowest
 * method.
 */
const secondTryDays = 20;
const cancelledAtOnce = 200;

/** Confirmed stays `r`, by their own columns alone: among them are all that anything is done about here. */
const confirmed = (which: SQL): SQL =>
  sql`select r.* from reservations r where r.status = 'confirmed' and ${which}`;

/**
 * The same of which anything is unpaid, with that as `due_minor`: reckoned once for each, since it takes
 * long.
 */
const unpaid = (which: SQL): SQL => sql`(select r.*, of_it.due_minor from (${confirmed(which)}) r,
  lateral (select ${due} as due_minor offset 0) of_it where of_it.due_minor > 0) r`;

/** Whether there is a way to pay what is left: what cannot be paid is asked of nobody. */
const isPayable = (runtime: Runtime, left: SQL = sql`r.due_minor`): SQL =>
  isPayableSql(runtime.config, left, sql`r.currency`);

const processing: SQL = sql`(select p.* from payments p where p.reservation_id = r.id and p.status = 'processing' and p.purpose <> 'security-deposit' ${oneByOne})`;

/** When money on its way first failed after the balance of the row `r` was due. */
const firstFailure: SQL = sql`(select min(o.created_at) from outbox o where o.subject_id = r.id and o.template = 'owner-processing-failed'
  and o.created_at >= r.balance_due_at)`;

/**
 * Money that is on its way, or was until a day ago, when the guest was asked to pay in another way. The day
 * is given once, and after it has failed a second try may take as long as the slowest method: who fails again
 * and again is not waited for until the start.
 */
const isUnderWay = (now: Date): SQL => sql`((exists ${processing}
    and coalesce(${now.toISOString()} < ${firstFailure} + make_interval(days => ${secondTryDays}), true))
  or coalesce(${now.toISOString()} < ${functionNamed('pay_again_until')}(${firstFailure}), false))`;

/**
 * Reminds of balances that will be due, each time once, and cancels by policy what stayed unpaid two days
 * after. A reservation whose payment is still under way at the provider, or which cannot be paid by any
 * way, is left alone, and so is one of which no more is unpaid than the staff have made it dearer by. The
 * owner is told, once each: of that, of money on its way that would have been cancelled, of what cannot be
 * paid, and of anything unpaid a day before the start; again and again of what they have to send back
 * themselves. In steps.
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
  const inTime = sql`${at} >= r.balance_due_at - make_interval(days => ${Math.max(...reminderDays)}) and ${at} < r.balance_due_at + make_interval(hours => ${graceHours})`;
  const due = sql`select r.id, days from ${unpaid(inTime)}, unnest(${allDays}) days
    where (${isPayable(runtime)} or ${runtime.config.bank !== undefined}::boolean) and not ${isUnderWay(now)}
      and ${at} >= r.balance_due_at - make_interval(days => days)
      and ${at} < coalesce((select r.balance_due_at - make_interval(days => max(less)) from unnest(${allDays}) less where less < days),
        r.balance_due_at + make_interval(hours => ${graceHours}))
      and not exists (select from outbox o where o.subject_id = r.id and o.template = 'guest-balance-reminder' and (o.details->>'days')::int = days ${oneByOne})`;
  return {
    job: 'balance reminders',
    due,
    among: confirmed(inTime),
    work: afterLocking(
      runtime,
      lockReservations,
      (ids) => sql`with due as (${due} and r.id = ${ids}),
        told as (${enqueue(runtime, 'guest-balance-reminder', sql`id`, sql`due`, sql`jsonb_build_object('days', days)`)}) select count(*) from due`,
    ),
  };
}

const lockReservations = (ids: SQL): SQL =>
  sql`select from reservations where id = ${ids} order by id for update`;

/** When a balance was due that is cancelled as unpaid now. */
const overdueSince = (now: Date): string => new Date(now.getTime() - graceHours * 3_600_000).toISOString();

/**
 * Whether the row `r` is cancelled as unpaid now, where so much of it is left to pay: more than what the
 * staff have made it dearer by. What they confirmed without payment is theirs to claim.
 */
function isOverdue(runtime: Runtime, now: Date, left: SQL = sql`r.due_minor`): SQL {
  return sql`(r.status = 'confirmed' and r.confirmed_by is null and r.balance_due_at <= ${overdueSince(now)} and ${left} > r.raised_minor and ${isPayable(runtime, left)} and not ${isUnderWay(now)})`;
}

function cancellations(runtime: Runtime, now: Date): Sweep {
  const isLate = sql`r.confirmed_by is null and r.balance_due_at <= ${overdueSince(now)} and r.starts_at > ${now.toISOString()}`;
  return {
    job: 'unpaid balances',
    due: sql`select r.id from ${unpaid(isLate)} where ${isOverdue(runtime, now)}`,
    among: confirmed(isLate),
    work: (ids) =>
      runtime.database.batch([
        lockItemsOf(ids),
        cancellation(
          runtime,
          sql`select r.id from reservations r, ${money} m
            where r.id = any(${sql.param(ids)}::text[]) and ${isOverdue(runtime, now, sql`m.due_minor`)}`,
          'balance-unpaid',
          'system',
        ),
      ]),
  };
}

/**
 * What becomes of these stays is for people to decide: each is told the owner once. What this run cancels is
 * told as cancelled.
 */
function warnings(runtime: Runtime, now: Date): Sweep[] {
  const at = now.toISOString();
  const lastDay = sql`${functionNamed('last_day_from')}(r.starts_at)`;
  return [
    tellOwner(runtime, now, 'owner-balance-in-process', {
      amount: sql`(select p.amount_minor from ${processing} p limit 1)`,
      when: sql`${at} >= least(r.balance_due_at + make_interval(hours => ${graceHours}), ${lastDay}) and exists ${processing}`,
      condition: sql`true`,
    }),
    tellOwner(runtime, now, 'owner-balance-unpayable', {
      amount: sql`r.due_minor`,
      when: sql`${at} >= least(r.balance_due_at - make_interval(days => ${Math.max(...reminderDays)}), ${lastDay})`,
      condition: sql`not ${isPayable(runtime)}`,
    }),
    tellOwner(runtime, now, 'owner-change-unpaid', {
      amount: sql`r.due_minor`,
      when: sql`r.balance_due_at <= ${overdueSince(now)}`,
      condition: sql`r.raised_minor > 0 and ${isPayable(runtime)} and not exists ${processing}`,
    }),
    tellOwner(runtime, now, 'owner-balance-unpaid', {
      amount: sql`r.due_minor`,
      when: sql`${at} >= ${lastDay}`,
      condition: sql`${isPayable(runtime)} and not exists ${processing}`,
    }),
  ];
}

interface Warning {
  readonly amount: SQL;
  /** From when on, and what else is told quickly. */
  readonly when: SQL;
  readonly condition: SQL;
}

function tellOwner(
  runtime: Runtime,
  now: Date,
  template: Template,
  { amount, when, condition }: Warning,
): Sweep {
  const at = now.toISOString();
  // What is paid at the place is not late before.
  const isPaidThere = sql`(r.confirmed_by is not null and r.balance_due_at is null)`;
  const inTime = sql`r.ends_at > ${at} and not ${isPaidThere} and ${when}`;
  const due = sql`select r.id, ${amount} as amount_minor from ${unpaid(inTime)}
    where ${condition} and not (coalesce(${isOverdue(runtime, now)}, false) and r.starts_at > ${at})
      and not exists (select from outbox o where o.subject_id = r.id and o.template = ${template} ${oneByOne})`;
  return {
    job: template,
    due,
    among: confirmed(inTime),
    work: afterLocking(
      runtime,
      lockReservations,
      (ids) => sql`with late as (${due} and r.id = ${ids}),
        told as (${enqueue(runtime, template, sql`id`, sql`late`, sql`jsonb_build_object('amountMinor', amount_minor)`)})
        select count(*) from late`,
    ),
  };
}
