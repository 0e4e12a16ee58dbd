import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { enqueueCall } from '../../outbox/enqueue.ts';
import { firstOf, instantSchema } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import {
  currencySchema,
  formatMoney,
  type Minor,
  minorSchema,
  moneySchema,
} from '../../platform/money/money.ts';
import { leastSql, paymentStep } from '../../platform/money/payable.ts';
import { positiveAmount } from '../../platform/money/positive-amount.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';
import { integer } from '../../platform/text/whole-number.ts';
import { tooFine } from '../payment/request-refund.ts';

/**
 * What the staff take of a security deposit, in minor units, why, and where the evidence is (photographs, the
 * workshop's bill).
 */
export const depositCaptureSchema = named(
  'DepositCapture',
  'What is taken of a security deposit, and why.',
  v.strictObject({
    amount: described(positiveAmount, 'How much, in minor units of the reservation’s currency.'),
    reason: described(
      v.pipe(freeText(500), v.minLength(3, 'Say why, in a few words.')),
      'Why: the guest reads it.',
    ),
    evidenceNote: described(
      v.pipe(freeText(2000), v.minLength(3, 'Say where the evidence is.')),
      'Where the evidence is.',
    ),
  }),
);

export const depositSchema = named(
  'SecurityDeposit',
  'What is held against damage.',
  v.object({
    reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
    status: described(v.string(), 'How it stands.'),
    amount: described(moneySchema, 'How much is to be held.'),
    captured: described(moneySchema, 'What of it was taken.'),
    authorizeAt: described(v.string(), 'When it is held, RFC 3339 in UTC.'),
    releaseAt: described(v.string(), 'When it is given free, RFC 3339 in UTC.'),
    failures: described(integer, 'How often holding it has failed.'),
  }),
);

const rowSchema = v.object({
  status: v.string(),
  amount: minorSchema,
  currency: currencySchema,
  captured: minorSchema,
  authorizeAt: instantSchema,
  releaseAt: instantSchema,
  failures: integer,
  step: minorSchema,
  least: minorSchema,
});

const rowJson = sql`(select json_build_object('status', d.status, 'amount', d.amount_minor, 'currency', d.currency, 'captured', d.captured_minor,
  'authorizeAt', d.authorize_at, 'releaseAt', d.release_at, 'failures', d.failures,
  'step', ${paymentStep(sql`p`)}, 'least', ${leastSql(sql`p.provider`, sql`p.currency`)}) as deposit
  from security_deposits d left join payments p on p.id = d.payment_id where d.reservation_id = r.id)`;

/** The security deposit of a reservation. 404 when there is none. One statement. */
export async function findDeposit(runtime: Runtime, reservationId: string) {
  const rows = await runtime.database.query(
    sql`select ${rowJson} as deposit from reservations r where r.id = ${reservationId}`,
  );
  return present(reservationId, firstOf(v.object({ deposit: v.nullable(rowSchema) }), rows)?.deposit);
}

/**
 * Takes a part of what is held, once: the rest is released. 409 when nothing is held. One batch; the call
 * follows.
 */
export async function captureDepositPart(
  runtime: Runtime,
  actor: Actor,
  reservationId: string,
  { amount, reason, evidenceNote }: { amount: Minor; reason: string; evidenceNote: string },
) {
  const now = runtime.clock.now();
  const results = await runtime.database.batch([
    sql`select 1 from security_deposits where reservation_id = ${reservationId} for update`,
    sql`with taken as (
        update security_deposits d set status = 'capturing', captured_minor = ${amount}, capture_reason = ${reason}, evidence_note = ${evidenceNote}, changed_at = ${now.toISOString()}
        from payments p where p.id = d.payment_id and d.reservation_id = ${reservationId} and d.status = 'authorized' and d.amount_minor >= ${amount}
          and ${amount}::bigint % ${paymentStep(sql`p`)} = 0 and ${amount}::bigint >= ${leastSql(sql`p.provider`, sql`p.currency`)}
        returning d.reservation_id, d.payment_id
      ), asked as (${enqueueCall(runtime, 'capture-deposit', sql`payment_id`, sql`taken`)}
      ), noted as (${record(now, actor, 'security-deposit.capturing', sql`reservation_id`, sql`taken`, sql`jsonb_build_object('amountMinor', ${amount}::bigint)`)})
      select count(*)::int as count from taken`,
    sql`select ${rowJson} as deposit from reservations r where r.id = ${reservationId}`,
  ]);
  const deposit = firstOf(v.object({ deposit: v.nullable(rowSchema) }), results[2])?.deposit;
  const shown = present(reservationId, deposit);
  if (firstOf(v.object({ count: integer }), results[1])?.count === 1) return shown;
  if (deposit?.status === 'authorized' && amount % deposit.step !== 0) throw tooFine(deposit);
  if (deposit?.status === 'authorized' && amount < deposit.least) {
    const money = formatMoney({ amount: deposit.least, currency: deposit.currency }, 'en');
    throw fieldProblem('amount', `This way of paying takes ${money} at least.`);
  }
  if (deposit?.status === 'authorized') throw fieldProblem('amount', 'That is more than is held.');
  throw new Problem('state-conflict', 'Nothing is held that could be taken.');
}

/** Releases what is held, or sees to it that nothing will be. One batch; the call follows. */
export async function releaseDeposit(runtime: Runtime, actor: Actor, reservationId: string) {
  const now = runtime.clock.now();
  const results = await runtime.database.batch([
    sql`select ${call('end_deposits', { reservations: [reservationId], actor, now })}`,
    sql`select ${rowJson} as deposit from reservations r where r.id = ${reservationId}`,
  ]);
  return present(reservationId, firstOf(v.object({ deposit: v.nullable(rowSchema) }), results[1])?.deposit);
}

function present(
  reservationId: string,
  deposit: v.InferOutput<typeof rowSchema> | null | undefined,
): v.InferOutput<typeof depositSchema> {
  if (!deposit) throw new Problem('not-found', 'There is no security deposit.');
  const { currency } = deposit;
  return {
    reservation: reservationId,
    status: deposit.status,
    amount: { amount: deposit.amount, currency },
    captured: { amount: deposit.captured, currency },
    authorizeAt: deposit.authorizeAt.toISOString(),
    releaseAt: deposit.releaseAt.toISOString(),
    failures: deposit.failures,
  };
}
