import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../audit/record.ts';
import { loggedWith, reasonNote } from '../../booking/desk/notes.ts';
import { type Reservation, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import { firstOf } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import type { IdempotentRequest } from '../../platform/idempotency/idempotency.ts';
import { formatMoney, minor, minorSchema, moneySchema } from '../../platform/money/money.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { freeText } from '../../platform/text/text.ts';

const refund = v.picklist(['policy', 'all', 'none', 'amount'], 'Say policy, all, none or amount.');
const amount = v.optional(
  described(
    v.pipe(
      v.number('Give a whole number of minor units.'),
      v.safeInteger('Give a whole number of minor units.'),
      v.minValue(0, 'Give zero or more.'),
      v.transform(minor),
    ),
    'How much goes back, for the refund `amount`: minor units of the reservation’s currency.',
  ),
);
const reason = described(
  v.pipe(freeText(1000), v.minLength(3, 'Say why, in a few words.')),
  'Why: the guest reads it in the mail, the staff as a note. Kept sealed.',
);

export const staffCancellationSchema = named(
  'StaffCancellation',
  'That the staff cancel a reservation, and what goes back.',
  v.strictObject({
    refund: described(
      refund,
      'What goes back: what the policy gives now, all that was paid, nothing, or an amount.',
    ),
    amount,
    reason,
  }),
);

export const noShowSchema = named(
  'NoShow',
  'That nobody came, and what goes back.',
  v.strictObject({
    refund: v.optional(described(refund, 'What goes back; nothing without it.'), 'none'),
    amount,
    reason,
  }),
);

type Wanted = v.InferOutput<typeof staffCancellationSchema>;

export const cancellationChoicesSchema = named(
  'CancellationChoices',
  'What the staff can give back on cancelling at this moment.',
  v.object({
    canCancel: described(v.boolean(), 'Whether it can be cancelled now.'),
    paid: described(moneySchema, 'What was paid and has not gone back.'),
    policy: described(moneySchema, 'What goes back by the policy.'),
    all: described(moneySchema, 'The most that goes back.'),
    none: described(
      moneySchema,
      'What goes back at the least: what was paid beyond the price, or for a hold.',
    ),
  }),
);

const choicesSchema = v.object({
  currency: moneySchema.entries.currency,
  canCancel: v.boolean(),
  paid: minorSchema,
  policy: minorSchema,
  all: minorSchema,
  none: minorSchema,
});

/** What each choice gives back now, by the steps of the cancellation itself. One statement. */
export async function cancellationChoices(
  runtime: Runtime,
  id: string,
): Promise<v.InferOutput<typeof cancellationChoicesSchema>> {
  const now = runtime.clock.now();
  const given = (isWhole: boolean, chosenMinor: number | null) =>
    sql`coalesce((select g.due_minor from ${call('given_back', { reservations: [id], isWhole, mayHaveBegun: true, now, chosenMinor })} g), 0)`;
  const rows = await runtime.database.query(sql`
    select r.currency, m.paid_minor::float8 as paid,
      exists (select from ${call('given_back', { reservations: [id], isWhole: false, mayHaveBegun: true, now, chosenMinor: null })}) as "canCancel",
      ${given(false, null)}::float8 as policy, ${given(true, null)}::float8 as "all", ${given(false, 0)}::float8 as none
    from reservations r, reservation_money(r) m where r.id = ${id}`);
  const found = firstOf(choicesSchema, rows);
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  const { currency, canCancel, paid, policy, all, none } = found;
  const money = (amountMinor: typeof paid) => ({ amount: amountMinor, currency });
  return { canCancel, paid: money(paid), policy: money(policy), all: money(all), none: money(none) };
}

const outcomeSchema = v.object({
  outcome: v.object({ outcome: v.string(), figure: v.optional(minorSchema) }),
  reservation: v.nullable(reservationSchema),
});

/**
 * Cancels for the house, or because nobody came: also what has begun. Once for each `Idempotency-Key`; what is
 * cancelled already is refused, since something else may have gone back. One batch.
 */
export async function cancelByStaff(
  runtime: Runtime,
  actor: Actor,
  id: string,
  cause: 'staff' | 'no-show',
  wanted: Wanted,
  { keyDigest, requestDigest }: IdempotentRequest,
): Promise<{ reservation: Reservation; isReplay: boolean }> {
  if ((wanted.refund === 'amount') !== (wanted.amount !== undefined))
    throw fieldProblem('amount', 'Give an amount where the refund is one, and only there.');
  const now = runtime.clock.now();
  const isAmount = wanted.refund === 'amount' || wanted.refund === 'none';
  const note = reasonNote(runtime, actor, id, wanted.reason, (noteId) => loggedWith(id, noteId));
  const results = await runtime.database.batch([
    sql`select ${call('cancel_by_staff', {
      reservation: id,
      cause,
      choice: isAmount ? 'amount' : wanted.refund,
      amountMinor: isAmount ? (wanted.amount ?? 0) : null,
      note: note.id,
      keyDigest,
      requestDigest,
      actor,
      now,
    })} as outcome, null as reservation`,
    sql`with noted as (${note.statement}) select`,
    sql`select ${reservationJson} as reservation from reservations r where r.id = ${id}`,
  ]);
  const outcome = firstOf(outcomeSchema, results[0])?.outcome;
  const reservation = firstOf(v.object({ reservation: reservationSchema }), results[2])?.reservation;
  if (!outcome) throw new Error('cancel_by_staff gave no row');
  const isDone = outcome.outcome === 'cancelled' || outcome.outcome === 'replayed';
  if (reservation && isDone) return { reservation, isReplay: outcome.outcome === 'replayed' };
  throw refusalOf(outcome, reservation);
}

function refusalOf(
  { outcome, figure = minor(0) }: v.InferOutput<typeof outcomeSchema>['outcome'],
  reservation: Reservation | undefined,
): Problem {
  if (!reservation) return new Problem('not-found', 'There is no such reservation.');
  const money = formatMoney({ amount: figure, currency: reservation.currency }, 'en');
  switch (outcome) {
    case 'reused':
      return new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
    case 'not-begun':
      return new Problem('state-conflict', 'The stay has not begun: whoever does not come may still do so.');
    case 'too-little':
      return fieldProblem(
        'refund',
        `At least ${money} goes back: it was paid beyond the price, or for a hold.`,
      );
    case 'too-much':
      return fieldProblem('amount', `At most ${money} can go back.`);
    case 'too-fine':
      return fieldProblem('amount', `The way it was paid moves whole steps of ${money} only.`);
    default:
      return new Problem('state-conflict', 'This reservation can no longer be cancelled.');
  }
}
