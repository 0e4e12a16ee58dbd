import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { isHeld } from '../../booking/hold.ts';
import { due, guestOf, payBy, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { paymentLink } from '../../payment/payment-link.ts';
import { firstOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { moneySchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';

export const paymentLinkRequestSchema = named(
  'PaymentLinkRequest',
  'Whether the link to pay goes to the guest by mail.',
  v.strictObject({
    send: v.optional(
      described(v.boolean(), 'Whether to mail it to the guest too; else it is only answered, to hand on.'),
      false,
    ),
  }),
);

export const paymentLinkSchema = named(
  'PaymentLink',
  'The link by which anybody can pay what is due, and nothing else.',
  v.object({
    url: described(v.string(), 'The link.'),
    amount: described(moneySchema, 'What is due now.'),
    isSent: described(v.boolean(), 'Whether it goes to the guest by mail.'),
  }),
);

/** The link to pay what is due, to be handed on by hand or sent by mail. One statement. */
export async function sendPaymentLink(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { send }: v.InferOutput<typeof paymentLinkRequestSchema>,
): Promise<v.InferOutput<typeof paymentLinkSchema>> {
  const now = runtime.clock.now();
  const rows = await runtime.database.query(sql`
    with found as (select r.* from reservations r where r.id = ${id}),
    asked as (select r.id from found f join reservations r on r.id = f.id
      where (r.status = 'confirmed' or ${isHeld(now)}) and ${due} > 0),
    told as (${enqueue(runtime, 'guest-payment-link', sql`id`, sql`asked where ${send}::boolean and (select email_hash from found) is not null`)}),
    noted as (${record(now, actor, 'payment-link.made', sql`id`, sql`asked`, sql`jsonb_build_object('isSent', ${send}::boolean)`)})
    select ${reservationJson} as reservation, exists (select from asked) as "isDue" from reservations r where r.id = ${id}`);
  const found = firstOf(v.object({ reservation: reservationSchema, isDue: v.boolean() }), rows);
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  const { reservation, isDue } = found;
  if (!isDue) throw new Problem('state-conflict', 'Nothing is due of this reservation.');
  return {
    url: paymentLink(runtime, { id, balanceDueAt: payBy(reservation, now) }),
    amount: { amount: reservation.due, currency: reservation.currency },
    isSent: send && guestOf(runtime, reservation).email !== undefined,
  };
}
