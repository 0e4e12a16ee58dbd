import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { itemLockKey } from '../../booking/occupancy/item-lock.ts';
import {
  money,
  type Reservation,
  refundStep,
  reservationJson,
  reservationSchema,
} from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import type { Template } from '../../outbox/kinds.ts';
import { endDeposit } from '../../payment/deposit/release-deposit.ts';
import {
  portionsNewestFirst,
  type RefundReason,
  refundNewestFirst,
} from '../../payment/refund-newest-first.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minor, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { keepsTime } from '../../terms/hold.ts';
import { giveUpOpen } from '../payment/open/give-up-open.ts';

export const cancellationPreviewSchema = named(
  'CancellationPreview',
  'What cancelling at this moment gives back.',
  v.object({
    canCancel: described(v.boolean(), 'Whether it can be cancelled now.'),
    paid: described(moneySchema, 'What was paid.'),
    refund: described(moneySchema, 'What goes back at once.'),
    refundWaiting: described(
      moneySchema,
      'What goes back besides once a dispute about it is decided for the business; decided for the guest, it has gone back that way.',
    ),
    refundBasisPoints: described(
      integer,
      'The share of the price that the policy gives back at this moment, in 1/10,000.',
    ),
    policy: described(v.string(), 'The policy that was agreed to, in words.'),
  }),
);

const previewSchema = v.object({
  canCancel: v.boolean(),
  currency: currencySchema,
  paid: minorSchema,
  due: minorSchema,
  atOnce: minorSchema,
  basisPoints: v.number(),
  policy: v.string(),
});

/**
 * What cancelling now would give back: the steps of the cancellation for the guest, without their effects.
 * One statement.
 */
export async function previewCancellation(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof cancellationPreviewSchema>> {
  const rows = await runtime.database.query(sql`with ${givenBack(runtime, sql`r.id = ${id}`, 'guest')},
      portions as (${portionsNewestFirst(sql`(select id as reservation_id, due_minor from given_back)`)})
    select json_build_object('canCancel', g.id is not null, 'currency', r.currency, 'paid', m.paid_minor, 'due', coalesce(g.due_minor, 0),
      'atOnce', (select coalesce(sum(amount_minor), 0) from portions), 'basisPoints', coalesce(g.share, 0), 'policy', r.quote->'cancellationPolicy'->>'text') as preview
    from reservations r left join given_back g on g.id = r.id, ${money} m where r.id = ${id}`);
  const preview = firstOf(v.object({ preview: previewSchema }), rows)?.preview;
  if (!preview) throw new Problem('not-found', 'There is no such reservation.');
  const { canCancel, currency, paid, due, atOnce, basisPoints, policy } = preview;
  return {
    canCancel,
    paid: { amount: paid, currency },
    refund: { amount: atOnce, currency },
    refundWaiting: { amount: minor(due - atOnce), currency },
    refundBasisPoints: basisPoints,
    policy,
  };
}

/** Why a reservation is cancelled. */
export type CancellationCause = 'guest' | 'balance-unpaid' | 'dispute-lost' | 'payment-refused';

interface Cause {
  /** What the guest is told. */
  readonly tells: Template;
  /** Why money goes back. */
  readonly refundReason: RefundReason;
  /** All that is left goes back, not what the policy gives. */
  readonly isWhole: boolean;
  /** A hold that waits for the staff may end after its start; a stay that has begun is not cancelled. */
  readonly mayHaveBegun: boolean;
}

const byPolicy = { refundReason: 'cancelled', isWhole: false, mayHaveBegun: false } as const;
const causes: Record<CancellationCause, Cause> = {
  guest: { ...byPolicy, tells: 'guest-cancellation' },
  'balance-unpaid': { ...byPolicy, tells: 'guest-balance-cancelled' },
  'dispute-lost': { ...byPolicy, tells: 'guest-dispute-cancelled', isWhole: true },
  'payment-refused': {
    tells: 'guest-payment-declined',
    refundReason: 'refused',
    isWhole: true,
    mayHaveBegun: true,
  },
};

/** The statement that takes the item's lock of a reservation. A cancellation runs under it. */
function lockOf(id: SQL): SQL {
  return sql`select pg_advisory_xact_lock(${itemLockKey(sql`r.item_id`)}) from reservations r where r.id = ${id}`;
}

/**
 * The CTEs of what cancelling now gives back, of which `given_back` is the last: of each reservation that can
 * be cancelled, `due_minor`, and the `share` of the price in 1/10,000. What was paid beyond the price goes
 * back whole, and so does all that was paid for a hold: the policy is about what was sold. The whole needs no
 * rounding, since it came in such steps. What was set aside is not among it.
 */
function givenBack(runtime: Runtime, which: SQL, cause: CancellationCause, condition: SQL = sql`true`): SQL {
  const at = runtime.clock.now().toISOString();
  const { isWhole, mayHaveBegun } = causes[cause];
  return sql`balance as (
        select r.id, m.paid_minor - m.set_aside_minor as paid_minor, m.sold_minor as price_minor, ${refundStep} as step,
          case when ${isWhole}::boolean then 10000 else refund_share(r.quote->'cancellationPolicy'->'tiers', r.starts_at, ${at}) end as share
        from reservations r, ${money} m where ${which} and (r.starts_at > ${at} or ${mayHaveBegun}::boolean) and (${condition})
          and ${keepsTime(runtime.clock.now())}
      ), priced as (
        select *, greatest(0, least(paid_minor, price_minor)) as priced_minor, greatest(0, paid_minor - price_minor) as beyond_minor from balance
      ), given_back as (
        select id, paid_minor, share, beyond_minor + case
          when share = 10000 then priced_minor
          else least(priced_minor, (round(round(priced_minor * share / 10000.0) / step) * step)::bigint) end as due_minor
        from priced
      )`;
}

/**
 * The one statement that cancels reservations, whatever the cause: the time is free, the sale is taken back
 * as far as money goes back, the security deposit ends, payments that are open are given up, guest and owner
 * are told. The share is worked out from the payments it sees, under the item's lock, so a payment that
 * arrives at the same instant is either in it or comes after. What a dispute withholds cannot go back yet: it
 * waits for its end (`end-disputed.ts`). Cancelling twice is once.
 * @param which the reservations `r`, by a condition on them; the items' locks are held.
 * @param condition what else must hold of each of them, by its row `r` and its money `m`.
 */
export function cancellation(
  runtime: Runtime,
  which: SQL,
  cause: CancellationCause,
  actor: Actor,
  condition?: SQL,
): SQL {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const { tells, refundReason } = causes[cause];
  const figures = sql`jsonb_strip_nulls(jsonb_build_object('amountMinor', sent_minor, 'waitingMinor', nullif(due_minor - sent_minor, 0)))`;
  return sql`with ${givenBack(runtime, which, cause, condition)}, cancelled as (
        update reservations r set status = 'cancelled', cancelled_at = ${at}, changed_at = ${at}, concession_kept_minor = r.conceded_minor,
          credited_minor = case r.status when 'confirmed' then greatest(r.credited_minor, r.total_minor - greatest(0, g.paid_minor - g.due_minor)) else r.credited_minor end
        from given_back g where r.id = g.id and r.status in ('held', 'confirmed') returning r.id, r.id as reservation_id, g.due_minor, null::text as paid_id
      ), sent_back as (${refundNewestFirst(now, actor, sql`cancelled`, refundReason)} returning payment_id, amount_minor
      ), sent_of as (
        select p.reservation_id, sum(s.amount_minor)::bigint as sent_minor from sent_back s join payments p on p.id = s.payment_id group by 1
      ), ended as (
        select c.id, c.due_minor, coalesce(sent.sent_minor, 0) as sent_minor from cancelled c left join sent_of sent on sent.reservation_id = c.id
      ), ${endDeposit(runtime, now, actor, sql`cancelled`)},
      ${giveUpOpen(runtime, now, sql`cancelled`)},
      noted as (${record(now, actor, 'reservation.cancelled', sql`id`, sql`cancelled`, sql`jsonb_build_object('refundDueMinor', due_minor, 'cause', ${cause}::text)`)}
      ), told_guest as (${enqueue(runtime, tells, sql`id`, sql`ended`, figures)}
      ), told_owner as (${enqueue(runtime, 'owner-cancellation', sql`id`, sql`ended`, figures)}
      ) select count(*)::int as count from cancelled`;
}

/** Cancels for the guest. One batch. */
export async function cancelReservation(runtime: Runtime, id: string): Promise<Reservation> {
  const results = await runtime.database.batch([
    lockOf(sql`${id}`),
    cancellation(runtime, sql`r.id = ${id}`, 'guest', 'guest'),
    sql`select ${reservationJson} as reservation from reservations r where r.id = ${id}`,
  ]);
  const reservation = firstOf(v.object({ reservation: reservationSchema }), results[2])?.reservation;
  if (!reservation) throw new Problem('not-found', 'There is no such reservation.');
  if (reservation.status !== 'cancelled')
    throw new Problem('state-conflict', 'This reservation can no longer be cancelled.');
  return reservation;
}
