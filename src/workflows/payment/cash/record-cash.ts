import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../../audit/record.ts';
import { lockItemOf } from '../../../booking/occupancy/item-lock.ts';
import { firstOf } from '../../../platform/database/database.ts';
import { call } from '../../../platform/database/functions.ts';
import { described, named } from '../../../platform/described.ts';
import type { IdempotentRequest } from '../../../platform/idempotency/idempotency.ts';
import { newId } from '../../../platform/ids.ts';
import { currencySchema, minorSchema, moneySchema } from '../../../platform/money/money.ts';
import { positiveAmount } from '../../../platform/money/positive-amount.ts';
import { fieldProblem, Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { line } from '../../../platform/text/text.ts';
import { expireHolds } from '../../reservation/expire-holds.ts';
import { knownOf } from '../events/apply-payment-event.ts';

/** Cash that somebody of the staff has taken. */
export const cashSchema = named(
  'CashRecord',
  'Cash that was taken.',
  v.strictObject({
    amount: described(positiveAmount, 'How much was taken, in minor units of `currency`.'),
    currency: described(currencySchema, 'The currency (ISO 4217), that of the reservation.'),
    receipt: v.optional(
      described(
        line(60, 'Give the number of the receipt.'),
        'The number of a receipt of your own, where you wrote one: recorded once.',
      ),
    ),
  }),
);

export const recordedCashSchema = named(
  'RecordedCash',
  'Cash as it was recorded.',
  v.object({
    id: described(
      v.string(),
      'The id of the payment, `pay_…`: its story and its refunds are under it, as of any other.',
    ),
    reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
    receipt: described(v.nullable(v.string()), 'The number of your own receipt; null where you gave none.'),
    amount: described(moneySchema, 'How much was taken.'),
    returned: described(moneySchema, 'Of it, what was too late or too much: you give it back.'),
  }),
);

const foundSchema = v.object({
  currency: v.nullable(currencySchema),
  isReplay: v.boolean(),
  isReused: v.boolean(),
  isKnown: v.boolean(),
  payment: v.nullable(
    v.object({
      id: v.string(),
      reservation: v.string(),
      reference: v.string(),
      amount: minorSchema,
      returned: minorSchema,
    }),
  ),
});

/**
 * Takes cash into the books, once for each `Idempotency-Key`, and lets follow what follows any payment, as of a bank
 * transfer. Who took it is who records it. One batch.
 */
export async function recordCash(
  runtime: Runtime,
  actor: Actor,
  reservationId: string,
  { amount, currency, receipt }: v.InferOutput<typeof cashSchema>,
  { keyDigest, requestDigest }: IdempotentRequest,
): Promise<{ cash: v.InferOutput<typeof recordedCashSchema>; isReplay: boolean }> {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const id = newId('payment', now, runtime.random);
  const reference = receipt ?? id;
  const itemId = sql`(select item_id from reservations where id = ${reservationId})`;
  const results = await runtime.database.batch([
    lockItemOf(sql`${reservationId}`),
    sql`select pg_advisory_xact_lock(hashtextextended(${keyDigest}, 1))`,
    expireHolds(now, itemId),
    sql`with made as (
        insert into payments (id, reservation_id, provider, provider_ref, purpose, amount_minor, currency, created_at, changed_at)
        select ${id}, r.id, 'cash', ${reference}, case r.status when 'confirmed' then 'balance' else 'booking' end, ${amount}, r.currency, ${at}, ${at}
        from reservations r where r.id = ${reservationId} and r.currency = ${currency}
          and not exists (select from idempotency_keys where key_digest = ${keyDigest})
        on conflict (provider, provider_ref) do nothing returning id, amount_minor
      ), remembered as (
        insert into idempotency_keys (key_digest, request_digest, resource_id, created_at)
        select ${keyDigest}, ${requestDigest}, id, ${at} from made
      ), noted as (${record(now, actor, 'cash.recorded', sql`id`, sql`made`, sql`jsonb_build_object('receipt', ${receipt ?? null}::text, 'amountMinor', amount_minor, 'currency', ${currency}::text)`)})
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
    sql`with known as (select * from idempotency_keys where key_digest = ${keyDigest})
      select (select r.currency from reservations r where r.id = ${reservationId}) as currency,
        exists (select from known where resource_id <> ${id}) as "isReplay",
        exists (select from known where request_digest <> ${requestDigest}) as "isReused",
        exists (select from payments where provider = 'cash' and provider_ref = ${reference}) as "isKnown",
        (select json_build_object('id', p.id, 'reservation', p.reservation_id, 'reference', p.provider_ref, 'amount', p.amount_minor,
            'returned', (select coalesce(sum(f.amount_minor), 0) from refunds f where f.payment_id = p.id and f.created_at = p.created_at))
          from payments p join known k on k.resource_id = p.id) as payment`,
  ]);
  const found = firstOf(foundSchema, results[5]);
  if (!found?.currency) throw new Problem('not-found', 'There is no such reservation.');
  if (found.isReused)
    throw new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (found.currency !== currency) throw fieldProblem('currency', `The reservation is in ${found.currency}.`);
  const { payment } = found;
  if (!payment && found.isKnown)
    throw fieldProblem('receipt', 'Cash is recorded under this receipt already.');
  if (!payment) throw new Error('the cash was not recorded');
  return {
    cash: {
      id: payment.id,
      reservation: payment.reservation,
      receipt: payment.reference === payment.id ? null : payment.reference,
      amount: { amount: payment.amount, currency },
      returned: { amount: payment.returned, currency },
    },
    isReplay: found.isReplay,
  };
}
