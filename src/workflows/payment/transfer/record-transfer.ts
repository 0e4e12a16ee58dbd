import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../../audit/record.ts';
import { lockItemOf } from '../../../booking/occupancy/item-lock.ts';
import { firstOf } from '../../../platform/database/database.ts';
import { call } from '../../../platform/database/functions.ts';
import { described, named } from '../../../platform/described.ts';
import { newId } from '../../../platform/ids.ts';
import { currencySchema, minorSchema, moneySchema } from '../../../platform/money/money.ts';
import { positiveAmount } from '../../../platform/money/positive-amount.ts';
import { fieldProblem, Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { line } from '../../../platform/text/text.ts';
import { expireHolds } from '../../reservation/expire-holds.ts';
import { knownOf } from '../events/apply-payment-event.ts';

/**
 * What a bank calls a transfer, as its statement says: up to the 140 characters of the longest reference of
 * SEPA. Spaces and capitals are how it is set, not what it says (ISO 11649 references are printed in groups
 * of four).
 */
export const transferReference = v.pipe(
  line(140, 'Give the reference that the bank statement has.'),
  v.transform((text) => text.normalize('NFKC').replace(/\s+/g, '').toUpperCase()),
);

/** A bank transfer that has arrived. */
export const transferSchema = named(
  'BankTransferRecord',
  'A bank transfer that has arrived.',
  v.strictObject({
    reference: described(
      transferReference,
      'The bank’s own reference of this one transfer: recorded once, however often it is given.',
    ),
    amount: described(positiveAmount, 'How much arrived, in minor units of `currency`.'),
    currency: described(currencySchema, 'The currency (ISO 4217), that of the reservation.'),
  }),
);

export const recordedTransferSchema = named(
  'RecordedTransfer',
  'A bank transfer as it was recorded.',
  v.object({
    id: described(
      v.string(),
      'The id of the payment, `pay_…`: its story and its refunds are under it, as of any other.',
    ),
    reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
    reference: described(v.string(), 'The bank’s own reference of it.'),
    amount: described(moneySchema, 'How much arrived.'),
    returned: described(
      moneySchema,
      'Of it, what was too late or too much: you send it back, and hear by mail to whom.',
    ),
  }),
);

const foundSchema = v.object({
  currency: v.nullable(currencySchema),
  payment: v.nullable(
    v.object({
      id: v.string(),
      reservation: v.string(),
      reference: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      returned: minorSchema,
    }),
  ),
});

/**
 * Takes a bank transfer into the books, once for each reference, and lets follow what follows any payment: it
 * confirms a held reservation, also one that has lapsed if its time is free, or pays a share or the balance,
 * and what is too late or too much goes back. One batch.
 */
export async function recordTransfer(
  runtime: Runtime,
  actor: Actor,
  reservationId: string,
  { reference, amount, currency }: v.InferOutput<typeof transferSchema>,
): Promise<{ transfer: v.InferOutput<typeof recordedTransferSchema>; isReplay: boolean }> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const id = newId('payment', now, runtime.random);
  const itemId = sql`(select item_id from reservations where id = ${reservationId})`;
  const results = await runtime.database.batch([
    lockItemOf(sql`${reservationId}`),
    expireHolds(now, itemId),
    // It came by a way that takes days: after a part of what confirms, the guest has a day to see our mail.
    sql`with made as (
        insert into payments (id, reservation_id, provider, provider_ref, purpose, amount_minor, currency, processing_since, created_at, changed_at)
        select ${id}, r.id, 'transfer', ${reference}, case r.status when 'confirmed' then 'balance' else 'booking' end, ${amount}, r.currency, ${at}, ${at}, ${at}
        from reservations r where r.id = ${reservationId} and r.currency = ${currency}
        on conflict (provider, provider_ref) do nothing returning id, amount_minor
      ), noted as (${record(now, actor, 'transfer.recorded', sql`id`, sql`made`, sql`jsonb_build_object('reference', ${reference}::text, 'amountMinor', amount_minor, 'currency', ${currency}::text)`)})
      select count(*) from made`,
    sql`select ${call('apply_payment_fact', {
      payment: id,
      ...knownOf({
        kind: 'payment',
        paymentId: id,
        providerRef: reference,
        status: 'succeeded',
        amount,
        currency,
        captured: amount,
      }),
      actor,
      occurredAt: now,
      eventId: 'recorded',
      now,
    })}`,
    sql`select (select r.currency from reservations r where r.id = ${reservationId}) as currency,
      (select json_build_object('id', p.id, 'reservation', p.reservation_id, 'reference', p.provider_ref, 'amount', p.amount_minor, 'currency', p.currency,
          'returned', (select coalesce(sum(f.amount_minor), 0) from refunds f where f.payment_id = p.id and f.created_at = p.created_at))
        from payments p where p.provider = 'transfer' and p.provider_ref = ${reference}) as payment`,
  ]);
  const found = firstOf(foundSchema, results[4]);
  if (!found?.currency) throw new Problem('not-found', 'There is no such reservation.');
  if (found.currency !== currency) throw fieldProblem('currency', `The reservation is in ${found.currency}.`);
  const { payment } = found;
  if (!payment) throw new Error('the transfer was not recorded');
  if (payment.reservation !== reservationId)
    throw fieldProblem('reference', 'This transfer is recorded for another reservation.');
  if (payment.amount !== amount)
    throw fieldProblem('reference', 'This transfer is recorded with another amount.');
  return {
    transfer: {
      id: payment.id,
      reservation: payment.reservation,
      reference: payment.reference,
      amount: { amount: payment.amount, currency },
      returned: { amount: payment.returned, currency },
    },
    isReplay: payment.id !== id,
  };
}
