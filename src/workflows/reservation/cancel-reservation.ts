import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { lockItemOf } from '../../booking/occupancy/item-lock.ts';
import { money, type Reservation, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { firstOf } from '../../platform/database/database.ts';
import { call, functionNamed } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { currencySchema, minor, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';

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
  const now = runtime.clock.now();
  const given = call('given_back', {
    reservations: [id],
    isWhole: false,
    mayHaveBegun: false,
    now,
    chosenMinor: null,
  });
  const rows =
    await runtime.database.query(sql`select json_build_object('canCancel', g.reservation_id is not null, 'currency', r.currency,
      'paid', m.paid_minor, 'due', coalesce(g.due_minor, 0),
      'atOnce', (select coalesce(sum(b.amount_minor), 0) from ${functionNamed('refund_portions')}(r.id, coalesce(g.due_minor, 0)) b),
      'basisPoints', coalesce(g.share, 0), 'policy', r.quote->'cancellationPolicy'->>'text') as preview
    from reservations r left join ${given} g on true, ${money} m where r.id = ${id}`);
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

/** Why a reservation is cancelled from here; other causes are the functions' own. */
type CancellationCause = 'guest' | 'balance-unpaid';

/**
 * The statement that cancels reservations, whatever the cause: `cancel_reservations` says how.
 * @param which a query of their ids; the items' locks are held.
 */
export function cancellation(runtime: Runtime, which: SQL, cause: CancellationCause, actor: Actor): SQL {
  const at = runtime.clock.now().toISOString();
  return sql`select ${functionNamed('cancel_reservations')}(array(${which}), ${cause}, ${actor}, ${at})`;
}

/** Cancels for the guest. One batch. */
export async function cancelReservation(runtime: Runtime, id: string): Promise<Reservation> {
  const results = await runtime.database.batch([
    lockItemOf(sql`${id}`),
    cancellation(runtime, sql`select ${id}::text`, 'guest', 'guest'),
    sql`select ${reservationJson} as reservation from reservations r where r.id = ${id}`,
  ]);
  const reservation = firstOf(v.object({ reservation: reservationSchema }), results[2])?.reservation;
  if (!reservation) throw new Problem('not-found', 'There is no such reservation.');
  if (reservation.status !== 'cancelled')
    throw new Problem('state-conflict', 'This reservation can no longer be cancelled.');
  return reservation;
}
