import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { itemLockKey } from '../../booking/item-lock.ts';
import {
  findReservation,
  netPaid,
  type Reservation,
  refundStep,
  reservationJson,
  reservationSchema,
  statusAt,
} from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import type { Template } from '../../outbox/kinds.ts';
import { endDeposit } from '../../payment/deposit/release-deposit.ts';
import { type RefundReason, refundNewestFirst } from '../../payment/refund-newest-first.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { basisPointsOf, type Minor, minor, moneySchema } from '../../platform/money/money.ts';
import { inSteps } from '../../platform/money/payable.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { refundShare } from '../../terms/refund-deadlines.ts';

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
      v.number(),
      'The share of the price that the policy gives back at this moment, in 1/10,000.',
    ),
    policy: described(v.string(), 'The policy that was agreed to, in words.'),
  }),
);

/** What cancelling now would give back, by the policy frozen with the booking. One statement. */
export async function previewCancellation(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof cancellationPreviewSchema>> {
  const reservation = await findReservation(runtime.database, id);
  if (!reservation) throw new Problem('not-found', 'There is no such reservation.');
  const { refund, basisPoints } = refundOf(reservation, runtime.clock.now());
  const { currency, quote, paid, refundable } = reservation;
  const atOnce = minor(Math.min(refund, refundable));
  return {
    canCancel: isCancellable(reservation, runtime.clock.now()),
    paid: { amount: paid, currency },
    refund: { amount: atOnce, currency },
    refundWaiting: { amount: minor(refund - atOnce), currency },
    refundBasisPoints: basisPoints,
    policy: quote.cancellationPolicy.text,
  };
}

function refundOf(reservation: Reservation, now: Date): { refund: Minor; basisPoints: number } {
  const basisPoints = refundShare(reservation.quote.cancellationPolicy.tiers, reservation.startsAt, now);
  // What was paid beyond the price goes back whole, and so does all that was paid for a hold; the policy is about what was sold.
  const { paid, status, total, credited, refundStep } = reservation;
  const beyond = Math.max(0, paid - (status === 'held' ? 0 : total - credited));
  const priced = Math.max(0, paid - beyond);
  // The whole needs no rounding: it came in such steps.
  const share =
    basisPoints === 10_000
      ? priced
      : Math.min(priced, inSteps(basisPointsOf(priced, basisPoints), refundStep));
  return { refund: minor(beyond + share), basisPoints };
}

function isCancellable(reservation: Reservation, now: Date): boolean {
  const status = statusAt(reservation, now);
  return (status === 'held' || status === 'confirmed') && reservation.startsAt > now;
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
 * The one statement that cancels reservations, whatever the cause: the time is free, the sale is taken back as far as money goes back, the
 * security deposit ends, guest and owner are told. The share is worked out from the payments it sees, under the item's lock, so a payment
 * that arrives at the same instant is either in it or comes after. What a dispute withholds cannot go back yet: it waits for its end
 * (`payment/dispute-end.ts`). Cancelling twice is once.
 * @param which the reservations `r`, by a condition on them; the items' locks are held.
 * @param condition what else must hold of each of them.
 */
export function cancellation(
  runtime: Runtime,
  which: SQL,
  cause: CancellationCause,
  actor: Actor,
  condition: SQL = sql`true`,
): SQL {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const { tells, refundReason, isWhole, mayHaveBegun } = causes[cause];
  const figures = sql`jsonb_strip_nulls(jsonb_build_object('amountMinor', sent_minor, 'waitingMinor', nullif(due_minor - sent_minor, 0)))`;
  return sql`with balance as (
        select r.id, ${netPaid} as paid_minor, ${refundStep} as step,
          case r.status when 'held' then 0 else r.total_minor - r.credited_minor end as price_minor,
          case when ${isWhole}::boolean then 10000 else coalesce((select max((tier->>'refundBasisPoints')::int) from jsonb_array_elements(r.quote->'cancellationPolicy'->'tiers') tier
            where r.starts_at - make_interval(hours => (tier->>'hoursBefore')::int) >= ${at}), 0) end as share
        from reservations r where ${which} and (r.starts_at > ${at} or ${mayHaveBegun}::boolean) and (${condition})
          and (r.status = 'confirmed' or (r.status = 'held' and r.hold_expires_at > ${at}))
      ), priced as (
        select *, greatest(0, least(paid_minor, price_minor)) as priced_minor, greatest(0, paid_minor - price_minor) as beyond_minor from balance
      ), paid as (
        select id, paid_minor, beyond_minor + case
          when share = 10000 then priced_minor
          else least(priced_minor, (round(round(priced_minor * share / 10000.0) / step) * step)::bigint) end as due_minor
        from priced
      ), cancelled as (
        update reservations r set status = 'cancelled', cancelled_at = ${at}, changed_at = ${at},
          credited_minor = case r.status when 'confirmed' then greatest(r.credited_minor, r.total_minor - greatest(0, paid.paid_minor - paid.due_minor)) else r.credited_minor end
        from paid where r.id = paid.id and r.status in ('held', 'confirmed') returning r.id, r.id as reservation_id, paid.due_minor
      ), sent_back as (${refundNewestFirst(now, actor, sql`cancelled`, refundReason)} returning payment_id, amount_minor
      ), sent_of as (
        select p.reservation_id, sum(s.amount_minor)::bigint as sent_minor from sent_back s join payments p on p.id = s.payment_id group by 1
      ), ended as (
        select c.id, c.due_minor, coalesce(sent.sent_minor, 0) as sent_minor from cancelled c left join sent_of sent on sent.reservation_id = c.id
      ), ${endDeposit(runtime, now, actor, sql`cancelled`)},
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
