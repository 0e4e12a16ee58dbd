import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import {
  type HandoverContent,
  type handoverRequestSchema,
  handoverRowSchema,
  handoverSchema,
  handoversJson,
  presentHandover,
} from '../../booking/desk/handover.ts';
import { firstOf, instantSchema } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { newId } from '../../platform/ids.ts';
import { encrypt } from '../../platform/keys.ts';
import { currencySchema, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { integer } from '../../platform/text/whole-number.ts';

export const recordedHandoverSchema = named(
  'RecordedHandover',
  'What was recorded, and what may be charged for it.',
  v.object({
    handover: handoverSchema,
    lateMinutes: described(
      integer,
      'How late it came back, in minutes; zero of a handover, and of what was in time.',
    ),
    driven: described(
      v.nullable(integer),
      'By how much the counter went on between the two; null where it was not read both times.',
    ),
    notInOrder: described(v.array(v.string()), 'The points of the checklist that were not in order.'),
    chargeable: described(
      moneySchema,
      'How much can be taken of the security deposit now, by `POST /security-deposits/{id}/capture`.',
    ),
  }),
);

const foundSchema = v.object({
  endsAt: instantSchema,
  currency: currencySchema,
  chargeable: minorSchema,
  handovers: v.array(handoverRowSchema),
});

const refusals: Readonly<Record<string, string>> = {
  'not-confirmed': 'Only what is confirmed is handed over.',
  'not-handed-over': 'It was not handed over yet.',
  done: 'That is recorded already.',
};

/**
 * Records a handover or a return, once each, and says what may be charged: what comes back late or not in order. The
 * charge itself is taken of the security deposit. Once for each `Idempotency-Key`. One batch.
 */
export async function recordHandover(
  runtime: Runtime,
  actor: Actor,
  reservationId: string,
  request: v.InferOutput<typeof handoverRequestSchema>,
  { keyDigest, requestDigest }: IdempotentRequest,
): Promise<{ recorded: v.InferOutput<typeof recordedHandoverSchema>; isReplay: boolean }> {
  const now = runtime.clock.now();
  const { kind, at = now.toISOString(), checklist, note, signature } = request;
  if (new Date(at) > now) throw fieldProblem('at', 'Give a time that has been.');
  const content: HandoverContent = { checklist, note, signature };
  const id = newId('handover', now, runtime.random);
  const results = await runtime.database.batch([
    sql`select ${call('record_handover', {
      id,
      reservation: reservationId,
      kind,
      at,
      contentSealed: encrypt(runtime.config.keys, runtime.random, id, JSON.stringify(content)),
      mileage: request.mileage ?? null,
      fuelPercent: request.fuelPercent ?? null,
      keyDigest,
      requestDigest,
      actor,
      now,
    })} as outcome`,
    sql`select json_build_object('endsAt', r.ends_at, 'currency', r.currency, 'handovers', ${handoversJson(sql`r.id`)},
        'chargeable', coalesce((select d.amount_minor from security_deposits d
          where d.reservation_id = r.id and d.status = 'authorized'), 0)) as found
      from reservations r where r.id = ${reservationId}`,
  ]);
  const outcome = firstOf(v.object({ outcome: v.string() }), results[0])?.outcome ?? 'unknown';
  const found = firstOf(v.object({ found: foundSchema }), results[1])?.found;
  const row = found?.handovers.find((one) => one.kind === kind);
  if (!found || outcome === 'unknown') throw new Problem('not-found', 'There is no such reservation.');
  if (outcome === 'reused')
    throw new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
  if (outcome === 'too-early') throw fieldProblem('at', 'It came back before it was handed over.');
  if (outcome === 'mileage-less')
    throw fieldProblem('mileage', 'That is less than the counter showed when it was handed over.');
  if (!row || (outcome !== 'recorded' && outcome !== 'replayed'))
    throw new Problem('state-conflict', refusals[outcome] ?? outcome);
  return { recorded: presentRecorded(runtime, found, row), isReplay: outcome === 'replayed' };
}

function presentRecorded(
  runtime: Runtime,
  { endsAt, currency, chargeable, handovers }: v.InferOutput<typeof foundSchema>,
  row: v.InferOutput<typeof handoverRowSchema>,
): v.InferOutput<typeof recordedHandoverSchema> {
  const handover = presentHandover(runtime, row);
  const isReturn = row.kind === 'return';
  const before = handovers.find(({ kind }) => kind === 'handover')?.mileage ?? null;
  return {
    handover,
    lateMinutes: isReturn ? Math.max(0, Math.ceil((row.at.getTime() - endsAt.getTime()) / 60_000)) : 0,
    driven: isReturn && row.mileage !== null && before !== null ? row.mileage - before : null,
    notInOrder: handover.checklist.filter(({ isOk }) => !isOk).map(({ label }) => label),
    chargeable: { amount: chargeable, currency },
  };
}
