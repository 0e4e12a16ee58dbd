import { type SQL, sql } from 'drizzle-orm';
import { type Actor, record } from '../../audit/record.ts';
import { isUnitFree } from '../../booking/occupancy/free-unit.ts';
import { money } from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { awaitsReview } from '../../payment/risk/assessment.ts';
import { paymentStep } from '../../platform/money/payable.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { hasOtherInProcess, keptToPayAgain, reviewUntil, shareUntil } from '../../terms/hold.ts';
import { giveUpOpen } from '../payment/open/give-up-open.ts';

/**
 * The CTEs by which reservations are confirmed, whatever the cause: by a payment, a transfer, a gift card or
 * the staff. Payments that are open beside are given up, and guest and owner are told; the sale, the invoice
 * and the security deposit are the database's (`reservation_books`). It leaves the CTE `confirmed`, of their
 * ids. It runs under the item's lock, after lapsed holds have ended.
 * @param ready a CTE with `id`, `unit_id`, the unit that is free for it, and `paid_id`, the payment that this
 *   statement brings up to date, if one.
 */
export function confirmation(runtime: Runtime, now: Date, actor: Actor, ready: SQL): SQL {
  const at = now.toISOString();
  return sql`confirmed as (
      update reservations r set status = 'confirmed', confirmed_at = ${at}, unit_id = ready.unit_id, changed_at = ${at}
      from ${ready} ready where r.id = ready.id returning r.id, r.id as reservation_id, ready.paid_id
    ), ${giveUpOpen(runtime, now, sql`confirmed`)},
    told_confirmed as (${enqueue(runtime, 'guest-confirmation', sql`id`, sql`confirmed`)}),
    told_owner as (${enqueue(runtime, 'owner-new-reservation', sql`id`, sql`confirmed`)}),
    noted_confirmed as (${record(now, actor, 'reservation.confirmed', sql`id`, sql`confirmed`)})`;
}

/**
 * The CTEs that tell of money which bought nothing and goes back. `back` is a CTE with the reservation's
 * `id`, `return_minor` and `reason`.
 */
export function tellReturned(runtime: Runtime, now: Date, actor: Actor, back: SQL): SQL {
  return sql`told_late as (${enqueue(runtime, 'guest-late-payment', sql`id`, back, sql`jsonb_build_object('amountMinor', return_minor)`)}),
    told_owner_late as (${enqueue(runtime, 'owner-late-payment', sql`id`, back, sql`jsonb_build_object('amountMinor', return_minor)`)}),
    noted_late as (${record(now, actor, 'reservation.refund-due', sql`id`, back, sql`jsonb_build_object('refundDueMinor', return_minor, 'reason', reason)`)})`;
}

/**
 * The CTEs that follow a payment, for a statement that runs under the item's lock after lapsed holds have
 * ended. `paid` is a CTE of payments with `newly_captured` and `captured_minor`. A held reservation is
 * confirmed once what it needs is there and none of it waits for the staff; a share of it keeps the time for
 * the next: for an hour, or for a day where it took days to arrive and the guest has to be told. One that has
 * lapsed is confirmed if a unit is still free, and what else it gave back; nothing is held while the staff
 * look at its payment. What comes too late, twice or beyond the price goes back at once, and both sides are
 * told.
 */
export function confirmPaid(runtime: Runtime, now: Date, actor: Actor, paid: SQL): SQL {
  const at = now.toISOString();
  return sql`${neededAgain(now, paid)}, confirmable as (
      select r.id, r.status as status_before, paid.id as payment_id, ${paymentStep(sql`paid`)} as step, paid.purpose, paid.newly_captured, paid.currency,
        m.price_minor, m.paid_minor + came.minor as collected_minor,
        have.minor >= m.needed_minor or coalesce(again.is_credit_good and have.minor + again.lent_minor >= m.needed_minor, false) as is_enough,
        have.minor + case when have.minor >= m.needed_minor then 0 else coalesce(again.lent_minor, 0) end as toward_minor,
        have.minor < m.needed_minor as needs_credit,
        (select p.processing_since is not null from payments p where p.id = paid.id) and not ${hasOtherInProcess(sql`paid.id`)} as is_away,
        r.status = 'held' and ${awaitsReview()} as is_kept_back,
        case
        when r.status = 'held' then r.unit_id
        when r.status = 'expired' and r.starts_at > ${at} and again.is_code_good and not ${awaitsReview()} then (
          select u.id from units u where u.item_id = r.item_id and u.is_active and ${isUnitFree(sql`r.starts_at`, sql`r.ends_at`, sql`r.turnaround_minutes`)}
          order by u.id = r.unit_id desc, u.name limit 1)
        end as free_unit_id
      from ${paid} paid join reservations r on r.id = paid.reservation_id left join again on again.id = r.id,
        -- The payments as they were before this statement, and what it has brought.
        ${money} m, lateral (select paid.captured_minor - p.captured_minor as minor from payments p where p.id = paid.id) came,
        lateral (select m.toward_minor + came.minor as minor) have
    ), judged as (
      select *, case when is_enough then free_unit_id end as unit_id, status_before = 'held' and not is_enough as is_share from confirmable
    ), ready as (select id, unit_id, payment_id as paid_id from judged where unit_id is not null and not is_kept_back
    ), ${confirmation(runtime, now, actor, sql`ready`)},
    kept_on as (
      update reservations r set
        hold_expires_at = case
          when j.is_kept_back then greatest(r.hold_expires_at, ${reviewUntil(now).toISOString()})
          when j.is_share and j.is_away then greatest(${shareUntil(now).toISOString()}, ${keptToPayAgain(now)})
          when j.is_share then greatest(r.hold_expires_at, ${shareUntil(now).toISOString()})
          else r.hold_expires_at end,
        changed_at = ${at}
      from judged j where r.id = j.id and not exists (select from ready where ready.id = j.id)
    ), decided as (
      select j.id, j.needs_credit, j.payment_id, j.currency, j.is_kept_back, j.newly_captured, j.purpose, j.is_share and j.is_away and not j.is_kept_back as is_share_of_away,
        j.unit_id is not null and not j.is_kept_back as is_confirmed, j.status_before,
        case
          when j.is_kept_back or j.is_share then 0
          when j.unit_id is not null then least(j.newly_captured, ${upToStep(sql`j.toward_minor - j.price_minor`)})
          when j.status_before = 'confirmed' and j.purpose = 'balance' then least(j.newly_captured, ${upToStep(sql`j.collected_minor - j.price_minor`)})
          else j.newly_captured
        end as return_minor
      from judged j
    ),
    lent_again as (
      update payments l set status = 'authorized', changed_at = ${at} from decided d
      where l.reservation_id = d.id and d.is_confirmed and d.needs_credit and d.status_before = 'expired' and l.provider = 'credit' and l.status = 'canceled'
    ),
    share_arrived as (select id, newly_captured from decided where is_share_of_away),
    kept_back as (select d.payment_id as id from decided d join payment_assessments a on a.payment_id = d.payment_id and a.phase = 'event' where d.is_kept_back and a.outcome = 'review'),
    balance_paid as (select id, payment_id, newly_captured - return_minor as kept_minor from decided
      where status_before = 'confirmed' and purpose = 'balance' and newly_captured > return_minor),
    refundable as (
      select id, payment_id, currency, return_minor, case
        when status_before <> 'confirmed' and not is_confirmed then 'late-payment'
        when return_minor = newly_captured then 'duplicate-payment' else 'overpayment' end as reason
      from decided where return_minor > 0
    ), sent_back as (
      insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at)
      select new_id('rfd'), payment_id, return_minor, currency, reason, 'system', ${at}, ${at} from refundable
    ),
    told_share as (${enqueue(runtime, 'guest-share-arrived', sql`id`, sql`share_arrived`, sql`jsonb_build_object('amountMinor', newly_captured)`)}),
    told_balance as (${enqueue(runtime, 'guest-balance-paid', sql`id`, sql`balance_paid`, sql`jsonb_build_object('amountMinor', kept_minor)`)}),
    ${tellReturned(runtime, now, actor, sql`refundable`)},
    told_review as (${enqueue(runtime, 'owner-payment-review', sql`id`, sql`kept_back`)})`;
}

/**
 * The CTE `again`: what a lapsed hold gave back: a use of its promotion code, which it needs once more, and
 * what a gift card lent to it, which is taken again if the money does not reach without it. Whether it is
 * still to be had is asked of the newest rows, which stay locked.
 */
function neededAgain(now: Date, paid: SQL): SQL {
  return sql`codes_again as materialized (
      select d.reservation_id as id, coalesce(p.redeemed_count < p.max_redemptions, true) and coalesce(p.max_per_person > (select count(*) from promotion_redemptions o
          where o.code = d.code and o.email_hash = d.email_hash and not o.is_released), true) as is_to_be_had
      from ${paid} paid join reservations r on r.id = paid.reservation_id and r.status = 'expired'
        join promotion_redemptions d on d.reservation_id = r.id and d.is_released join promotions p on p.code = d.code for update of p
    ), credits_again as materialized (
      select l.id, l.reservation_id, l.credit_id, l.amount_minor, c.balance_minor, coalesce(c.expires_at > ${now.toISOString()}, true) as is_good
      from ${paid} paid join reservations r on r.id = paid.reservation_id and r.status = 'expired'
        join payments l on l.reservation_id = r.id and l.provider = 'credit' and l.status = 'canceled' join credits c on c.id = l.credit_id for update of c
    ), again as (
      select r.id, (select sum(l.amount_minor)::bigint from credits_again l where l.reservation_id = r.id) as lent_minor,
        not exists (select from codes_again where id = r.id and not is_to_be_had) as is_code_good, not exists (select from credits_again l where l.reservation_id = r.id
          group by l.credit_id having not bool_and(l.is_good) or sum(l.amount_minor) > min(l.balance_minor)) as is_credit_good
      from ${paid} paid join reservations r on r.id = paid.reservation_id and r.status = 'expired'
    )`;
}

/** What is beyond the price, none of it kept: up to the next step that the provider can send back. */
function upToStep(beyond: SQL): SQL {
  return sql`(ceil(greatest(0, ${beyond})::numeric / j.step) * j.step)::bigint`;
}
