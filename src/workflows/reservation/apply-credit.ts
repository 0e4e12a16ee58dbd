import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { isHeld } from '../../booking/hold.ts';
import { lockItemOf } from '../../booking/occupancy/item-lock.ts';
import { due, type Reservation, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { creditCode } from '../../credit/credit-code.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf } from '../../platform/database/database.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { newId } from '../../platform/ids.ts';
import { sha256 } from '../../platform/keys.ts';
import { commonLimitsJson } from '../../platform/money/payable.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { expireHolds } from './expire-holds.ts';

/** A gift card or store credit, by its code. */
export const creditApplicationSchema = named(
  'CreditApplication',
  'A gift card or store credit to pay with.',
  v.strictObject({ code: described(creditCode, 'Its code, with or without hyphens.') }),
);

/** Whether money for the row `r` is on its way. */
const isInProcess = sql`exists (select from payments o where o.reservation_id = r.id and o.status = 'processing' and o.purpose <> 'security-deposit')`;

const outcomeSchema = v.object({ isLent: v.boolean(), isCreditKnown: v.boolean(), isPayable: v.boolean() });

/**
 * Pays with a gift card or store credit: as much as is due, or as much as it has, but never so that what is
 * left is less than can be paid. For a held reservation it is set aside: taken when that is confirmed, which
 * happens at once when nothing is left to pay or to look at, and given back when the hold ends. Of a balance
 * it is taken at once, unless money is on its way for that. One code used by many at once never gives more
 * than it holds: each waits for its row, and the database refuses less than zero. One batch.
 */
export async function applyCredit(
  runtime: Runtime,
  reservationId: string,
  code: string,
): Promise<Reservation> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const itemId = sql`(select item_id from reservations where id = ${reservationId})`;
  const id = newId('payment', now, runtime.random);
  const digest = sha256(code);
  const results = await runtime.database.batch([
    lockItemOf(sql`${reservationId}`),
    expireHolds(now, itemId),
    sql`select 1 from credits where code_digest = ${digest} for update`,
    sql`with credit as (select * from credits where code_digest = ${digest} and coalesce(expires_at > ${at}, true)),
      payable as (select r.id, r.currency, case r.status when 'held' then 'booking' else 'balance' end as purpose, ${due} as due_minor
        from reservations r where r.id = ${reservationId} and (${isHeld(now)} or (r.status = 'confirmed' and not ${isInProcess}))),
      fitting as (
        select payable.id, payable.currency, payable.purpose, case
            when credit.balance_minor >= due_minor then due_minor
            -- In whole steps, and what is left to pay must be payable.
            else least(credit.balance_minor - credit.balance_minor % coalesce(step, 1), due_minor - coalesce(least, 1)) end as lent_minor,
          credit.id as credit_id
        from payable join credit on credit.currency = payable.currency,
          jsonb_to_record(${commonLimitsJson(runtime.config)}::jsonb -> payable.currency::text) as limits (step bigint, least bigint)
      ),
      lent as (
        insert into payments (id, reservation_id, provider, purpose, credit_id, amount_minor, currency, status, created_at, changed_at)
        select ${id}, id, 'credit', purpose, credit_id, lent_minor, currency, 'authorized', ${at}, ${at}
        from fitting where lent_minor > 0 returning id, reservation_id, amount_minor
      ), noted as (${record(now, 'guest', 'credit.lent', sql`reservation_id`, sql`lent`, sql`jsonb_build_object('amountMinor', amount_minor)`)})
      select exists (select from lent) as "isLent", exists (select from credit) as "isCreditKnown", exists (select from payable where due_minor > 0) as "isPayable"`,
    sql`select ${functionNamed('confirm_reservation')}(r.id, r.unit_id, null, 'guest', ${at}) from reservations r
      where r.id = ${reservationId} and ${isHeld(now)} and ${due} = 0 and not ${functionNamed('awaits_review')}(r.id)
        and exists (select from payments p where p.id = ${id})`,
    sql`with taken as (
        update payments p set status = 'succeeded', captured_minor = p.amount_minor, changed_at = ${at} from reservations r
        where r.id = ${reservationId} and r.status = 'confirmed' and p.reservation_id = r.id and p.provider = 'credit' and p.purpose = 'balance' and p.status = 'authorized'
        returning p.id, p.reservation_id, p.amount_minor
      ), told as (${enqueue(runtime, 'guest-balance-paid', sql`reservation_id`, sql`taken`, sql`jsonb_build_object('amountMinor', amount_minor)`)}),
      noted as (${record(now, 'guest', 'payment.captured', sql`id`, sql`taken`, sql`jsonb_build_object('capturedMinor', amount_minor)`)})
      select ${functionNamed('give_up_open')}(array[reservation_id], id, ${at}) from taken`,
    sql`select ${reservationJson} as reservation from reservations r where r.id = ${reservationId}`,
  ]);
  const outcome = firstOf(outcomeSchema, results[3]);
  const reservation = firstOf(v.object({ reservation: reservationSchema }), results[6])?.reservation;
  if (!reservation) throw new Problem('not-found', 'There is no such reservation.');
  if (outcome?.isLent) return reservation;
  if (!outcome?.isPayable)
    throw new Problem('state-conflict', 'There is nothing to pay on this reservation.');
  // The same words for a code that never was and one that is empty, expired or of another currency: codes are
  // not to be tried out.
  throw fieldProblem('code', 'This code cannot be used here.');
}
