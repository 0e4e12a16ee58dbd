import { type SQL, sql } from 'drizzle-orm';
import { record } from '../../audit/record.ts';
import { enqueue, enqueueCall } from '../../outbox/enqueue.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import {
  afterLocking,
  beginRun,
  independently,
  inTurn,
  oneByOne,
  type RunLimits,
  type Sweep,
  sweep,
} from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { providers } from '../provider/provider.ts';
import { isConfigured } from '../provider/providers.ts';
import { statusOrder } from '../provider/status-order.ts';

/** How long before a hold lapses it is renewed. */
const renewalHours = 24;
/** After so many refusals in a row only the guest can hold the deposit. */
const mostFailures = 8;
/** After so long without a sign a form that a guest has opened is left. */
const leftMinutes = 30;

/**
 * Sets going what is due of all security deposits: holding one at its time or again after a refusal, renewing
 * a hold that would lapse before the deposit is released, and releasing after the return. One that no method
 * kept can hold (the stay was paid by gift card, or in a way that cannot be used again) is asked of the
 * guest, once, and the owner is told. Deciding and asking for the call are one transaction each, under the
 * locks of their rows, so a schedule that runs twice asks once.
 */
export async function syncDeposits(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const run = beginRun(runtime, limits);
  const now = runtime.clock.now();
  const parts = [givenUpForms, leftByCalls, holds].map(
    (part) => () => sweep(runtime, run, part(runtime, now)),
  );
  await independently(
    // What stands in the way of a hold goes first.
    () => inTurn(...parts),
    () => sweep(runtime, run, renewals(runtime, now)),
    () => sweep(runtime, run, ends(runtime, now)),
  );
}

/** Whether the deposit `d` of the reservation `r` is to be held now without the guest, if it can be. */
function isToHold(at: string): SQL {
  return sql`(${isTime(at)} and r.status = 'confirmed')`;
}

/** The same by the columns of the deposit alone. */
function isTime(at: string): SQL {
  return sql`(d.status in ('scheduled', 'failed') and d.failures < ${mostFailures} and d.authorize_at <= ${at} and d.release_at > ${at})`;
}

/** All payments of the reservation of the deposit `d`. */
const paymentsOfIt = sql`(select * from payments where reservation_id = d.reservation_id ${oneByOne})`;

/** The deposit of the reservation of the payment `p`, and the reservation, as `d` and `r`. */
const depositOfIt = sql`lateral (select * from security_deposits where reservation_id = p.reservation_id ${oneByOne}) d`;
const reservationOfIt = sql`lateral (select * from reservations where id = d.reservation_id ${oneByOne}) r`;

/** Payments for deposits, by their own columns alone. */
const candidates = (which: SQL): SQL =>
  sql`select p.id from payments p where p.purpose = 'security-deposit' and ${which}`;

/**
 * The provider at which a hold for the deposit `d` can be made without the guest, by the newest method that a
 * payment kept.
 */
function methodKept(runtime: Runtime): SQL {
  const usable = providers.filter((name) => isConfigured(runtime, name));
  return sql`(select p.provider from ${paymentsOfIt} p where p.provider = any(${sql.param(usable)}::text[])
    and p.captured_minor > 0 and p.saved_customer is not null and p.saved_method is not null order by p.created_at desc limit 1)`;
}

/**
 * Payments in the way of a hold without the guest: a hold or a renewal that was refused, and forms that
 * guests have opened and left. They are given up, at the provider too, so that nothing is held twice. Where
 * only the guest can hold the deposit, their form stays good.
 */
function givenUpForms(runtime: Runtime, now: Date): Sweep {
  const at = now.toISOString();
  const left = new Date(now.getTime() - leftMinutes * 60_000).toISOString();
  const isLeft = sql`p.status in ('pending', 'failed') and coalesce(p.changed_at, p.created_at) <= ${left}`;
  const due = sql`select p.id from payments p, ${depositOfIt}, ${reservationOfIt}
    where p.purpose = 'security-deposit' and ${isLeft}
      and (${isToHold(at)} or (d.status = 'authorized' and d.payment_id <> p.id and p.status = 'failed')) and exists ${methodKept(runtime)}`;
  return {
    job: 'deposit forms',
    due,
    among: candidates(isLeft),
    work: (ids) =>
      runtime.database.query(sql`with due as (${due} and p.id = any(${sql.param(ids)}::text[]) order by p.id for update of p),
        ${giveUp(runtime, now, sql`due`)} select count(*) from given_up`),
  };
}

/** The CTEs that give up the payments in `due`, a CTE with `id`. */
function giveUp(runtime: Runtime, now: Date, due: SQL): SQL {
  return sql`given_up as (
      update payments p set status = 'canceled', changed_at = ${now.toISOString()}, status_order = greatest(p.status_order collate "C", ${statusOrder('canceled', now, 'given-up')})
      from ${due} due where p.id = due.id returning p.id, p.provider_ref, p.reservation_id
    ), voided as (${enqueueCall(runtime, 'void', sql`id`, sql`(select id from given_up where provider_ref is not null) known`)})`;
}

/**
 * Holds that the provider could not be asked for, in as many tries as a call has, and those that it was asked
 * for without saying since, in words that we know, what became of them. They are given up, at the provider
 * too. The deposit is free again for the guest, who is asked; it is tried again like one that was refused,
 * though nobody refused it.
 */
function leftByCalls(runtime: Runtime, now: Date): Sweep {
  const at = now.toISOString();
  const retryAt = sql`${functionNamed('deposit_retry_at')}(${at})`;
  const left = new Date(now.getTime() - leftMinutes * 60_000).toISOString();
  const due = sql`select p.id from payments p, ${depositOfIt}
    where p.purpose = 'security-deposit' and p.status = 'pending' and d.status in ('authorizing', 'authorized')
      and exists (select from outbox o where o.subject_id = p.id and o.template = 'hold-deposit'
        and (o.status = 'dead' or (o.status = 'sent' and o.sent_at <= ${left})) ${oneByOne})`;
  return {
    job: 'deposit holds without a call',
    due,
    among: candidates(sql`p.status = 'pending'`),
    work: (ids) =>
      runtime.database.query(sql`with due as (${due} and p.id = any(${sql.param(ids)}::text[]) order by p.id for update of p),
      ${giveUp(runtime, now, sql`due`)},
      freed as (
        update security_deposits d set status = 'failed', authorize_at = greatest(d.authorize_at, ${retryAt}), changed_at = ${at}
        from given_up where d.reservation_id = given_up.reservation_id and d.status = 'authorizing' returning d.reservation_id
      ), told as (${enqueue(runtime, 'guest-deposit-failed', sql`reservation_id`, sql`freed`)}
      ), told_owner as (${enqueue(runtime, 'owner-deposit-failed', sql`reservation_id`, sql`freed`)}
      ), noted as (${record(now, 'system', 'security-deposit.failed', sql`reservation_id`, sql`freed`)})
      select count(*) from given_up`),
  };
}

function holds(runtime: Runtime, now: Date): Sweep {
  const at = now.toISOString();
  // A deposit that was asked of the guest waits for them, and one with an open payment for that: neither is
  // due.
  const due = sql`select d.reservation_id as id, d.amount_minor, d.currency, method.provider
    from security_deposits d cross join ${reservationOfIt} left join lateral ${methodKept(runtime)} method on true
    where ${isToHold(at)}
      and not exists (select from ${paymentsOfIt} p where p.purpose = 'security-deposit' and p.status in ('pending', 'processing', 'failed'))
      and (method.provider is not null or not exists (select from outbox o where o.subject_id = d.reservation_id and o.template = 'guest-deposit-asked' ${oneByOne}))`;
  return {
    job: 'deposit holds',
    due,
    among: sql`select d.reservation_id as id from security_deposits d where ${isTime(at)}`,
    work: afterLocking(
      runtime,
      (ids) =>
        sql`select from security_deposits where reservation_id = ${ids} order by reservation_id for update`,
      (ids) => sql`with due as (${due} and d.reservation_id = ${ids}),
      without_method as (select id, amount_minor from due where provider is null
      ), told as (${enqueue(runtime, 'guest-deposit-asked', sql`id`, sql`without_method`)}
      ), told_owner as (${enqueue(runtime, 'owner-deposit-asked', sql`id`, sql`without_method`, sql`jsonb_build_object('amountMinor', amount_minor)`)}
      ), made as (
        insert into payments (id, reservation_id, provider, purpose, amount_minor, currency, created_at, changed_at)
        select new_id('pay'), id, provider, 'security-deposit', amount_minor, currency, ${at}, ${at} from due where provider is not null
        returning id, reservation_id
      ), begun as (
        update security_deposits d set status = 'authorizing', changed_at = ${at} from made where d.reservation_id = made.reservation_id returning d.reservation_id
      ), asked as (${enqueueCall(runtime, 'hold-deposit', sql`id`, sql`made`)}
      ), noted as (${record(now, 'system', 'security-deposit.authorizing', sql`reservation_id`, sql`begun`)})
      select count(*) from made`,
    ),
  };
}

function renewals(runtime: Runtime, now: Date): Sweep {
  const at = now.toISOString();
  const soon = new Date(now.getTime() + renewalHours * 3_600_000).toISOString();
  const due = sql`select p.id, d.reservation_id from payments p, ${depositOfIt}
    where d.payment_id = p.id and d.status = 'authorized' and p.status = 'authorized' and p.capture_before <= ${soon} and p.capture_before < d.release_at and d.release_at > ${at}
      and not exists (select from outbox o where o.subject_id = p.id and o.template = 'renew-deposit' and (o.status = 'pending' or o.created_at > ${at}::timestamptz - interval '6 hours') ${oneByOne})
      and not exists (select from ${paymentsOfIt} n where n.purpose = 'security-deposit' and n.status in ('pending', 'processing'))`;
  return {
    job: 'deposit renewals',
    due,
    among: candidates(sql`p.status = 'authorized' and p.capture_before <= ${soon}`),
    work: afterLocking(
      runtime,
      (ids) =>
        sql`select from security_deposits where reservation_id in (select reservation_id from payments where id = ${ids}) order by reservation_id for update`,
      (ids) => sql`with due as (${due} and p.id = ${ids}),
      asked as (${enqueueCall(runtime, 'renew-deposit', sql`id`, sql`due`)}
      ), noted as (${record(now, 'system', 'security-deposit.renewing', sql`reservation_id`, sql`due`)})
      select count(*) from due`,
    ),
  };
}

function ends(runtime: Runtime, now: Date): Sweep {
  const due = sql`select d.reservation_id as id from security_deposits d
    where d.status in ('scheduled', 'authorizing', 'failed', 'authorized') and d.release_at <= ${now.toISOString()}`;
  return {
    job: 'deposit ends',
    due,
    work: (ids) =>
      runtime.database.query(sql`select ${functionNamed('end_deposits')}(
        array(${due} and d.reservation_id = any(${sql.param(ids)}::text[]) order by d.reservation_id for update), 'system', ${now.toISOString()})`),
  };
}
